// One array type only: with two, the engine compiles these loops for either and they take three times as long.

/**
 * Inner product of `length` elements of `a` from `atA` and of `b` from `atB`, in double precision.
 * Four partial sums: one sum alone waits for each addition.
 */
export function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += (a[atA + i] ?? 0) * (b[atB + i] ?? 0);
    s1 += (a[atA + i + 1] ?? 0) * (b[atB + i + 1] ?? 0);
    s2 += (a[atA + i + 2] ?? 0) * (b[atB + i + 2] ?? 0);
    s3 += (a[atA + i + 3] ?? 0) * (b[atB + i + 3] ?? 0);
  }
  for (let i = whole; i < length; i++) s0 += (a[atA + i] ?? 0) * (b[atB + i] ?? 0);
  return s0 + s1 + (s2 + s3);
}

/** Adds `factor` times `length` elements of `from` to those of `to`, in place. */
export function addScaled(
  to: Float64Array,
  atTo: number,
  factor: number,
  from: Float64Array,
  atFrom: number,
  length: number,
) {
  for (let i = 0; i < length; i++) to[atTo + i] = (to[atTo + i] ?? 0) + factor * (from[atFrom + i] ?? 0);
}

/**
 * Makes the rows `[count × length]` orthonormal in place by Gram-Schmidt, twice over, and returns them.
 * A row that lies in the span of those before it becomes zero.
 */
export function orthonormalize(rows: Float64Array, length: number): Float64Array {
  for (let at = 0; at < rows.length; at += length) {
    const before = dot(rows, at, rows, at, length);
    for (let round = 0; round < 2; round++) {
      for (let other = 0; other < at; other += length) {
        addScaled(rows, at, -dot(rows, at, rows, other, length), rows, other, length);
      }
    }
    const after = dot(rows, at, rows, at, length);
    const factor = after > before * 1e-28 ? 1 / Math.sqrt(after) : 0;
    for (let i = at; i < at + length; i++) rows[i] = (rows[i] ?? 0) * factor;
  }
  return rows;
}
