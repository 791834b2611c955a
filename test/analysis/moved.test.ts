import { afterAll, beforeAll, expect, it } from "vitest";
import { moved } from "../../src/analysis/moved.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { arrayStates, statesOf, truth } from "../numeric/arrayStates.ts";
import { inputOf, resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

async function ofRange(states: LayerStates, from: number, to: number): Promise<Float32Array> {
  return (await resultOf(moved, inputOf(states, algebra, from, to))).values;
}

it.each(Object.entries({ many: truth.many, few: truth.few }))(
  "agrees with scikit-learn on %s records",
  async (_, values) => {
    const states = statesOf(values);
    const all = await ofRange(states, 0, states.records);
    for (const [i, distance] of values.moved.flat().entries()) expect(all[i]).toBeCloseTo(distance, 6);
    const alone = await ofRange(states, 7, 8);
    expect([...alone]).toEqual([0, 1, 2].map((layer) => all[layer * states.records + 7]));
  },
);

it("is no number between layers of different widths or spaces", async () => {
  const [two, three] = [Float32Array.of(1, 2), Float32Array.of(1, 2, 3)];
  const states = arrayStates([two, two, three, three, three], [2, 2, 3, 3, 3]);
  const distances = await ofRange({ ...states, spaces: ["a", "a", "a", "b", "b"] }, 0, 1);
  expect([...distances]).toEqual([0, 0, NaN, NaN, 0]);
});

it("is 1 from and to a state without direction", async () => {
  const states = arrayStates([Float32Array.of(1, 2), Float32Array.of(0, 0), Float32Array.of(3, 4)], 2);
  expect([...(await ofRange(states, 0, 1))]).toEqual([0, 1, 1]);
});

it("gives others their turn within a layer of many points", async () => {
  const many = new Float32Array(2 * (2 ** 21 + 1)).fill(1);
  const shares: number[] = [];
  const work = moved.run(inputOf(arrayStates([many, many], 2), algebra), {}, { signal: neverAborted });
  for await (const { done } of work) shares.push(done);
  expect(shares).toEqual([0.5, expect.closeTo(1, 5), 1]);
  expect(shares[1]).toBeLessThan(1);
});
