import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { neighbours } from "../../src/analysis/neighbours.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import type { Related } from "../../src/protocol/tasks.ts";
import { arrayStates, hiddenStates, statesOf, truth } from "../numeric/arrayStates.ts";
import { inputOf, resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

function ofAll(states: LayerStates, k: number): Promise<Related> {
  return resultOf(neighbours, inputOf(states, algebra), { k });
}

function ofPoint(states: LayerStates, point: number, k: number): Promise<Related> {
  return resultOf(neighbours, inputOf(states, algebra, point, point + 1), { k });
}

describe("neighbours", () => {
  it.each(Object.entries({ many: truth.many, few: truth.few }))(
    "are scikit-learn's on %s records",
    async (_, values) => {
      const found = await ofAll(statesOf(values), truth.k);
      expect(found.count).toBe(truth.k);
      expect([...found.points]).toEqual(values.neighbours.flat());
      for (const [i, distance] of values.distances.flat().entries())
        expect(found.distances[i]).toBeCloseTo(distance, 6);
    },
  );

  it.each([
    ["spread out", hiddenStates(1100, 2, 30)],
    // Distances near 1e-8: less than the similarities' own rounding in single precision.
    [
      "nearly equal",
      hiddenStates(1100, 2, 30).map((rows) => rows.map((value, i) => 5 + Math.cos(i % 30) + value / 1e5)),
    ],
  ])("are the same for one record as for all where states are %s", async (_, layers) => {
    const states = arrayStates(layers, 30);
    const all = await ofAll(states, 10);
    for (const record of [0, 1, 511, 512, 1099]) {
      const one = await ofPoint(states, record, 10);
      for (let layer = 0; layer < 2; layer++) {
        const at = (layer * 1100 + record) * 10;
        expect(one.points.subarray(layer * 10, layer * 10 + 10)).toEqual(all.points.subarray(at, at + 10));
        expect(one.distances.subarray(layer * 10, layer * 10 + 10)).toEqual(all.distances.subarray(at, at + 10));
      }
    }
  });

  it("name equal states by index, never the record itself", async () => {
    const hidden = 33;
    const [rows = new Float32Array()] = hiddenStates(700, 1, hidden);
    const copies = rows.map((value, i) => (Math.floor(i / hidden) % 3 === 0 ? (rows[i % hidden] ?? 0) : value));
    const states = arrayStates([copies], hidden);
    const expected = [0, 3, 6, 12, 15];
    const one = await ofPoint(states, 9, 5);
    expect([...one.points]).toEqual(expected);
    expect([...one.distances]).toEqual([0, 0, 0, 0, 0]);
    const all = await ofAll(states, 5);
    expect([...all.points.subarray(45, 50)]).toEqual(expected);
    expect([...all.distances.subarray(45, 50)]).toEqual([0, 0, 0, 0, 0]);
  });

  it("stay numbers where states have no direction", async () => {
    const states = arrayStates([Float32Array.of(0, 0, 1, 0, NaN, 1, 1, 1, 0, 0)], 2);
    const all = await ofAll(states, 4);
    expect([...all.points.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
    expect([...all.distances.subarray(0, 4)]).toEqual([1, 1, 1, 1]);
    expect([...all.points.subarray(4, 8)]).toEqual([3, 0, 2, 4]);
    expect([...(await ofPoint(states, 1, 4)).points]).toEqual([3, 0, 2, 4]);
  });

  it.each([
    [1, 0],
    [2, 1],
    [4, 3],
  ])("of %i records are %i", async (records, count) => {
    const states = arrayStates(hiddenStates(records, 2, 8), 8);
    const one = await ofPoint(states, 0, 10);
    const all = await ofAll(states, 10);
    expect([one.count, one.points.length, one.distances.length]).toEqual([count, 2 * count, 2 * count]);
    expect([all.count, all.points.length]).toEqual([count, 2 * records * count]);
    expect([...one.points.subarray(0, count)].sort()).toEqual([1, 2, 3].slice(0, count));
  });
});
