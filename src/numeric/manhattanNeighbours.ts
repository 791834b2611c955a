import type { Step } from "../protocol/tasks.ts";
import { LARGEST_STATE, type LayerStates } from "./layerStates.ts";
import type { GraphOptions, NeighbourGraph } from "./neighbourGraph.ts";
import { nearestAtLayer } from "./nearestStates.ts";
import { countTo } from "./sample.ts";

/** The nearest of all states `[records, width]` by Manhattan distance, by all pairs on all cores. */
export async function* manhattanNeighbours(
  rows: Float32Array,
  width: number,
  { k, algebra, signal }: GraphOptions,
): AsyncGenerator<Step, NeighbourGraph, void> {
  const records = width === 0 ? 0 : rows.length / width;
  const finite = countTo(records).filter((record) => isFiniteRow(rows, record * width, width));
  const states: LayerStates = {
    widths: [width],
    spaces: ["states"],
    records: finite.length,
    read: (_, from, to) => Promise.resolve(rowsOf(rows, finite.subarray(from, to), width)),
  };
  const among = {
    count: k,
    points: new Uint32Array(finite.length * k),
    distances: new Float32Array(finite.length * k),
  };
  const points = countTo(finite.length);
  const search = { states, among: states, points, layer: 0, algebra, k, metric: "manhattan", signal } as const;
  for await (const done of k === 0 ? [] : nearestAtLayer(search, { kind: "related", ...among }, 0)) {
    signal.throwIfAborted();
    yield { done };
  }
  const graph = { count: k, points: new Uint32Array(records * k), distances: new Float32Array(records * k).fill(NaN) };
  for (const [i, record] of finite.entries()) {
    for (let j = 0; j < k; j++) graph.points[record * k + j] = finite[among.points[i * k + j] ?? 0] ?? 0;
    graph.distances.set(among.distances.subarray(i * k, (i + 1) * k), record * k);
  }
  return graph;
}

function isFiniteRow(rows: Float32Array, at: number, width: number): boolean {
  let sum = 0;
  for (let i = at; i < at + width; i++) sum += Math.abs(rows[i] ?? 0);
  return sum < LARGEST_STATE;
}

function rowsOf(rows: Float32Array, points: Uint32Array, width: number): Float32Array {
  const found = new Float32Array(points.length * width);
  for (const [i, point] of points.entries()) found.set(rows.subarray(point * width, (point + 1) * width), i * width);
  return found;
}
