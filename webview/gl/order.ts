import { memoLast } from "../memo.ts";

/**
 * `0 … count - 1` in the order points are drawn in: shuffled, always the same way, so that no category covers the
 * others because it comes last in the file, and so that every beginning of it is an even part of all.
 */
export const drawingOrder = memoLast((count: number): Uint32Array => {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  let seed = 0x9e3779b9;
  for (let i = count - 1; i > 0; i--) {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    const other = (seed >>> 0) % (i + 1);
    const kept = order[i] ?? 0;
    order[i] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
});

/** `[count]` where each point stands in the order: of two at the same place the later one is on top. */
export const drawingRank = memoLast((count: number): Uint32Array => {
  const rank = new Uint32Array(count);
  const order = drawingOrder(count);
  for (let i = 0; i < count; i++) rank[order[i] ?? 0] = i;
  return rank;
});
