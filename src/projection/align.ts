import { Matrix, SVD } from "ml-matrix";

/**
 * The rotation or reflection `[dimensions × dimensions]`, row by row, that carries the points `from` closest to the
 * points `to` (both `[points × dimensions]`, centred): orthogonal Procrustes, Schönemann 1966,
 * doi:10.1007/BF02289451. Points that are not finite in both are left out. Where nothing tells the directions apart,
 * as with points that all lie in the centre, it is the identity.
 */
export function procrustes(from: Float64Array, to: Float64Array, dimensions: number): Float64Array {
  const cross = Matrix.zeros(dimensions, dimensions);
  for (let at = 0; at < from.length; at += dimensions) {
    if (!isFinitePoint(from, at, dimensions) || !isFinitePoint(to, at, dimensions)) continue;
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j < dimensions; j++) {
        cross.set(i, j, cross.get(i, j) + (from[at + i] ?? 0) * (to[at + j] ?? 0));
      }
    }
  }
  if (cross.norm() === 0) return Float64Array.from(Matrix.eye(dimensions).to1DArray());
  const { leftSingularVectors, rightSingularVectors } = new SVD(cross);
  return Float64Array.from(leftSingularVectors.mmul(rightSingularVectors.transpose()).to1DArray());
}

/** Points `[points × dimensions]` times a matrix `[dimensions × dimensions]`. */
export function turned(points: Float64Array, matrix: Float64Array, dimensions: number): Float64Array {
  const result = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += dimensions) {
    for (let j = 0; j < dimensions; j++) {
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += (points[at + i] ?? 0) * (matrix[i * dimensions + j] ?? 0);
      result[at + j] = sum;
    }
  }
  return result;
}

/** Sum of the squares of the finite points along each axis, and their number. */
export function spread(points: Float64Array, dimensions: number): { count: number; squares: Float64Array } {
  const squares = new Float64Array(dimensions);
  let count = 0;
  for (let at = 0; at < points.length; at += dimensions) {
    if (!isFinitePoint(points, at, dimensions)) continue;
    count++;
    for (let i = 0; i < dimensions; i++) squares[i] = (squares[i] ?? 0) + (points[at + i] ?? 0) ** 2;
  }
  return { count, squares };
}

/** As `procrustes`, but axes are only mirrored: 1 or -1 on the diagonal. */
export function mirrored(from: Float64Array, to: Float64Array, dimensions: number): Float64Array {
  const signs = new Float64Array(dimensions ** 2);
  for (let axis = 0; axis < dimensions; axis++) {
    let sum = 0;
    for (let at = 0; at < from.length; at += dimensions) {
      if (!isFinitePoint(from, at, dimensions) || !isFinitePoint(to, at, dimensions)) continue;
      sum += (from[at + axis] ?? 0) * (to[at + axis] ?? 0);
    }
    signs[axis * (dimensions + 1)] = sum < 0 ? -1 : 1;
  }
  return signs;
}

/**
 * How far two sets of points `[points × dimensions]`, both centred, agree as they lie: the sum of their products when each
 * has a sum of squares of 1, from -1 to 1. After Procrustes it is what scales one onto the other (Gower 1975,
 * doi:10.1007/BF02291478), and `1 - r²` is the share that is left. NaN where one of them has no extent.
 */
export function agreement(
  one: Float64Array | Float32Array,
  other: Float64Array | Float32Array,
  dimensions: number,
): number {
  let [products, squares, others] = [0, 0, 0];
  for (let at = 0; at < one.length; at += dimensions) {
    if (!isFinitePoint(one, at, dimensions) || !isFinitePoint(other, at, dimensions)) continue;
    for (let i = at; i < at + dimensions; i++) {
      const [a = 0, b = 0] = [one[i], other[i]];
      products += a * b;
      squares += a * a;
      others += b * b;
    }
  }
  return products / Math.sqrt(squares * others);
}

function isFinitePoint(points: Float64Array | Float32Array, at: number, dimensions: number): boolean {
  for (let i = at; i < at + dimensions; i++) if (!Number.isFinite(points[i])) return false;
  return true;
}
