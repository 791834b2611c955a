import type { Viewpoint } from "./projector.ts";

/** Factors of x, y and z, and what is added. */
export type Row = readonly [x: number, y: number, z: number, origin: number];

/** A viewpoint as numbers: pixels across and down, and the depth. */
export interface Affine {
  readonly across: Row;
  readonly down: Row;
  readonly depth: Row;
}

/** Takes a viewpoint apart by asking where it puts the origin and three unit steps. */
export function affineOf({ project, depth }: Viewpoint): Affine {
  const row = (of: (x: number, y: number, z: number) => number): Row => {
    const origin = of(0, 0, 0);
    return [of(1, 0, 0) - origin, of(0, 1, 0) - origin, of(0, 0, 1) - origin, origin];
  };
  return { across: row((...at) => project(...at)[0]), down: row((...at) => project(...at)[1]), depth: row(depth) };
}
