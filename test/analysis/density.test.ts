import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { density } from "../../src/analysis/density.ts";
import { neighbours } from "../../src/analysis/neighbours.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { distances } from "../../src/numeric/metrics.ts";
import { countTo, sampleOf } from "../../src/numeric/sample.ts";
import { arrayStates, hiddenStates, statesOf, truth } from "../numeric/arrayStates.ts";
import { inputOf, resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

type Values = Parameters<typeof resultOf>[2];

async function ofRange(states: LayerStates, values: Values, from = 0, to = states.records): Promise<Float32Array> {
  return (await resultOf(density, inputOf(states, algebra, from, to), values)).values;
}

describe("density", () => {
  it.each(Object.entries({ many: truth.many, few: truth.few }))(
    "is the mean of scikit-learn's distances to the nearest, of %s records",
    async (_, values) => {
      const found = await ofRange(statesOf(values), { k: truth.k });
      const theirs = values.distances.flat();
      expect(found).toHaveLength(theirs.length / truth.k);
      for (const [i, one] of found.entries()) {
        const row = theirs.slice(i * truth.k, (i + 1) * truth.k);
        expect(one).toBeCloseTo(row.reduce((sum, each) => sum + each, 0) / truth.k, 6);
      }
    },
  );

  it("is what the distances on a line are", async () => {
    // At 0, 1, 3, 7: the two nearest of each are 1 and 3, 1 and 2, 2 and 3, 4 and 6 away.
    const states = arrayStates([Float32Array.of(0, 1, 3, 7)], 1);
    expect([...(await ofRange(states, { k: 2, metric: "euclidean" }))]).toEqual([2, 1.5, 2.5, 5]);
  });

  it("is no number of a state that is none, and of others as if that one were not there", async () => {
    const states = arrayStates([Float32Array.of(0, 1, NaN, 7)], 1);
    expect([...(await ofRange(states, { k: 3, metric: "euclidean" }))]).toEqual([4, 3.5, NaN, 6.5]);
  });

  it("is no number of a point alone, and of all others where they are fewer than asked for", async () => {
    expect([...(await ofRange(arrayStates([Float32Array.of(1, 2)], 2), {}))]).toEqual([NaN]);
    const two = arrayStates([Float32Array.of(0, 0, 3, 4)], 2);
    expect([...(await ofRange(two, { k: 10, metric: "euclidean" }))]).toEqual([5, 5]);
  });

  it("of very many is looked for among always the same, never the point itself", async () => {
    const width = 3;
    const records = 5200;
    const [rows = new Float32Array()] = hiddenStates(records, 1, width);
    const states = arrayStates([rows], width);
    const sample = sampleOf(countTo(records), 1000);
    const all = await ofRange(states, { k: 3, metric: "euclidean" });
    for (const point of [0, sample[0] ?? 0, sample[777] ?? 0, 5199]) {
      const nearest = Array.from(sample)
        .filter((other) => other !== point)
        .map((other) => distances.euclidean(rows, point * width, rows, other * width, width))
        .sort((a, b) => a - b)
        .slice(0, 3);
      const expected = nearest.reduce((sum, each) => sum + each, 0) / 3;
      expect(all[point]).toBeCloseTo(expected, 5);
      expect([...(await ofRange(states, { k: 3, metric: "euclidean" }, point, point + 1))]).toEqual([all[point]]);
    }
    expect(await ofRange(states, { k: 3, metric: "euclidean" })).toEqual(all);
  });

  it("tells dense from sparse as the exact one does, also by the sample", async () => {
    const width = 2;
    const rows = Float32Array.from({ length: 12_000 }, (_, i) => {
      const point = Math.floor(i / width);
      const [across, down] = [(point * 0.618034) % 1, (point * 0.754878) % 1];
      // The first half on a tenth of the area of the second.
      const size = point < 3000 ? 1 : Math.sqrt(10);
      return (i % width === 0 ? across : down) * size + (point < 3000 ? 0 : 5);
    });
    const states = arrayStates([rows], width);
    const values = { k: 5, metric: "euclidean" } as const;
    const rough = await ofRange(states, values);
    const exact = (await resultOf(neighbours, inputOf(states, algebra), values)).distances;
    const meanOf = (numbers: Float32Array): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    const ratio = (numbers: Float32Array): number =>
      meanOf(numbers.subarray(numbers.length / 2)) / meanOf(numbers.subarray(0, numbers.length / 2));
    expect(ratio(exact)).toBeGreaterThan(2.5);
    expect(ratio(rough)).toBeCloseTo(ratio(exact), 1);
  });
});
