import type { Metric } from "../numeric/metrics.ts";
import { nearestAtLayer } from "../numeric/nearestStates.ts";
import type { Related, Step } from "../protocol/tasks.ts";
import { finitePoints } from "./finitePoints.ts";
import type { PlaceInput } from "./projection.ts";

/** Further points and the fitted ones nearest to each. */
export interface NearFitted {
  /** Those whose states are finite, ascending. */
  readonly points: Uint32Array;
  /** `[points × count]` of these, among the fitted ones that are drawn. */
  readonly near: Related;
  /** `[points × dimensions]` the mean place of each's neighbours. */
  readonly places: Float64Array;
}

/** The neighbours of further points among the fitted ones, and where they are drawn. Yields the share done. */
export async function* nearFitted(
  { states, layer, dimensions, algebra, fitted }: PlaceInput,
  k: number,
  metric: Metric,
  signal: AbortSignal,
): AsyncGenerator<Step, NearFitted, void> {
  const { coordinates } = fitted;
  const isDrawn = (point: number): boolean => Number.isFinite(coordinates[point * dimensions]);
  let drawn = 0;
  for (let point = 0; point < fitted.states.records; point++) if (isDrawn(point)) drawn++;
  const points = await finitePoints(states, layer, signal);
  const count = Math.min(k, drawn);
  const size = points.length * count;
  const near: Related = { kind: "related", count, points: new Uint32Array(size), distances: new Float32Array(size) };
  const places = new Float64Array(points.length * dimensions);
  if (size === 0) return { points, near, places };
  const search = { states, points, layer, among: fitted.states, k: count, metric, algebra, signal };
  const allows = (_: number, other: number): boolean => isDrawn(other);
  for await (const done of nearestAtLayer({ ...search, allows }, near, 0)) {
    signal.throwIfAborted();
    yield { done };
  }
  for (let i = 0; i < points.length; i++) {
    for (let at = i * count; at < (i + 1) * count; at++) {
      for (let axis = 0; axis < dimensions; axis++) {
        const value = coordinates[(near.points[at] ?? 0) * dimensions + axis] ?? 0;
        places[i * dimensions + axis] = (places[i * dimensions + axis] ?? 0) + value / count;
      }
    }
  }
  return { points, near, places };
}

/** Root of the mean squared distance of what is drawn from its middle; 1 where all is at one place. */
export function radiusOf(coordinates: Float64Array, dimensions: number): number {
  const sums = new Float64Array(dimensions);
  let squares = 0;
  let count = 0;
  for (let at = 0; at < coordinates.length; at += dimensions) {
    if (!Number.isFinite(coordinates[at])) continue;
    count++;
    for (let axis = 0; axis < dimensions; axis++) {
      const value = coordinates[at + axis] ?? 0;
      sums[axis] = (sums[axis] ?? 0) + value;
      squares += value * value;
    }
  }
  for (const sum of sums) squares -= sum ** 2 / Math.max(1, count);
  const radius = Math.sqrt(squares / Math.max(1, count));
  return radius > 0 ? radius : 1;
}

/** `[points × dimensions]` of all points asked for, NaN where they have no place. */
export function spreadOut(
  places: Float64Array,
  points: Uint32Array,
  records: number,
  dimensions: number,
  scale: number,
): Float64Array {
  const all = new Float64Array(records * dimensions).fill(NaN);
  for (let i = 0; i < points.length; i++) {
    for (let axis = 0; axis < dimensions; axis++)
      all[(points[i] ?? 0) * dimensions + axis] = (places[i * dimensions + axis] ?? 0) * scale;
  }
  return all;
}
