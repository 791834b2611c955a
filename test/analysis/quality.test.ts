import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AnalysisInput } from "../../src/analysis/analysis.ts";
import { quality } from "../../src/analysis/quality.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { arrayStates, noise, statesOf, truth } from "../numeric/arrayStates.ts";
import { resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

interface Known {
  readonly k: number;
  readonly trustworthiness: readonly number[];
  readonly kept: readonly number[];
}

/** What scikit-learn says; see `make.py` beside it. */
const known = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../fixtures/quality/truth.json"), "utf8"),
) as Record<"many" | "few", Known[]>;

async function seriesOf(input: AnalysisInput, k: number): Promise<Record<string, number[]>> {
  const { series } = await resultOf(quality, input, { k });
  return Object.fromEntries(series.map(({ id, values }) => [id, [...values]]));
}

function inputOf(states: AnalysisInput["states"], coordinates: Float32Array): AnalysisInput {
  return {
    states,
    from: 0,
    to: states.records,
    algebra,
    picture: { dimensions: 2, coordinates },
    labels: undefined,
    files: undefined,
  };
}

it.each(
  (["many", "few"] as const).flatMap((name) =>
    known[name].map((values): [string, number, Known] => [name, values.k, values]),
  ),
)("is scikit-learn's for %s points and k = %i", async (name, k, values) => {
  const { aligned } = truth[name as "many" | "few"];
  const states = statesOf(truth[name as "many" | "few"]);
  const input = inputOf(states, Float32Array.from(aligned.flat()));
  const found = await seriesOf(input, k);
  // Two near each other within the rounding of single precision may change places: one rank.
  const rank = 2 / (states.records * k * (2 * states.records - 3 * k - 1)) + 1e-6;
  for (const [layer, value] of values.trustworthiness.entries()) {
    expect(Math.abs((found["trustworthiness"]?.[layer] ?? NaN) - value)).toBeLessThan(rank);
    expect(found["kept"]?.[layer]).toBeCloseTo(values.kept[layer] ?? NaN, 6);
  }
});

/** Points on a half circle: the angle between two tells how near they are, and so does a picture of the angles. */
function halfCircle(count: number): { states: AnalysisInput["states"]; picture: Float32Array } {
  const random = noise(4);
  const angles = Float64Array.from({ length: count }, () => (random() * Math.PI) / 2);
  const rows = new Float32Array(2 * count);
  const picture = new Float32Array(2 * count);
  for (const [point, angle] of angles.entries()) {
    rows.set([Math.cos(angle), Math.sin(angle)], 2 * point);
    picture[2 * point] = angle;
  }
  return { states: arrayStates([rows], 2), picture };
}

it.each([600, 6000])("tells a picture that keeps %i points from one that mixes them", async (count) => {
  const { states, picture } = halfCircle(count);
  const good = await seriesOf(inputOf(states, picture), 15);
  expect(good["trustworthiness"]?.[0]).toBeGreaterThan(0.999);
  expect(good["kept"]?.[0]).toBeGreaterThan(0.95);
  const mixed = picture.map((_, i) => picture[(i * 7919) % picture.length] ?? 0);
  const bad = await seriesOf(inputOf(states, mixed), 15);
  // By chance: half of the ranks are below the middle, and 15 of all others are the nearest.
  expect(bad["trustworthiness"]?.[0]).toBeCloseTo(0.5, 1);
  expect(bad["kept"]?.[0]).toBeCloseTo(15 / count, 1);
});

it("asks a part of many points, which says what all of them say", async () => {
  const { states, picture } = halfCircle(5001);
  const blurred = picture.map((value, i) => value + Math.sin(i * 12.9898) / 20);
  const part = await seriesOf(inputOf(states, blurred), 15);
  const whole = await seriesOf(inputOf({ ...states, records: 5000 }, blurred.slice(0, 2 * 5000)), 15);
  expect(part["trustworthiness"]?.[0]).toBeCloseTo(whole["trustworthiness"]?.[0] ?? NaN, 2);
  expect(part["kept"]?.[0]).toBeCloseTo(whole["kept"]?.[0] ?? NaN, 2);
  expect(part["trustworthiness"]?.[0]).toBeLessThan(0.9999);
});

it("leaves out points that are not drawn, and is no number of less than three", async () => {
  const { states, picture } = halfCircle(300);
  const rows = await states.read(0, 0, 300);
  const broken = arrayStates([Float32Array.of(...rows.subarray(0, 400), NaN, NaN, ...rows.subarray(400))], 2);
  const drawn = Float32Array.of(...picture.subarray(0, 400), NaN, NaN, ...picture.subarray(400));
  expect(await seriesOf(inputOf(broken, drawn), 15)).toEqual(await seriesOf(inputOf(states, picture), 15));
  expect(await seriesOf(inputOf(arrayStates([rows.slice(0, 4)], 2), picture.slice(0, 4)), 15)).toEqual({
    trustworthiness: [NaN],
    continuity: [NaN],
    kept: [NaN],
  });
});
