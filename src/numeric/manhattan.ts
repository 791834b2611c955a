import path from "node:path";
import type { Kernel } from "./kernel.ts";

/** Rows of two matrices, in shared memory. */
export interface ManhattanData {
  /** `[rows × width]` */
  readonly own: Float32Array;
  /** `[others × width]` */
  readonly others: Float32Array;
  readonly width: number;
  /** `[rows × others]` is written: their distances, negative. */
  readonly similarities: Float32Array;
}

/** Sum of the absolute differences of `length` elements of `a` from `atA` and of `b` from `atB`. */
export function manhattanDistance(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  // Four partial sums: one alone waits for each addition.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += Math.abs((a[atA + i] ?? 0) - (b[atB + i] ?? 0));
    s1 += Math.abs((a[atA + i + 1] ?? 0) - (b[atB + i + 1] ?? 0));
    s2 += Math.abs((a[atA + i + 2] ?? 0) - (b[atB + i + 2] ?? 0));
    s3 += Math.abs((a[atA + i + 3] ?? 0) - (b[atB + i + 3] ?? 0));
  }
  for (let i = whole; i < length; i++) s0 += Math.abs((a[atA + i] ?? 0) - (b[atB + i] ?? 0));
  return s0 + s1 + (s2 + s3);
}

/** Values of other rows that stay in a core's nearest memory while all own rows of a part are compared with them. */
const TILE_VALUES = 2 ** 13;

/** Distances of all pairs of rows: no matrix product gives them. */
export const manhattan: Kernel<ManhattanData> = {
  file: path.join(import.meta.dirname, "manhattanWorker.ts"),
  open:
    ({ own, others, width, similarities }) =>
    (_, part, parts) => {
      const rows = own.length / width;
      const count = others.length / width;
      const tile = Math.max(1, Math.floor(TILE_VALUES / width));
      const to = Math.floor((rows * (part + 1)) / parts);
      for (let first = 0; first < count; first += tile) {
        const end = Math.min(first + tile, count);
        for (let row = Math.floor((rows * part) / parts); row < to; row++) {
          for (let other = first; other < end; other++)
            similarities[row * count + other] = -manhattanDistance(own, row * width, others, other * width, width);
        }
      }
    },
};
