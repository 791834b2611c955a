import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { distances, metrics, type Metric } from "../../src/numeric/metrics.ts";
import { neighbourGraph, type NeighbourGraph } from "../../src/numeric/neighbourGraph.ts";
import { useThreads } from "../../src/numeric/threads.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { arrayStates, hiddenStates, noise } from "./arrayStates.ts";
import { finish } from "./finish.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

async function graphOf(states: LayerStates, k: number, metric: Metric = "euclidean"): Promise<NeighbourGraph> {
  return (await finish(neighbourGraph(states, 0, { k, metric, algebra, signal: neverAborted }))).result;
}

/** All pairs in double precision, equals by lower index. */
function truth(
  rows: Float32Array,
  width: number,
  k: number,
  metric: Metric,
): { points: number[]; distances: number[] } {
  const records = rows.length / width;
  const found = { points: [] as number[], distances: [] as number[] };
  for (let i = 0; i < records; i++) {
    const all = Array.from({ length: records }, (_, other) => ({
      other,
      distance: distances[metric](rows, i * width, rows, other * width, width),
    })).filter(({ other }) => other !== i);
    all.sort((a, b) => a.distance - b.distance || a.other - b.other);
    for (const { other, distance } of all.slice(0, k)) {
      found.points.push(other);
      found.distances.push(Math.fround(distance));
    }
  }
  return found;
}

describe("the neighbour graph", () => {
  it.each(metrics)("is that of all pairs in double precision, by %s distance", async (metric) => {
    const [rows = new Float32Array()] = hiddenStates(700, 1, 24);
    const graph = await graphOf(arrayStates([rows], 24), 15, metric);
    const expected = truth(rows, 24, 15, metric);
    expect([...graph.points]).toEqual(expected.points);
    expect([...graph.distances]).toEqual(expected.distances);
  });

  it.each(metrics)("names equals by lower index, of many on a lattice, by %s distance", async (metric) => {
    const random = noise(3);
    const rows = Float32Array.from({ length: 400 * 3 }, () => Math.round(random() * 2) + 5);
    const graph = await graphOf(arrayStates([rows], 3), 6, metric);
    expect([...graph.points]).toEqual(truth(rows, 3, 6, metric).points);
  });

  it("tells apart what lies far from the origin and close together", async () => {
    const random = noise(5);
    const rows = Float32Array.from({ length: 500 * 16 }, (_, i) => 1000 + (i % 16) + random());
    for (const metric of metrics) {
      const graph = await graphOf(arrayStates([rows], 16), 10, metric);
      expect([...graph.points]).toEqual(truth(rows, 16, 10, metric).points);
    }
  });

  it("leaves out states that are not finite, which have no neighbours", async () => {
    const graph = await graphOf(arrayStates([Float32Array.of(0, NaN, 1, 3, Infinity)], 1), 3);
    expect(graph.count).toBe(3);
    expect([...graph.distances]).toEqual([1, 3, NaN, NaN, NaN, NaN, 1, 2, NaN, 2, 3, NaN, NaN, NaN, NaN]);
    expect([0, 1, 6, 7, 9, 10].map((at) => graph.points[at])).toEqual([2, 3, 0, 3, 2, 0]);
  });

  it.each([0, 1, 2, 3])("of %i points names all others", async (records) => {
    const graph = await graphOf(arrayStates([Float32Array.from({ length: records * 2 }, (_, i) => i)], 2), 15);
    expect(graph.count).toBe(Math.max(records - 1, 0));
    expect(graph.points).toHaveLength(records * graph.count);
    expect(graph.distances.every((distance) => distance > 0)).toBe(true);
  });

  it.each(metrics)("of states that are all the same names the first others at distance 0, by %s", async (metric) => {
    const graph = await graphOf(arrayStates([Float32Array.from({ length: 60 }, (_, i) => 1 + (i % 3))], 3), 2, metric);
    expect([...graph.points.subarray(0, 6)]).toEqual([1, 2, 0, 2, 0, 1]);
    expect(graph.distances.every((distance) => distance === 0)).toBe(true);
  });

  it("puts states without a direction at distance 1", async () => {
    const rows = Float32Array.of(0, 0, 1, 0, 0.9, 0.1, -1, 0, 0, 0);
    const graph = await graphOf(arrayStates([rows], 2), 4, "cosine");
    const expected = truth(rows, 2, 4, "cosine");
    expect([...graph.points]).toEqual(expected.points);
    expect([...graph.distances]).toEqual(expected.distances);
  });

  it.each(metrics)("of many records names more than 95 in 100 of the 15 nearest, by %s distance", async (metric) => {
    const [rows = new Float32Array()] = hiddenStates(6000, 1, 40);
    rows[7 * 40] = NaN;
    const exact = await graphOf(arrayStates([rows], 40), 15, metric);
    const states = arrayStates([rows], 40);
    const options = { k: 15, metric, algebra, signal: neverAborted, exactUpTo: 1000 };
    const { result, progress } = await finish(neighbourGraph(states, 0, options));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    let shared = 0;
    for (let point = 0; point < 6000; point++) {
      const own = new Set(exact.points.subarray(point * 15, point * 15 + 15));
      for (let at = point * 15; at < point * 15 + 15; at++) {
        if (point === 7) expect(result.distances[at]).toBeNaN();
        else {
          if (own.has(result.points[at] ?? 0)) shared++;
          expect(result.points[at]).not.toBe(point);
        }
        if (point !== 7) expect(result.points[at]).not.toBe(7);
      }
    }
    expect(shared / (5999 * 15)).toBeGreaterThan(0.95);
    useThreads(1);
    const again = await finish(neighbourGraph(arrayStates([rows], 40), 0, options));
    useThreads();
    expect(again.result).toEqual(result);
  });

  it("of very many equal states, and of fewer than a leaf holds, is found too", async () => {
    for (const records of [20, 3000]) {
      const states = arrayStates([new Float32Array(records * 3).fill(1)], 3);
      const options = { k: 5, metric: "euclidean", algebra, signal: neverAborted, exactUpTo: 10 } as const;
      const { result } = await finish(neighbourGraph(states, 0, options));
      expect(result.distances.every((distance) => distance === 0)).toBe(true);
    }
  });

  it("is kept with the states, and fewer neighbours are the first ones", async () => {
    const [rows = new Float32Array()] = hiddenStates(100, 1, 8);
    let reads = 0;
    const plain = arrayStates([rows], 8);
    const states: LayerStates = { ...plain, read: (...of) => (reads++, plain.read(...of)) };
    const many = await graphOf(states, 20);
    const read = reads;
    const few = await graphOf(states, 5);
    expect(reads).toBe(read);
    for (let point = 0; point < 100; point++)
      expect(few.points.subarray(point * 5, point * 5 + 5)).toEqual(many.points.subarray(point * 20, point * 20 + 5));
  });

  it("stops where the signal aborts", async () => {
    const [rows = new Float32Array()] = hiddenStates(3000, 1, 8);
    const controller = new AbortController();
    const options = { k: 5, metric: "cosine", algebra, signal: controller.signal } as const;
    const search = neighbourGraph(arrayStates([rows], 8), 0, options);
    await search.next();
    controller.abort(new Error("not any more"));
    await expect(finish(search)).rejects.toThrow("not any more");
  });
});
