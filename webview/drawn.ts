import type { Picture } from "../src/protocol/engine.ts";

/** Markers (points × layers) above which trajectories and the other layers' points are drawn for a part of the points. */
export const MAX_POINTS = 150_000;
/** Points of the lit layer that are drawn at most. */
export const MAX_LIT = 50_000;
/** Markers above which only those that are cheap to draw are used. */
export const DENSE = 15_000;

/** The points that have coordinates, ascending. */
export function drawnPoints({ coordinates, points, layers, dimensions }: Picture): Uint32Array {
  const drawn = new Uint32Array(points);
  const last = dimensions * points * (layers.length - 1);
  let count = 0;
  for (let point = 0; point < points; point++) {
    const first = coordinates[dimensions * point] ?? NaN;
    const end = coordinates[last + dimensions * point] ?? NaN;
    if (!Number.isNaN(first) && !Number.isNaN(end)) drawn[count++] = point;
  }
  return drawn.subarray(0, count);
}

/** At most `limit` of the points, evenly spread and always the same ones. */
export function evenSubset(points: Uint32Array, limit: number): Uint32Array {
  if (points.length <= limit) return points;
  return Uint32Array.from({ length: limit }, (_, i) => points[Math.floor((i * points.length) / limit)] ?? 0);
}

/** The points whose trajectories are drawn. */
export function trajectoryPoints(drawn: Uint32Array, layers: number): Uint32Array {
  return evenSubset(drawn, Math.floor(MAX_POINTS / Math.max(1, layers)));
}

/** Half the side of the space to draw: a few points lie outside the planes, and none outside this. */
export function halfOf({ coordinates }: Picture): number {
  let half = 2.7;
  for (const value of coordinates) if (Math.abs(value) > half) half = Math.abs(value);
  return half === 2.7 ? half : half * 1.02;
}
