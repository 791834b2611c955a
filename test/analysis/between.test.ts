import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { between } from "../../src/analysis/between.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { arrayStates, hiddenStates, noise, statesOf, truth } from "../numeric/arrayStates.ts";
import { inputOf, resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

interface Known {
  readonly k: number;
  readonly lost: readonly number[];
  readonly residual: readonly number[];
  readonly disparity: number;
}

/** What SciPy and scikit-learn say; see `make.py` beside it. */
const known = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../fixtures/between/truth.json"), "utf8"),
) as Record<"many" | "few" | "wide", Known>;

/** As `wide` in `make.py`: more dimensions than components are aligned. */
function wideStates(records: number, hidden: number): LayerStates {
  const random = noise(3);
  const scale = Float64Array.from({ length: hidden }, (_, i) => (i + 1) ** -0.8);
  const first = Float64Array.from({ length: records * hidden }, (_, i) => random() * (scale[i % hidden] ?? 0) + 2);
  const second = Float64Array.from(first, (_, i) => (first[i ^ 1] ?? 0) + 0.4 * random() * (scale[i % hidden] ?? 0));
  return arrayStates([new Float32Array(first), new Float32Array(second)], hidden);
}

async function numbersOf(states: LayerStates, first: number, second: number, k: number) {
  const { series } = await resultOf(between, inputOf(states, algebra), { first, second, k, metric: "cosine" });
  const of = (id: string): Float32Array => series.find((one) => one.id === id)?.values ?? new Float32Array();
  return { lost: of("lost"), residual: of("residual") };
}

it.each([
  ["many", statesOf(truth.many), 2],
  ["few", statesOf(truth.few), 2],
  ["wide", wideStates(200, 64), 1],
] as const)("loses the neighbours scikit-learn says and leaves SciPy's residuals: %s", async (name, states, second) => {
  const { k, lost, residual, disparity } = known[name];
  const found = await numbersOf(states, 0, second, k);
  expect([...found.lost]).toEqual(lost);
  for (const [point, value] of residual.entries()) expect(found.residual[point]).toBeCloseTo(value, 3);
  const squares = found.residual.reduce((sum, value) => sum + value ** 2, 0) / found.residual.length;
  expect(squares).toBeCloseTo(disparity, 4);
});

it("finds that nothing moved where the second layer is the first one turned, scaled and moved elsewhere", async () => {
  const [here = new Float32Array()] = hiddenStates(80, 1, 12);
  const there = here.map((_, i) => 3 * (here[12 * Math.floor(i / 12) + ((i + 5) % 12)] ?? 0));
  const { residual } = await numbersOf(arrayStates([here, there], 12), 0, 1, 4);
  expect(residual.every((value) => value < 2e-3)).toBe(true);
});

it("counts layers from the end, and refuses those that are not there", async () => {
  const states = arrayStates(hiddenStates(40, 4, 8), 8);
  expect(await numbersOf(states, 0, -1, 5)).toEqual(await numbersOf(states, 0, 3, 5));
  await expect(numbersOf(states, 0, 4, 5)).rejects.toMatchObject({ code: "optionUnknown" });
  await expect(numbersOf(states, -5, 1, 5)).rejects.toMatchObject({ code: "optionUnknown" });
});

it("gives no residual to a point whose state is no number, and the others theirs", async () => {
  const layers = hiddenStates(50, 2, 10);
  layers[1]?.fill(NaN, 70, 80);
  const { residual } = await numbersOf(arrayStates(layers, 10), 0, 1, 5);
  expect(residual.map((value) => (Number.isNaN(value) ? 1 : 0)).reduce((sum, value) => sum + value, 0)).toBe(1);
  expect(residual[7]).toBeNaN();
});

it("asks a sample of very many points for their nearest, and says so", async () => {
  const input = inputOf(wideStates(20_002, 4), algebra);
  const { series } = await resultOf(between, input, { first: 0, second: 1, k: 2, metric: "cosine" });
  const [lost, residual] = series;
  expect(lost?.label).toBe("Neighbours lost (of a sample of 5000)");
  expect(lost?.values.filter((value) => !Number.isNaN(value))).toHaveLength(5000);
  expect(residual?.values.some(Number.isNaN)).toBe(false);
});
