import { HIDDEN, unhidden } from "./marks.ts";
import { memoLast } from "./memo.ts";

/** `[points]` all points by their keys: equals in the order of the file, those without one last either way. */
export const sortedPoints = memoLast(
  (points: number, keys: Float64Array | undefined, descending: boolean): Uint32Array => {
    const all = new Uint32Array(points);
    for (let point = 0; point < points; point++) all[point] = point;
    if (keys === undefined) return descending ? all.reverse() : all;
    const present = all.filter((point) => !Number.isNaN(keys[point] ?? NaN));
    const sign = descending ? -1 : 1;
    present.sort((a, b) => sign * ((keys[a] ?? 0) - (keys[b] ?? 0)) || a - b);
    const sorted = new Uint32Array(points);
    sorted.set(present);
    let at = present.length;
    for (const point of all) if (Number.isNaN(keys[point] ?? NaN)) sorted[at++] = point;
    return sorted;
  },
);

/** The points that are not hidden, in their order. */
export const shownOrder = memoLast((sorted: Uint32Array, marks: Uint8Array): Uint32Array => {
  return marks.some((mark) => (mark & HIDDEN) !== 0) ? unhidden(sorted, marks) : sorted;
});

/** Row of each point; -1 where it is not shown. */
export const rowsOf = memoLast((order: Uint32Array, points: number): Int32Array => {
  const rows = new Int32Array(points).fill(-1);
  order.forEach((point, row) => (rows[point] = row));
  return rows;
});
