/**
 * Cosine distance `1 - a·b / (|a| |b|)` of `length` elements of `a` from `atA` and of `b` from `atB`, from 0 to 2.
 * 1 where one of them has no direction: all zero, or not finite.
 */
export function cosineDistance(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < length; i++) {
    const x = a[atA + i] ?? 0;
    const y = b[atB + i] ?? 0;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  const distance = 1 - ab / Math.sqrt(aa * bb);
  return Number.isFinite(distance) ? Math.min(Math.max(distance, 0), 2) : 1;
}
