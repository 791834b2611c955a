import type { Picture } from "../src/protocol/engine.ts";
import { HIDDEN } from "./marks.ts";
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

/** How many points are drawn, of those that have coordinates: all but the hidden ones. */
export const visibleCount = memoLast((picture: Picture, marks: Uint8Array): number => {
  let count = 0;
  for (const point of drawnPoints(picture)) if (((marks[point] ?? 0) & HIDDEN) === 0) count++;
  return count;
});

/** At most `limit` of the points, evenly spread and always the same ones. */
export function evenSubset(points: Uint32Array, limit: number): Uint32Array {
  if (points.length <= limit) return points;
  return Uint32Array.from({ length: limit }, (_, i) => points[Math.floor((i * points.length) / limit)] ?? 0);
}

/** Half the side of a plane at least, in data units, which are root-mean-square radii of the layer. */
const LEAST = 2.1;
/** Distance from a plane's middle, in halves of its side, that the first camera holds in every direction. */
const HELD = 1.35;
/** Share of a layer's points that must be held, whatever the others do. */
const INSIDE = 0.995;
/** All points are held where that makes the planes no more than this much larger. */
const STRETCH = 1.5;
/** Points of a layer that are looked at. */
const SAMPLE = 4000;

/**
 * Half the side of the planes: the first camera holds all points of all layers, but where a few lie far outside, they
 * do not shrink the rest.
 */
export const halfOf = memoLast((picture: Picture): number => {
  const { coordinates, layers, dimensions } = picture;
  let most = 0;
  for (let at = 0; at < coordinates.length; at += dimensions) {
    const radius = (coordinates[at] ?? 0) ** 2 + (coordinates[at + 1] ?? 0) ** 2;
    if (radius > most) most = radius;
  }
  const points = evenSubset(drawnPoints(picture), SAMPLE);
  let usual = LEAST * HELD;
  for (let layer = 0; layer < layers.length; layer++) usual = Math.max(usual, usualRadius(picture, layer, points));
  const all = Math.sqrt(most);
  return (all <= STRETCH * usual ? Math.max(usual, all) : usual) / HELD;
});

/** How far from the middle all but a few points of a layer lie. */
function usualRadius({ coordinates, points: all, dimensions }: Picture, layer: number, points: Uint32Array): number {
  const radii = Float32Array.from(points, (point) => {
    const at = dimensions * (layer * all + point);
    return Math.hypot(coordinates[at] ?? 0, coordinates[at + 1] ?? 0);
  });
  return radii.sort()[Math.floor(INSIDE * (points.length - 1))] ?? 0;
}

/** How far most points lie above or below their layers along the third axis; 0 where there is none. */
export const riseOf = memoLast((picture: Picture): number => {
  const { coordinates, points: all, layers, dimensions } = picture;
  if (dimensions < 3) return 0;
  const points = evenSubset(drawnPoints(picture), SAMPLE);
  let rise = 0;
  for (let layer = 0; layer < layers.length; layer++) {
    const heights = Float32Array.from(points, (point) =>
      Math.abs(coordinates[dimensions * (layer * all + point) + 2] ?? 0),
    );
    rise = Math.max(rise, heights.sort()[Math.ceil(INSIDE * (points.length - 1))] ?? 0);
  }
  return rise;
});
