import type { Picture } from "../src/protocol/engine.ts";

/** Points (records × layers) above which trajectories and the other layers' points are drawn for a part of the records. */
export const MAX_POINTS = 150_000;
/** Records of the lit layer that are drawn at most. */
export const MAX_LIT = 50_000;
/** Points above which only markers that are cheap to draw are used. */
export const DENSE = 15_000;

/** The records that have coordinates, ascending. */
export function drawnRecords({ coordinates, points: records, layers }: Picture): Uint32Array {
  const drawn = new Uint32Array(records);
  const last = 2 * records * (layers.length - 1);
  let count = 0;
  for (let record = 0; record < records; record++) {
    const first = coordinates[2 * record] ?? NaN;
    const end = coordinates[last + 2 * record] ?? NaN;
    if (!Number.isNaN(first) && !Number.isNaN(end)) drawn[count++] = record;
  }
  return drawn.subarray(0, count);
}

/** At most `limit` of the records, evenly spread and always the same ones. */
export function evenSubset(records: Uint32Array, limit: number): Uint32Array {
  if (records.length <= limit) return records;
  return Uint32Array.from({ length: limit }, (_, i) => records[Math.floor((i * records.length) / limit)] ?? 0);
}

/** The records whose trajectories are drawn. */
export function trajectoryRecords(drawn: Uint32Array, layers: number): Uint32Array {
  return evenSubset(drawn, Math.floor(MAX_POINTS / Math.max(1, layers)));
}

/** Half the side of the space to draw: a few records lie outside the planes, and none outside this. */
export function halfOf({ coordinates }: Picture): number {
  let half = 2.7;
  for (const value of coordinates) if (Math.abs(value) > half) half = Math.abs(value);
  return half === 2.7 ? half : half * 1.02;
}
