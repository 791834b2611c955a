import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { comparisons } from "../../src/comparison/index.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { areAllowed, defaultsOf } from "../../src/protocol/parameters.ts";
import type { TaskResult } from "../../src/protocol/tasks.ts";
import { arrayStates, hiddenStates } from "../numeric/arrayStates.ts";
import { finish } from "../numeric/finish.ts";

const none = new Uint32Array();
let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

it("lists every comparison of the folder, once", async () => {
  const folder = path.join(import.meta.dirname, "../../src/comparison");
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  const modules = await Promise.all(files.map((name) => import(path.join(folder, name)) as Promise<object>));
  const found = modules
    .flatMap((exported) => Object.values(exported) as unknown[])
    .filter((value) => typeof value === "object" && value !== null && "id" in value && "run" in value);
  expect(new Set(found)).toEqual(new Set(comparisons));
  expect(new Set(comparisons.map(({ id }) => id)).size).toBe(comparisons.length);
});

describe.each(comparisons)("the comparison $id", (comparison) => {
  /** Every number a comparison gives for two sets, with how many there must be. */
  async function numbersOf(
    states: LayerStates,
    against: LayerStates,
  ): Promise<{ result: TaskResult; values: Float32Array; expected: number }> {
    const [from, to, layers] = [0, states.records, states.widths.length];
    const [one, other] = [states, against].map(({ records }) => Uint32Array.from({ length: records }, (_, i) => i));
    const input = { states, from, to, against, algebra, one: one ?? none, other: other ?? none };
    const work = comparison.run(input, defaultsOf(comparison.parameters), { signal: neverAborted });
    const { result, progress } = await finish(work);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1) ?? 1).toBe(1);
    expect(result.kind).toBe(comparison.result);
    if (result.kind === "perPoint") return { result, values: result.values, expected: layers * to };
    if (result.kind === "perLayer") {
      const values = Float32Array.from(result.series.flatMap((one) => [...one.values]));
      return { result, values, expected: layers * result.series.length };
    }
    if (result.kind === "numbers" || result.kind === "groups") throw new Error("no comparison gives such numbers yet");
    expect(result.points.length).toBe(result.distances.length);
    expect(result.points.every((point) => point < against.records)).toBe(true);
    return { result, values: result.distances, expected: layers * to * result.count };
  }

  it("says what it is, and has defaults that are allowed", () => {
    expect(comparison.label).not.toBe("");
    expect(comparison.help).toMatch(/\.$/);
    expect(areAllowed(comparison.parameters, defaultsOf(comparison.parameters))).toBe(true);
  });

  it.each([
    ["many points with more", hiddenStates(500, 3, 16), hiddenStates(800, 3, 16, 2)],
    ["many points with one", hiddenStates(500, 3, 16), hiddenStates(1, 3, 16, 2)],
    ["one point with many", hiddenStates(1, 3, 16), hiddenStates(500, 3, 16, 2)],
    ["zeros", [new Float32Array(320)], [new Float32Array(160)]],
    ["no numbers", [new Float32Array(320).fill(NaN)], [new Float32Array(160).fill(Infinity)]],
  ])("gives finite numbers of the right count for %s, twice the same", async (_, layers, others) => {
    const [states, against] = [arrayStates(layers, 16), arrayStates(others, 16)];
    const { result, values, expected } = await numbersOf(states, against);
    expect(values.length).toBe(expected);
    expect(values.every(Number.isFinite)).toBe(true);
    expect((await numbersOf(states, against)).result).toEqual(result);
  });
});
