import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnalysisInput } from "../../src/analysis/analysis.ts";
import { distancesKept } from "../../src/analysis/distancesKept.ts";
import { quality } from "../../src/analysis/quality.ts";
import { trust } from "../../src/analysis/trust.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { fitStack } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import { prepared } from "../../src/projection/prepare.ts";
import { defaultsOf } from "../../src/protocol/parameters.ts";
import { arrayStates, hiddenStates, noise } from "../numeric/arrayStates.ts";
import { resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

interface Truth {
  readonly metric: string;
  readonly k: number;
  readonly trustworthiness: number;
  readonly continuity: number;
  readonly kept: number;
  readonly keptOf: readonly number[];
  readonly shepard: number;
  readonly stress: number;
}

interface Case {
  readonly name: string;
  readonly width: number;
  readonly dimensions: 2 | 3;
  readonly states: readonly number[];
  readonly picture: readonly number[];
  readonly truth: readonly Truth[];
}

/** What scikit-learn and SciPy say; see `quality.py` beside it. */
const { cases } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../reference/quality.json"), "utf8")) as {
  readonly cases: readonly Case[];
};

/** A picture as a projection with this metric would have made it. */
function inputOf(
  rows: Float32Array,
  width: number,
  picture: Float32Array,
  dimensions: 2 | 3,
  metric: string,
): AnalysisInput {
  const states = arrayStates([rows], width);
  return {
    states,
    from: 0,
    to: states.records,
    algebra,
    picture: { dimensions, coordinates: picture, madeBy: { projection: pca, values: { metric } } },
    labels: undefined,
    files: undefined,
  };
}

describe.each(cases)("$name", ({ width, dimensions, states, picture, truth }) => {
  it.each(truth)("is scikit-learn's and SciPy's by $metric distance for k = $k", async (known) => {
    const input = inputOf(Float32Array.from(states), width, Float32Array.from(picture), dimensions, known.metric);
    const { series } = await resultOf(quality, input, { k: known.k });
    const of = (id: string): number => series.find((one) => one.id === id)?.values[0] ?? NaN;
    expect(Math.abs(of("trustworthiness") - known.trustworthiness)).toBeLessThan(1e-6);
    expect(Math.abs(of("continuity") - known.continuity)).toBeLessThan(1e-6);
    expect(Math.abs(of("kept") - known.kept)).toBeLessThan(1e-6);

    const own = await resultOf(trust, input, { k: known.k });
    for (const [point, share] of known.keptOf.entries())
      expect(Math.abs((own.values[point] ?? NaN) - share)).toBeLessThan(1e-6);

    const [shepard, stress] = (await resultOf(distancesKept, input)).series;
    expect(Math.abs((shepard?.values[0] ?? NaN) - known.shepard)).toBeLessThan(1e-6);
    expect(Math.abs((stress?.values[0] ?? NaN) - known.stress)).toBeLessThan(1e-6);
  });
});

it("goes by cosine distance where the projection goes by none", async () => {
  const [first] = cases;
  const { width = 1, states = [], picture = [], truth = [] } = first ?? {};
  const input = inputOf(Float32Array.from(states), width, Float32Array.from(picture), 2, "cosine");
  const made = { ...input, picture: { ...input.picture, madeBy: { projection: pca, values: {} } } };
  const { series } = await resultOf(quality, made, { k: 5 });
  expect(series[0]?.values[0]).toBeCloseTo(
    truth.find(({ metric, k }) => metric === "cosine" && k === 5)?.trustworthiness ?? NaN,
    6,
  );
});

it("keeps all distances of a picture that is the states, and none of one that is a single place", async () => {
  const random = noise(5);
  const rows = Float32Array.from({ length: 2 * 200 }, random);
  const same = await resultOf(
    distancesKept,
    inputOf(
      rows,
      2,
      rows.map((value) => 3 * value),
      2,
      "euclidean",
    ),
  );
  expect(same.series.map(({ values }) => values[0])).toEqual([1, expect.closeTo(0, 5)]);
  const none = await resultOf(distancesKept, inputOf(rows, 2, new Float32Array(rows.length), 2, "euclidean"));
  expect(none.series.map(({ values }) => values[0])).toEqual([NaN, NaN]);
});

it("says of how many records the pairs are", async () => {
  const random = noise(6);
  const rows = Float32Array.from({ length: 2 * 1001 }, random);
  const { sampled, series } = await resultOf(distancesKept, inputOf(rows, 2, rows, 2, "euclidean"));
  expect(sampled).toBe(1000);
  expect(series[0]?.values[0]).toBeCloseTo(1, 6);
});

it("says of one point what it says of all, also of many", async () => {
  for (const records of [500, 5200]) {
    const [rows = new Float32Array()] = hiddenStates(records, 1, 8);
    const random = noise(7);
    const picture = Float32Array.from(
      { length: 2 * records },
      (_, at) => (rows[8 * (at >> 1) + (at % 2)] ?? 0) + random(),
    );
    const input = inputOf(rows, 8, picture, 2, "euclidean");
    const all = await resultOf(trust, input);
    expect(new Set(all.values).size).toBeGreaterThan(3);
    for (const point of [0, 77, records - 1]) {
      const one = await resultOf(trust, { ...input, from: point, to: point + 1 });
      expect([...one.values]).toEqual([all.values[point]]);
    }
  }
});

it("is measured against the states as they were prepared, and says of one point what it says of all", async () => {
  const [rows = new Float32Array()] = hiddenStates(300, 1, 12);
  const values = { ...defaultsOf(pca.parameters), standardise: "yes", remove_components: 1 };
  const states = arrayStates([rows], 12);
  const { coordinates } = await fitStack(states, { projection: pca, values, dimensions: 2, algebra });
  const input = (prepares: boolean): AnalysisInput => ({
    ...inputOf(rows, 12, coordinates, 2, ""),
    picture: {
      dimensions: 2,
      coordinates,
      madeBy: { projection: pca, values: prepares ? values : {}, steps: new Map() },
    },
  });
  const of = async (prepares: boolean): Promise<number> =>
    (await resultOf(quality, input(prepares))).series[0]?.values[0] ?? NaN;
  expect(await of(true)).toBeGreaterThan((await of(false)) + 0.02);

  // The same states, standardised before: nothing is left to prepare.
  const { states: ready } = await prepared(states, 0, values, algebra);
  const same = { ...input(false), states: ready };
  expect((await resultOf(quality, same)).series).toEqual((await resultOf(quality, input(true))).series);
  const one = input(true);
  const all = await resultOf(trust, one);
  // The second question finds the steps that the first one had to find.
  for (const point of [0, 123]) {
    const own = await resultOf(trust, { ...one, from: point, to: point + 1 });
    expect([...own.values]).toEqual([all.values[point]]);
  }
});
