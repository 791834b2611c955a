import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { neighbourGraph } from "../../src/numeric/neighbourGraph.ts";
import { useThreads } from "../../src/numeric/threads.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { umap } from "../../src/projection/umap.ts";
import { curveOf } from "../../src/projection/umapCurve.ts";
import { fuzzyGraph } from "../../src/projection/umapGraph.ts";
import type { Dimensions } from "../../src/protocol/engine.ts";
import { defaultsOf } from "../../src/protocol/parameters.ts";
import { arrayStates, hiddenStates } from "../numeric/arrayStates.ts";
import { finish } from "../numeric/finish.ts";

interface Scores {
  readonly trustworthiness: number;
  readonly continuity: number;
  readonly silhouette: number;
}

interface Known {
  readonly k: number;
  readonly seeds: readonly number[];
  /** Of each point of the graph, itself among them. */
  readonly neighbours: number;
  readonly curves: readonly {
    readonly minDist: number;
    readonly spread: number;
    readonly a: number;
    readonly b: number;
  }[];
  readonly graph: { readonly points: readonly number[]; readonly width: number; readonly weights: readonly number[] };
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly width: number;
        readonly states: string;
        readonly labels: readonly number[];
        readonly scores: Readonly<Record<string, Scores>>;
      }
    >
  >;
}

/** What umap-learn says; see `test/reference/umap.py`. */
const known = JSON.parse(readFileSync(path.join(import.meta.dirname, "../reference/umap.json"), "utf8")) as Known;

/** How far below the reference a score may lie. */
const TOLERANCE = 0.01;

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());
afterEach(() => useThreads());

type Values = Partial<Record<keyof typeof umap.parameters, number | string>>;

function valuesOf(values: Values) {
  return { ...defaultsOf(umap.parameters), ...values } as ReturnType<typeof defaultsOf<typeof umap.parameters>>;
}

async function drawn(
  states: LayerStates,
  values: Values = {},
  dimensions: Dimensions = 2,
  start?: Float64Array,
): Promise<Float64Array> {
  const input = { states, layer: 0, dimensions, algebra, start };
  return (await finish(umap.run(input, valuesOf(values), { signal: neverAborted }))).result.coordinates;
}

/** Ranks of all others by distance from each, from 1; 0 for itself; and the distances, `[points × points]`. */
function ranksOf(places: Float32Array | Float64Array, width: number): { ranks: Uint16Array; distances: Float64Array } {
  const count = places.length / width;
  const distances = new Float64Array(count * count);
  const ranks = new Uint16Array(count * count);
  for (let i = 0; i < count; i++) {
    const row = distances.subarray(i * count, (i + 1) * count);
    for (let j = 0; j < count; j++) {
      let squares = 0;
      for (let axis = 0; axis < width; axis++)
        squares += ((places[i * width + axis] ?? 0) - (places[j * width + axis] ?? 0)) ** 2;
      row[j] = i === j ? -1 : Math.sqrt(squares);
    }
    const order = Uint16Array.from({ length: count }, (_, j) => j).sort((a, b) => (row[a] ?? 0) - (row[b] ?? 0));
    for (const [rank, j] of order.entries()) ranks[i * count + j] = rank;
    row[i] = 0;
  }
  return { ranks, distances };
}

/** Venna and Kaski 2001: how far those near by the second ranks are near by the first. */
function trustworthiness(ranks: Uint16Array, pictured: Uint16Array, k: number): number {
  const count = Math.sqrt(ranks.length);
  let lost = 0;
  for (const [at, rank] of pictured.entries()) if (rank > 0 && rank <= k) lost += Math.max(0, (ranks[at] ?? 0) - k);
  return 1 - (2 / (count * k * (2 * count - 3 * k - 1))) * lost;
}

/** Rousseeuw 1987. */
function silhouette(distances: Float64Array, labels: readonly number[]): number {
  const count = labels.length;
  const kinds = Math.max(...labels) + 1;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const sums = new Float64Array(kinds);
    const sizes = new Float64Array(kinds);
    for (const [j, label] of labels.entries()) {
      sums[label] = (sums[label] ?? 0) + (distances[i * count + j] ?? 0);
      sizes[label] = (sizes[label] ?? 0) + (i === j ? 0 : 1);
    }
    const means = sums.map((sum, label) => sum / (sizes[label] ?? 1));
    const own = means[labels[i] ?? 0] ?? 0;
    const other = Math.min(...means.filter((_, label) => label !== labels[i]));
    total += (other - own) / Math.max(own, other);
  }
  return total / count;
}

describe("UMAP against umap-learn", () => {
  it.each(known.curves)(
    "has its curve for a minimum of $minDist and a spread of $spread",
    ({ minDist, spread, a, b }) => {
      const curve = curveOf(minDist, spread);
      expect(curve.a / a).toBeCloseTo(1, 4);
      expect(curve.b / b).toBeCloseTo(1, 4);
    },
  );

  it("has its fuzzy graph, twins and all", async () => {
    const { points, width, weights } = known.graph;
    const states = arrayStates([Float32Array.from(points)], width);
    const search = { k: known.neighbours - 1, metric: "euclidean", algebra, signal: neverAborted } as const;
    const { result: near } = await finish(neighbourGraph(states, 0, search));
    const work = fuzzyGraph(near);
    let step = work.next();
    while (step.done !== true) step = work.next();
    const { starts, tails, weights: ours } = step.value;
    const dense = new Float64Array(weights.length);
    for (let point = 0; point < states.records; point++)
      for (let edge = starts[point] ?? 0; edge < (starts[point + 1] ?? 0); edge++)
        dense[point * states.records + (tails[edge] ?? 0)] = ours[edge] ?? 0;
    for (const [at, weight] of weights.entries()) expect(dense[at]).toBeCloseTo(weight, 4);
  });

  describe.each(Object.entries(known.sets))("on %s", (_, { width, states, labels, scores }) => {
    const bytes = gunzipSync(Buffer.from(states, "base64"));
    const rows = Float32Array.from({ length: bytes.length / 2 }, (__, i) => bytes.readInt16LE(2 * i));
    const { ranks } = ranksOf(rows, width);

    it.each([2, 3] as const)("shows no less in %i dimensions", async (dimensions) => {
      const sums = { trustworthiness: 0, continuity: 0, silhouette: 0 };
      for (const seed of known.seeds) {
        const places = await drawn(arrayStates([rows], width), { seed }, dimensions);
        const pictured = ranksOf(places, dimensions);
        sums.trustworthiness += trustworthiness(ranks, pictured.ranks, known.k) / known.seeds.length;
        sums.continuity += trustworthiness(pictured.ranks, ranks, known.k) / known.seeds.length;
        sums.silhouette += silhouette(pictured.distances, labels) / known.seeds.length;
      }
      const theirs = scores[String(dimensions)];
      expect(sums.trustworthiness).toBeGreaterThan((theirs?.trustworthiness ?? NaN) - TOLERANCE);
      expect(sums.continuity).toBeGreaterThan((theirs?.continuity ?? NaN) - TOLERANCE);
      expect(sums.silhouette).toBeGreaterThan((theirs?.silhouette ?? NaN) - TOLERANCE);
    });
  });
});

describe("UMAP", () => {
  it("draws the same bytes with any number of threads, in several blocks of points", async () => {
    const [rows = new Float32Array()] = hiddenStates(9000, 1, 12);
    const pictures: Float64Array[] = [];
    for (const threads of [1, 2, 3]) {
      useThreads(threads);
      pictures.push(await drawn(arrayStates([rows], 12), { n_epochs: 30 }));
    }
    expect(pictures[1]).toEqual(pictures[0]);
    expect(pictures[2]).toEqual(pictures[0]);
    expect(await drawn(arrayStates([rows], 12), { n_epochs: 30, seed: 1 })).not.toEqual(pictures[0]);
  });

  it("stays nearer to the layer before the stronger it is pulled", async () => {
    const [before = new Float32Array(), here = new Float32Array()] = hiddenStates(500, 2, 12);
    const first = await drawn(arrayStates([before], 12));
    const moved: number[] = [];
    for (const layer_pull of [0, 0.05, 1]) {
      const places = await drawn(arrayStates([here], 12), { layer_pull }, 2, first);
      moved.push(places.reduce((sum, value, at) => sum + Math.abs(value - (first[at] ?? 0)), 0) / places.length);
    }
    expect(moved[1]).toBeLessThan(moved[0] ?? NaN);
    expect(moved[2]).toBeLessThan(moved[1] ?? NaN);
  });

  it.each([2, 3] as const)("places points among fitted ones, which stay, in %i dimensions", async (dimensions) => {
    const [rows = new Float32Array()] = hiddenStates(800, 1, 12);
    const halves = [0, 1].map((half) => rows.filter((_, at) => Math.floor(at / 12) % 2 === half));
    const [fittedRows = new Float32Array(), otherRows = new Float32Array()] = halves;
    otherRows[5 * 12] = NaN;
    const among = arrayStates([fittedRows], 12);
    const fitted = { states: among, coordinates: await drawn(among, {}, dimensions) };
    const kept = fitted.coordinates.slice();
    const input = { states: arrayStates([otherRows], 12), layer: 0, dimensions, algebra, fitted };
    const work = umap.place?.(input, valuesOf({}), { signal: neverAborted });
    if (work === undefined) throw new Error("it places nothing");
    const { result: placed } = await finish(work);
    expect(fitted.coordinates).toEqual(kept);
    expect(placed.every((value, at) => Number.isFinite(value) === (Math.floor(at / dimensions) !== 5))).toBe(true);
    // Both halves are of the same five clusters, every fifth record of each: their centres lie at the same places.
    for (let cluster = 0; cluster < 5; cluster++) {
      for (let axis = 0; axis < dimensions; axis++) {
        const [one, other] = [kept, placed].map((places, half) => {
          const values = Array.from(places).filter(
            (value, at) =>
              at % dimensions === axis &&
              (2 * Math.floor(at / dimensions) + half) % 5 === cluster &&
              !Number.isNaN(value),
          );
          return values.reduce((sum, value) => sum + value, 0) / values.length;
        });
        expect(Math.abs((one ?? NaN) - (other ?? NaN))).toBeLessThan(1.5);
      }
    }
  });
});
