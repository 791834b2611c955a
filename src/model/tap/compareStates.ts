import type { TokenBatch } from "./feeds.ts";

/** Relative root-mean-square difference over the tokens that are no padding. */
export function difference(found: Float32Array, expected: Float32Array, batch: TokenBatch): number {
  const apart = new Float32Array(expected.length).map((_, index) => (found[index] ?? NaN) - (expected[index] ?? NaN));
  const error = energy(apart, batch);
  return error === 0 ? 0 : Math.sqrt(error / energy(expected, batch));
}

/** Relative root-mean-square difference over all numbers; what is the same, infinite or not, adds nothing. */
export function valueDifference(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return NaN;
  let apart = 0;
  let size = 0;
  found.forEach((value, index) => {
    const other = expected[index] ?? NaN;
    if (!Object.is(value, other)) apart += (value - other) ** 2;
    if (Number.isFinite(other)) size += other ** 2;
  });
  return apart === 0 ? 0 : Math.sqrt(apart / size);
}

/** Sum of squares over the tokens that are no padding. */
export function energy(data: Float32Array, batch: TokenBatch): number {
  const perText = data.length / batch.rows;
  let sum = 0;
  batch.lengths.forEach((length, row) => {
    const end = row * perText + (length * perText) / batch.tokens;
    for (let index = row * perText; index < end; index++) sum += (data[index] ?? 0) ** 2;
  });
  return sum;
}
