import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Analysis, AnalysisInput } from "../../src/analysis/analysis.ts";
import { anisotropy } from "../../src/analysis/anisotropy.ts";
import { cosineToBefore } from "../../src/analysis/cosineToBefore.ts";
import { effectiveRank } from "../../src/analysis/effectiveRank.ts";
import { intrinsicDimension } from "../../src/analysis/intrinsicDimension.ts";
import { nearestLabel } from "../../src/analysis/nearestLabel.ts";
import { neighbours } from "../../src/analysis/neighbours.ts";
import { neighboursKept } from "../../src/analysis/neighboursKept.ts";
import { norms } from "../../src/analysis/norms.ts";
import { silhouette } from "../../src/analysis/silhouette.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { metrics, type Metric } from "../../src/numeric/metrics.ts";
import { NO_LABEL } from "../../src/protocol/engine.ts";
import type { ParameterValues, Parameters } from "../../src/protocol/parameters.ts";
import type { LayerSeries, PerLayer } from "../../src/protocol/tasks.ts";
import { arrayStates, hiddenStates, noise, statesOf, truth } from "../numeric/arrayStates.ts";
import { inputOf, resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

interface OfMetric {
  readonly neighbours: readonly number[][];
  readonly distances: readonly number[][];
  readonly keptBefore: readonly number[];
  readonly keptLast: readonly number[];
  readonly silhouette: readonly number[];
  readonly accuracy: readonly number[];
}

interface Known {
  /** -1 where a record has none. */
  readonly labels: readonly number[];
  readonly norm: readonly number[];
  readonly toBefore: readonly number[];
  readonly toOthers: readonly number[];
  readonly anisotropy: readonly number[];
  readonly rank: readonly number[];
  readonly dimension: Readonly<Record<string, readonly number[]>>;
  readonly byMetric: Readonly<Record<Metric, OfMetric>>;
}

/** What NumPy, scikit-learn and scikit-dimension say; see `make.py` beside it. */
const known = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../fixtures/layers/truth.json"), "utf8"),
) as Record<"many" | "few", Known>;

function labelled(input: AnalysisInput, labels: readonly number[]): AnalysisInput {
  return { ...input, labels: Uint16Array.from(labels, (label) => (label < 0 ? NO_LABEL : label)) };
}

async function seriesOf<P extends Parameters>(
  analysis: Analysis<P, PerLayer>,
  input: AnalysisInput,
  values: Partial<ParameterValues<P>> = {},
): Promise<LayerSeries> {
  const [first] = (await resultOf(analysis, input, values)).series;
  if (first === undefined) throw new Error("no series");
  return first;
}

function expectClose(values: ArrayLike<number> | undefined, expected: readonly number[], digits = 6): void {
  expect(values?.length).toBe(expected.length);
  for (const [layer, value] of expected.entries()) expect(values?.[layer], `layer ${layer}`).toBeCloseTo(value, digits);
}

describe.each(["many", "few"] as const)("of %s records", (name) => {
  const of = known[name];
  const input = (): AnalysisInput => labelled(inputOf(statesOf(truth[name]), algebra), of.labels);

  it("norms, cosines and anisotropy are NumPy's and scikit-learn's", async () => {
    expectClose((await seriesOf(norms, input())).values, of.norm, 4);
    expectClose((await seriesOf(anisotropy, input())).values, of.anisotropy);
    const { values, chance } = await seriesOf(cosineToBefore, input());
    expect(values[0]).toBeNaN();
    expectClose(values.subarray(1), of.toBefore);
    expectClose(chance?.low.subarray(1), of.toOthers);
    expect(chance?.high).toEqual(chance?.low);
  });

  it("the effective rank is NumPy's and SciPy's", async () => {
    expectClose((await seriesOf(effectiveRank, input())).values, of.rank, 4);
  });

  it.each([0.1, 0.25])("the intrinsic dimension without the top %f is scikit-dimension's", async (discard) => {
    const { values } = await seriesOf(intrinsicDimension, input(), { discard });
    expectClose(values, of.dimension[String(discard)] ?? [], 3);
  });

  it.each(metrics)("neighbours by %s distance are scikit-learn's, of all and of one", async (metric) => {
    const expected = of.byMetric[metric];
    const all = await resultOf(neighbours, input(), { k: 5, metric });
    expect([...all.points]).toEqual(expected.neighbours.flat());
    // Sums of absolute differences are larger numbers, in single precision.
    expectClose(all.distances, expected.distances.flat(), metric === "manhattan" ? 4 : 5);
    const states = statesOf(truth[name]);
    const one = await resultOf(neighbours, inputOf(states, algebra, 3, 4), { k: 5, metric });
    const rows = [0, 1, 2].map((layer) => (layer * states.records + 3) * 5);
    expect([...one.points]).toEqual(rows.flatMap((at) => [...all.points.subarray(at, at + 5)]));
    expect([...one.distances]).toEqual(rows.flatMap((at) => [...all.distances.subarray(at, at + 5)]));
  });

  it.each(metrics)("neighbours kept by %s distance are those of scikit-learn's neighbours", async (metric) => {
    const { series } = await resultOf(neighboursKept, input(), { k: 5, metric });
    expect(series[0]?.values[0]).toBeNaN();
    expectClose(series[0]?.values.subarray(1), of.byMetric[metric].keptBefore);
    expectClose(series[1]?.values, of.byMetric[metric].keptLast);
  });

  it.each(metrics)("silhouette and accuracy by %s distance are scikit-learn's", async (metric) => {
    expectClose((await seriesOf(silhouette, input(), { metric })).values, of.byMetric[metric].silhouette, 5);
    expectClose((await seriesOf(nearestLabel, input(), { metric })).values, of.byMetric[metric].accuracy);
  });
});

describe("by chance", () => {
  const count = 300;
  const random = noise(5);
  const directions = Float64Array.from({ length: 5 * 16 }, random);
  const layers = Array.from({ length: 3 }, () =>
    Float32Array.from({ length: count * 16 }, (_, i) => {
      const [point, column] = [Math.floor(i / 16), i % 16];
      return 4 + (directions[(point % 5) * 16 + column] ?? 0) + random();
    }),
  );
  const states = arrayStates(layers, 16);

  it("labels that mean nothing lie in the band, those of the clusters above it", async () => {
    const clusters = Array.from({ length: count }, (_, point) => point % 5);
    const nothing = Array.from({ length: count }, () => Math.floor((random() + 1) * 2.5));
    const means: readonly [string, readonly number[], boolean][] = [
      ["clusters", clusters, true],
      ["nothing", nothing, false],
    ];
    for (const [what, labels, isAbove] of means) {
      for (const analysis of [silhouette, nearestLabel]) {
        const { values, chance } = await seriesOf(analysis, labelled(inputOf(states, algebra), labels));
        for (const [layer, value] of values.entries()) {
          const { low, high } = { low: chance?.low[layer] ?? NaN, high: chance?.high[layer] ?? NaN };
          expect(low).toBeLessThan(high);
          expect(value > high, `${what}, ${analysis.id}, layer ${layer}: ${value}, ${low} to ${high}`).toBe(isAbove);
        }
      }
    }
  });

  it("of k neighbours about k of all others are kept", async () => {
    const { values, chance } = await seriesOf(neighboursKept, inputOf(states, algebra), { k: 15 });
    for (const layer of [1, 2]) {
      expect(chance?.low[layer]).toBeLessThan(15 / (count - 1));
      expect(chance?.high[layer]).toBeGreaterThan(0.8 * (15 / (count - 1)));
      expect(values[layer]).toBeGreaterThan(chance?.high[layer] ?? NaN);
    }
  });
});

describe("of many records", { timeout: 60_000 }, () => {
  const count = 5200;

  it("a part says what all of them say, and the result tells how many were asked", async () => {
    const [rows = new Float32Array()] = hiddenStates(count, 1, 12);
    const labels = Array.from({ length: count }, (_, point) => point % 5);
    const [part, whole] = [rows, rows.slice(0, 5000 * 12)].map((some) =>
      labelled(inputOf(arrayStates([some], 12), algebra), labels.slice(0, some.length / 12)),
    );
    for (const analysis of [silhouette, nearestLabel, intrinsicDimension] as Analysis<Parameters, PerLayer>[]) {
      if (part === undefined || whole === undefined) throw new Error("no states");
      const asked = await resultOf(analysis, part);
      const all = await resultOf(analysis, whole);
      expect(asked.sampled).toBe(2000);
      expect(all.sampled).toBeUndefined();
      const [one, other] = [asked.series[0]?.values[0] ?? NaN, all.series[0]?.values[0] ?? NaN];
      expect(Math.abs(one - other) / other, `${analysis.id}: ${one}, ${other}`).toBeLessThan(0.06);
    }
  });

  it("the rank of wide states is that of a part", async () => {
    const width = 1100;
    const random = noise(3);
    const basis = Float64Array.from({ length: 3 * width }, random);
    const rows = new Float32Array(1200 * width);
    for (let at = 0; at < rows.length; at += width) {
      const weights = [random(), random(), random()];
      for (let i = 0; i < width; i++) {
        rows[at + i] = weights.reduce((sum, weight, j) => sum + weight * (basis[j * width + i] ?? 0), 0);
      }
    }
    const result = await resultOf(effectiveRank, inputOf(arrayStates([rows], width), algebra));
    expect(result.sampled).toBe(1024);
    expect(result.series[0]?.values[0]).toBeCloseTo(3, 1);
  });
});

it("names only neighbours of the same label, or of others, and says where there are no more", async () => {
  const states = arrayStates(hiddenStates(30, 2, 8), 8);
  const labels = Array.from({ length: 30 }, (_, point) => (point < 3 ? 0 : point < 4 ? NO_LABEL : 1));
  for (const [from, to] of [
    [0, 30],
    [1, 2],
  ] as const) {
    const input = labelled(inputOf(states, algebra, from, to), labels);
    for (const among of ["same label", "other labels"] as const) {
      const found = await resultOf(neighbours, input, { k: 6, among });
      for (const [i, point] of found.points.entries()) {
        const asked = from + (Math.floor(i / 6) % (to - from));
        const isThere = !Number.isNaN(found.distances[i]);
        const others = labels.filter(
          (label, other) => other !== asked && (label === labels[asked]) === (among === "same label"),
        );
        expect(isThere).toBe(i % 6 < others.length);
        if (isThere) expect(labels[point] === labels[asked]).toBe(among === "same label");
        if (isThere) expect(point).not.toBe(asked);
      }
    }
  }
});

it("names only neighbours of other files, and any where there is one file", async () => {
  const states = arrayStates(hiddenStates(30, 2, 8), 8);
  const files = Uint16Array.from({ length: 30 }, (_, point) => (point < 10 ? 0 : point < 26 ? 2 : 5));
  const input = { ...inputOf(states, algebra), files };
  const found = await resultOf(neighbours, input, { k: 6, among: "other files" });
  const all = await resultOf(neighbours, input, { k: 29 });
  for (let row = 0; row < 60; row++) {
    const others = all.points.subarray(29 * row, 29 * row + 29).filter((point) => files[point] !== files[row % 30]);
    expect([...found.points.subarray(6 * row, 6 * row + 6)]).toEqual([...others.subarray(0, 6)]);
  }
  const alone = await resultOf(neighbours, { ...input, files: undefined }, { k: 6, among: "other files" });
  expect(alone).toEqual(await resultOf(neighbours, input, { k: 6 }));
});

it("says that labels are what it lacks, and is no number of one label or of a label each", async () => {
  const states = arrayStates(hiddenStates(20, 2, 8), 8);
  for (const analysis of [silhouette, nearestLabel]) {
    const result = await resultOf(analysis, { ...inputOf(states, algebra), labels: undefined });
    expect(result).toEqual({ kind: "perLayer", series: [], lacks: "labels" });
  }
  for (const labels of [
    Array<number>(20).fill(1),
    Array.from({ length: 20 }, (_, point) => point),
    Array<number>(20).fill(-1),
  ]) {
    const { values } = await seriesOf(silhouette, labelled(inputOf(states, algebra), labels));
    expect([...values]).toEqual([NaN, NaN]);
  }
});
