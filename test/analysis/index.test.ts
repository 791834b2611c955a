import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Analysis } from "../../src/analysis/analysis.ts";
import { analyses } from "../../src/analysis/index.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { areAllowed, defaultsOf } from "../../src/protocol/parameters.ts";
import { UNCLUSTERED } from "../../src/protocol/tasks.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { arrayStates, hiddenStates } from "../numeric/arrayStates.ts";
import { finish } from "../numeric/finish.ts";
import { inputOf, resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

it("lists every analysis of the folder, once", async () => {
  const folder = path.join(import.meta.dirname, "../../src/analysis");
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  const modules = await Promise.all(files.map((name) => import(path.join(folder, name)) as Promise<object>));
  const found = modules
    .flatMap((exported) => Object.values(exported) as unknown[])
    .filter((value) => typeof value === "object" && value !== null && "id" in value && "run" in value);
  expect(new Set(found)).toEqual(new Set(analyses));
  expect(new Set(analyses.map(({ id }) => id)).size).toBe(analyses.length);
});

function isNumberOrNone(value: number): boolean {
  return Math.abs(value) !== Infinity;
}

/** Every number an analysis gives for a set, with how many there must be. */
async function numbersOf(analysis: Analysis, states: LayerStates): Promise<{ values: Float32Array; expected: number }> {
  const { widths, records } = states;
  const layers = widths.length;
  const work = analysis.run(inputOf(states, algebra), defaultsOf(analysis.parameters), { signal: neverAborted });
  const { result, progress } = await finish(work);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1) ?? 1).toBe(1);
  expect(result.kind).toBe(analysis.result);
  if (result.kind === "perPoint") return { values: result.values, expected: layers * records };
  if (result.kind === "perLayer") {
    const values = Float32Array.from(result.series.flatMap((one) => [...one.values]));
    return { values, expected: layers * result.series.length };
  }
  if (result.kind === "numbers") {
    const values = Float32Array.from(result.series.flatMap((one) => [...one.values]));
    return { values, expected: records * result.series.length };
  }
  if (result.kind === "groups") {
    expect(result.layers.length).toBe(layers);
    const isThere = (group: number, at: number) =>
      group === UNCLUSTERED || group < (result.layers[Math.floor(at / records)]?.length ?? 0);
    expect(result.of.every(isThere)).toBe(true);
    return { values: Float32Array.from(result.of), expected: layers * records };
  }
  expect(result.points.length).toBe(result.distances.length);
  expect(result.points.every((point) => point < records)).toBe(true);
  return { values: result.distances, expected: layers * records * result.count };
}

describe.each(analyses)("the analysis $id", (analysis) => {
  it.each([
    ["600 records", hiddenStates(600, 3, 16)],
    ["one record", hiddenStates(1, 3, 16)],
    ["two equal records", [new Float32Array(32).fill(0.3), new Float32Array(32).fill(7)]],
    ["zeros", [new Float32Array(64), new Float32Array(64)]],
    ["no numbers", [new Float32Array(64).fill(NaN), new Float32Array(64).fill(Infinity)]],
  ])("gives finite numbers of the right count for %s, twice the same", async (_, layers) => {
    const states = arrayStates(layers, 16);
    const { values, expected } = await numbersOf(analysis, states);
    expect(values.length).toBe(expected);
    // A layer has no number where its points do not allow for one, nor a point that is alone or whose state is none.
    const isMissing = analysis.result === "numbers" && layers.some((rows) => !rows.every(Number.isFinite));
    const isAllowed =
      analysis.result === "perLayer" || isMissing || states.records === 1 ? isNumberOrNone : Number.isFinite;
    expect(values.every((value) => isAllowed(value))).toBe(true);
    if (states.records > 4 && !isMissing) expect(values.at(-1)).toSatisfy(Number.isFinite);
    expect((await numbersOf(analysis, states)).values).toEqual(values);
  });

  it(`depends on where points are drawn: ${String(analysis.ofPicture)}`, async () => {
    const states = arrayStates(hiddenStates(200, 2, 16), 16);
    const input = inputOf(states, algebra);
    const elsewhere = input.picture.coordinates.map((value, i) => (i % 3 === 0 ? 1 : value));
    const [here, there] = [input, { ...input, picture: { ...input.picture, coordinates: elsewhere } }];
    const isSame = isDeepStrictEqual(await resultOf(analysis, here), await resultOf(analysis, there));
    expect(isSame).toBe(!analysis.ofPicture);
  });

  it("says what it is, and has defaults that are allowed", () => {
    expect(analysis.label).not.toBe("");
    expect(analysis.help).toMatch(/\.$/);
    expect(areAllowed(analysis.parameters, defaultsOf(analysis.parameters))).toBe(true);
  });

  it("gives numbers of the right count where layers differ in width", async () => {
    const layers = [5, 40].map((width) => hiddenStates(30, 1, width)[0] ?? new Float32Array());
    const { values, expected } = await numbersOf(analysis, arrayStates(layers, [5, 40]));
    expect(values.length).toBe(expected);
  });
});
