import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustedMutualInformation, adjustedRand } from "../../src/analysis/agreement.ts";
import { agglomerative, MOST_POINTS } from "../../src/analysis/agglomerative.ts";
import type { Analysis } from "../../src/analysis/analysis.ts";
import { hdbscan } from "../../src/analysis/hdbscan.ts";
import { kMeans } from "../../src/analysis/kMeans.ts";
import { kMeansOf } from "../../src/analysis/kMeansRun.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { defaultsOf, type Parameters } from "../../src/protocol/parameters.ts";
import { UNCLUSTERED, type Groups } from "../../src/protocol/tasks.ts";
import { arrayStates, hiddenStates, noise } from "../numeric/arrayStates.ts";
import { inputOf, resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

interface Labelling {
  readonly metric: "euclidean" | "cosine";
  readonly of: readonly number[];
}

interface ReferenceSet {
  readonly name: string;
  readonly points: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly hdbscan: readonly (Labelling & {
    readonly min_cluster_size: number;
    readonly min_samples: number;
    readonly cluster_selection_method: "eom" | "leaf";
    readonly own: number;
    readonly silhouette: number | null;
    readonly ari: number;
    readonly ami: number;
  })[];
  readonly agglomerative: readonly (Labelling & { readonly linkage: "ward" | "average" | "complete" })[];
  readonly inertia: number;
}

/** What scikit-learn says; see the script beside it. */
const sets = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../reference/hdbscan.json"), "utf8"),
) as readonly ReferenceSet[];

function statesOf({ points }: ReferenceSet) {
  return arrayStates([Float32Array.from(points.flat())], points[0]?.length ?? 0);
}

/** The groups of the first layer, -1 for none. */
function labelsOf({ of }: Groups, points: number): number[] {
  return Array.from(of.subarray(0, points), (group) => (group === UNCLUSTERED ? -1 : group));
}

/** Partitions are numbered from 0. */
function agreement(one: readonly number[], other: readonly number[]): number {
  return adjustedRand(
    one.map((group) => group + 1),
    other.map((group) => group + 1),
  );
}

describe.each(sets)("of $name", (set) => {
  it("HDBSCAN gives scikit-learn's labels, as well as those agree with themselves in another order of the rows", async () => {
    const input = inputOf(statesOf(set), algebra);
    for (const { metric, min_cluster_size, min_samples, cluster_selection_method, own, ...known } of set.hdbscan) {
      const values = { metric, min_cluster_size, min_samples, cluster_selection_method };
      const found = labelsOf(await resultOf(hdbscan, input, values), set.points.length);
      expect(agreement(found, known.of), JSON.stringify(values)).toBeGreaterThan(Math.min(0.99, own) - 0.005);
    }
  });

  it("the agreement of clusters with labels is scikit-learn's", () => {
    const labels = set.labels;
    for (const { of, ari, ami } of set.hdbscan) {
      const groups = of.map((group) => group + 1);
      expect(adjustedRand(labels, groups)).toBeCloseTo(ari, 9);
      expect(adjustedMutualInformation(labels, groups)).toBeCloseTo(ami, 9);
      expect(adjustedMutualInformation(groups, labels)).toBeCloseTo(ami, 9);
    }
  });

  it("what is said of a layer is what scikit-learn says of the same clusters", async () => {
    const input = { ...inputOf(statesOf(set), algebra), labels: Uint16Array.from(set.labels) };
    let compared = 0;
    for (const { metric, min_cluster_size, min_samples, cluster_selection_method, ...known } of set.hdbscan) {
      const values = { metric, min_cluster_size, min_samples, cluster_selection_method };
      const result = await resultOf(hdbscan, input, values);
      if (agreement(labelsOf(result, set.points.length), known.of) < 1) continue;
      compared++;
      const said = Object.fromEntries(result.series.map(({ id, values: [value = NaN] }) => [id, value]));
      expect(said["ari"]).toBeCloseTo(known.ari, 6);
      expect(said["ami"]).toBeCloseTo(known.ami, 6);
      expect(said["silhouette"]).toBeCloseTo(known.silhouette ?? NaN, 5);
      expect(said["unclustered"]).toBeCloseTo(known.of.filter((group) => group < 0).length / known.of.length, 6);
    }
    expect(compared).toBeGreaterThan(0);
  });

  it("agglomerative clusters are scikit-learn's", async () => {
    const input = inputOf(statesOf(set), algebra);
    for (const { metric, linkage, of } of set.agglomerative) {
      const result = await resultOf(agglomerative, input, { metric, linkage, n_clusters: 6 });
      expect(agreement(labelsOf(result, of.length), of), `${linkage} ${metric}`).toBeGreaterThan(0.99);
    }
  });

  it("k-means comes near scikit-learn's least inertia of twenty", async () => {
    const rows = Float32Array.from(set.points.flat());
    const width = set.points[0]?.length ?? 0;
    let least = Infinity;
    for (let seed = 0; seed < 5; seed++) {
      const work = kMeansOf({ rows, width, count: 8, seed, algebra, signal: neverAborted });
      let step = await work.next();
      while (step.done !== true) step = await work.next();
      least = Math.min(least, step.value.inertia);
    }
    expect(least / set.inertia).toBeLessThan(1.02);
    expect(least / set.inertia).toBeGreaterThan(0.9999);
  });
});

/** Clumps far apart, of different texts, `[layers]` with the clumps mixed as `groupOf` says. */
function clumps(layers: readonly ((clump: number) => number)[], each = 20, clumpCount = 4) {
  const random = noise(5);
  const width = 8;
  const rows = layers.map((groupOf) =>
    Float32Array.from({ length: each * clumpCount * width }, (_, at) => {
      const clump = Math.floor(at / width / each);
      return (groupOf(clump) === at % width ? 10 : 0) + random();
    }),
  );
  return arrayStates(rows, width);
}

const subjects = ["the cat and the kitten", "a ship in the harbour", "der große Baum im Wald", "東京の天気は良い"];
const textOf = (point: number): string => `${subjects[Math.floor(point / 20)] ?? ""} ${point}`;

const tasks: readonly Analysis<Parameters, Groups>[] = [hdbscan, kMeans, agglomerative];

describe.each(tasks)("$id", (task) => {
  it("finds clumps at every layer, names them by their texts, and follows them as they merge", async () => {
    // At the second layer two are one; at the third they are four again, in another order.
    const states = clumps([(clump) => clump, (clump) => (clump === 1 ? 0 : clump), (clump) => (clump + 3) % 4]);
    const { layers, of, series } = await resultOf(task, { ...inputOf(states, algebra), textOf });
    expect(layers.map((groups) => groups.map(({ size }) => size))).toEqual([
      [20, 20, 20, 20],
      [40, 20, 20],
      [20, 20, 20, 20],
    ]);
    const trackAt = (layer: number, point: number) => layers[layer]?.[of[layer * 80 + point] ?? 0]?.track;
    for (const clump of [2, 3]) expect(new Set([0, 1, 2].map((layer) => trackAt(layer, 20 * clump + 3))).size).toBe(1);
    expect([trackAt(0, 0), trackAt(0, 20)]).toContain(trackAt(1, 0));
    expect(new Set([trackAt(2, 0), trackAt(2, 20)])).toEqual(new Set([trackAt(0, 0), trackAt(0, 20)]));
    const wordsAt = (layer: number, point: number) => layers[layer]?.[of[layer * 80 + point] ?? 0]?.words;
    expect(wordsAt(0, 5)).toContain("cat");
    expect(wordsAt(0, 25)).toContain("harbour");
    expect(wordsAt(0, 45)).toContain("Wald");
    expect(wordsAt(0, 65)).toContain("東京");
    for (const groups of layers) {
      for (const { examples, strength } of groups) {
        expect(examples).toHaveLength(5);
        expect(strength).toBeGreaterThan(0.5);
      }
    }
    expect(series.map(({ id }) => id)).toEqual(["silhouette", "ari", "ami", "unclustered"]);
  });

  it("says the same again, also of the drawing", async () => {
    const states = arrayStates(hiddenStates(300, 2, 16), 16);
    const input = inputOf(states, algebra);
    for (const on of ["states", "drawing"] as const)
      expect(await resultOf(task, input, { on })).toEqual(await resultOf(task, input, { on }));
    const turned = { ...input, picture: { ...input.picture, coordinates: input.picture.coordinates.toReversed() } };
    expect((await resultOf(task, turned, { on: "states" })).of).toEqual((await resultOf(task, input)).of);
    expect((await resultOf(task, turned, { on: "drawing" })).of).not.toEqual(
      (await resultOf(task, input, { on: "drawing" })).of,
    );
    const withDefaults = (on: string) => task.ofPictureWith?.({ ...defaultsOf(task.parameters), on });
    expect([withDefaults("states"), withDefaults("drawing")]).toEqual([false, true]);
  });

  it.each([0, 1, 2, 3, 4])("answers for %i records", async (records) => {
    const states = arrayStates([hiddenStates(records, 1, 4)[0] ?? new Float32Array()], 4);
    const { of, layers } = await resultOf(task, { ...inputOf(states, algebra), textOf: () => "" });
    expect(of).toHaveLength(records);
    expect(layers).toHaveLength(1);
  });

  it("answers where all are equal, where there are two clumps of equal points, and where some are no numbers", async () => {
    const equal = arrayStates([new Float32Array(50 * 4).fill(2)], 4);
    expect(
      (await resultOf(task, inputOf(equal, algebra))).of.every((group) => group === 0 || group === UNCLUSTERED),
    ).toBe(true);
    const two = arrayStates(
      [Float32Array.from({ length: 50 * 4 }, (_, i) => (i % 4 === (i < 100 ? 0 : 1) ? 1 : 0))],
      4,
    );
    expect(
      agreement(labelsOf(await resultOf(task, inputOf(two, algebra)), 50), [
        ...Array.from({ length: 50 }, (_, i) => (i < 25 ? 0 : 1)),
      ]),
    ).toBe(1);
    const holes = hiddenStates(60, 1, 8)[0] ?? new Float32Array();
    for (const point of [0, 7, 59]) holes[point * 8 + 3] = NaN;
    const { of } = await resultOf(task, inputOf(arrayStates([holes], 8), algebra));
    for (const point of [0, 7, 59]) expect(of[point]).toBe(UNCLUSTERED);
  });

  it("stops where its signal aborts", async () => {
    const stop = new AbortController();
    const states = arrayStates(hiddenStates(1500, 3, 32), 32);
    const work = task.run(inputOf(states, algebra), defaultsOf(task.parameters), { signal: stop.signal });
    await work.next();
    stop.abort(new Error("enough"));
    const rest = async () => {
      while ((await work.next()).done !== true);
    };
    await expect(rest()).rejects.toThrow("enough");
  });
});

it("levels of HDBSCAN go from many clusters to few", async () => {
  const random = noise(3);
  // Six clumps in two parts of the space.
  const rows = Float32Array.from({ length: 600 * 3 }, (_, at) => {
    const clump = Math.floor(at / 3) % 6;
    const place = [Math.floor(clump / 3) * 100, (clump % 3) * 12, 0][at % 3] ?? 0;
    return place + random() + random();
  });
  const input = inputOf(arrayStates([rows], 3), algebra);
  const count = async (level: "fine" | "broadest", min_cluster_size: number) =>
    (await resultOf(hdbscan, input, { metric: "euclidean", level, min_cluster_size, cluster_selection_method: "leaf" }))
      .layers[0]?.length ?? 0;
  expect(await count("fine", 5)).toBeGreaterThan(await count("broadest", 5));
  expect(await count("broadest", 5)).toBe(6);
  expect(await count("fine", 150)).toBe(2);
});

it("agglomerative clusters refuse more points than their memory allows", async () => {
  const states = arrayStates([new Float32Array(2 * (MOST_POINTS + 1))], 2);
  await expect(resultOf(agglomerative, inputOf(states, algebra))).rejects.toMatchObject({
    code: "tooManyPoints",
    detail: { points: MOST_POINTS + 1, most: MOST_POINTS },
  });
});
