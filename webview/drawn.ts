import type { Picture } from "../src/protocol/engine.ts";
import { memoLast } from "./memo.ts";

/** The points that have coordinates, ascending. */
export const drawnPoints = memoLast(({ coordinates, points, layers, dimensions }: Picture): Uint32Array => {
  const drawn = new Uint32Array(points);
  const last = dimensions * points * (layers.length - 1);
  let count = 0;
  for (let point = 0; point < points; point++) {
    const first = coordinates[dimensions * point] ?? NaN;
    const end = coordinates[last + dimensions * point] ?? NaN;
    if (!Number.isNaN(first) && !Number.isNaN(end)) drawn[count++] = point;
  }
  return drawn.subarray(0, count);
});

/** At most `limit` of the points, evenly spread and always the same ones. */
export function evenSubset(points: Uint32Array, limit: number): Uint32Array {
  if (points.length <= limit) return points;
  return Uint32Array.from({ length: limit }, (_, i) => points[Math.floor((i * points.length) / limit)] ?? 0);
}

/** Half the side of a plane at least, in data units, which are root-mean-square radii of the layer. */
const LEAST = 2.1;
/** Share of a layer's points that must lie inside, whatever the others do. */
const INSIDE = 0.995;
/** All points lie inside where that makes the planes no more than this much larger. */
const STRETCH = 1.6;
/** Points of a layer that are looked at. */
const SAMPLE = 4000;

/**
 * Half the side of the planes: all points of all layers lie inside, but where a few lie far outside, they do not
 * shrink the rest.
 */
export const halfOf = memoLast((picture: Picture): number => {
  const { coordinates, layers } = picture;
  let most = 0;
  for (const value of coordinates) if (Math.abs(value) > most) most = Math.abs(value);
  const points = evenSubset(drawnPoints(picture), SAMPLE);
  let usual = 0;
  for (let layer = 0; layer < layers.length; layer++) usual = Math.max(usual, usualReach(picture, layer, points));
  return Math.max(LEAST, 1.02 * (most <= STRETCH * usual ? most : usual));
});

/** How far from the middle all but a few points of a layer lie along any axis. */
function usualReach({ coordinates, points: all, dimensions }: Picture, layer: number, points: Uint32Array): number {
  const reaches = new Float32Array(points.length);
  for (let i = 0; i < points.length; i++) {
    const at = dimensions * (layer * all + (points[i] ?? 0));
    let reach = 0;
    for (let axis = 0; axis < dimensions; axis++) reach = Math.max(reach, Math.abs(coordinates[at + axis] ?? 0));
    reaches[i] = reach;
  }
  return reaches.sort()[Math.ceil(INSIDE * (points.length - 1))] ?? 0;
}
