import type { Picture } from "../src/protocol/engine.ts";
import { affineOf } from "./affine.ts";
import { placesOf } from "./coordinates.ts";
import { memoLast } from "./memo.ts";
import type { Viewpoint } from "./projector.ts";

/** Points and where each is: in the data, or on the canvas. */
export interface Spots {
  readonly points: Uint32Array;
  /** `[points × axes]`; NaN where a point has no place. */
  readonly at: Float32Array;
  readonly axes: 2 | 3;
}

/** Where points are at a layer of the stack, in data coordinates. */
export const stackSpots = memoLast((picture: Picture, points: Uint32Array, layer: number): Spots => {
  const places = placesOf(picture);
  const at = new Float32Array(3 * points.length);
  points.forEach((point, i) => at.set(places(point, layer), 3 * i));
  return { points, at, axes: 3 };
});

/** `[points × 2]` where spots of the data are drawn, in pixels of the canvas. */
export function pixelsOf({ at }: Spots, viewpoint: Viewpoint): Float32Array {
  const { across, down } = affineOf(viewpoint);
  const pixels = new Float32Array((at.length / 3) * 2);
  for (let from = 0, to = 0; from < at.length; from += 3, to += 2) {
    const [x, y, z] = [at[from] ?? NaN, at[from + 1] ?? NaN, at[from + 2] ?? NaN];
    pixels[to] = x * across[0] + y * across[1] + z * across[2] + across[3];
    pixels[to + 1] = x * down[0] + y * down[1] + z * down[2] + down[3];
  }
  return pixels;
}

/** Of each group the spot in its middle, whatever a few far ones do; nothing for a group without any. */
export function middlesOf({ points, at, axes }: Spots, groups: number, of: Groups): readonly (Middle | undefined)[] {
  const members = Array.from({ length: groups }, (): number[] => []);
  points.forEach((point, i) => {
    if (!Number.isNaN(at[axes * i] ?? NaN)) members[of[point] ?? 0]?.push(axes * i);
  });
  const median = (own: readonly number[], axis: number): number =>
    Float32Array.from(own, (start) => at[start + axis] ?? NaN).sort()[Math.floor(own.length / 2)] ?? NaN;
  return members.map((own) => (own.length === 0 ? undefined : [median(own, 0), median(own, 1), median(own, axes - 1)]));
}

/** The group of every point. */
type Groups = Readonly<Record<number, number>>;
/** The third is the height in data coordinates, and says nothing of what has two axes. */
type Middle = readonly [x: number, y: number, z: number];
