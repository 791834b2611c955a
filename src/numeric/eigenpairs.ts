import { setImmediate } from "node:timers/promises";
import { Matrix } from "ml-matrix";
import { PCA } from "ml-pca";
import type { Algebra } from "./algebra.ts";
import { seededRandom } from "./random.ts";
import { addScaled, dot, orthonormalize } from "./vector.ts";
import { neverAborted } from "./work.ts";

/** Vectors iterated at once at least: the wanted ones converge at the rate of the eigenvalue after the last of these. */
const BLOCK = 16;
/** Vectors iterated besides those of a subspace, and how often: it turns by less than 1e-3 where a spectrum falls as a model's. */
const BESIDES = 16;
const SUBSPACE_STEPS = 16;
/** Enough for angles below 1e-3 degrees unless the wanted eigenvalues and the following 14 are nearly all the same. */
const SINGLE_STEPS = 100;
const DOUBLE_STEPS = 12;

/** Eigenvectors `[count × size]`, orthonormal, of the largest eigenvalues, largest first. */
export interface Eigenpairs {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

export interface Subspace extends Eigenpairs {
  /** The matrix times each vector. */
  readonly images: Float64Array;
}

/** How small the residual `|C v - λ v|` must get as a share of λ, or of the largest λ. */
export interface Accuracy {
  readonly size: number;
  /** How many of the leading pairs must be that good. */
  readonly wanted: number;
  readonly ofOwn: number;
  readonly ofLargest: number;
}

/** When to stop: where that is reached, or after how long. */
interface Goal extends Accuracy {
  readonly steps: number;
  readonly signal: AbortSignal;
}

/**
 * The `count` leading eigenpairs of a symmetric positive semidefinite matrix `[size × size]`: block subspace iteration
 * with Rayleigh-Ritz (Saad, Numerical Methods for Large Eigenvalue Problems, ch. 5), the small dense part by ml-pca.
 * Most steps multiply in single precision; the last ones in double precision take its rounding out again.
 * Deterministic. Directions without variance come out as zero vectors.
 * Throws the signal's reason where it aborts.
 */
export async function leadingEigenpairs(
  matrix: Float64Array,
  size: number,
  count: number,
  algebra: Algebra,
  signal = neverAborted,
): Promise<Eigenpairs> {
  const wanted = Math.min(size, count);
  const single = inSinglePrecision(matrix, size);
  const near = await iterate(
    async (vectors) => new Float64Array(await algebra.products(new Float32Array(vectors), single, size)),
    startBlock(Math.min(size, BLOCK), size),
    { size, wanted, ofOwn: 1e-5, ofLargest: 1e-6, steps: SINGLE_STEPS, signal },
  );
  const timesMatrix = async (vectors: Float64Array) => {
    // Others have their turn: of wide states a step takes long.
    await setImmediate();
    return timesSymmetric(matrix, vectors, size);
  };
  const exact = await iterate(timesMatrix, near.vectors, {
    size,
    wanted,
    ofOwn: 1e-6,
    ofLargest: 1e-12,
    steps: DOUBLE_STEPS,
    signal,
  });
  return padded(exact, wanted, count, size);
}

/**
 * As `leadingEigenpairs`, for more of them than its block holds and where only the space they span counts: a fixed
 * number of steps in single precision.
 */
export async function leadingSubspace(
  matrix: Float64Array,
  size: number,
  count: number,
  algebra: Algebra,
  signal = neverAborted,
): Promise<Eigenpairs> {
  const single = inSinglePrecision(matrix, size);
  const timesMatrix = async (vectors: Float64Array) =>
    new Float64Array(await algebra.products(new Float32Array(vectors), single, size));
  let basis = startBlock(Math.min(size, count + BESIDES), size);
  // A basis of the whole space is that of the subspace, too.
  for (let step = 0; step < SUBSPACE_STEPS && basis.length < size * size; step++) {
    signal.throwIfAborted();
    basis = orthonormalize(await timesMatrix(basis), size);
  }
  const found = rayleighRitz(basis, await timesMatrix(basis), size);
  return padded(found, Math.min(size, count), count, size);
}

/** Scaled to a trace of one, so that nothing leaves the range of single precision. */
function inSinglePrecision(matrix: Float64Array, size: number): Float32Array {
  let trace = 0;
  for (let i = 0; i < matrix.length; i += size + 1) trace += matrix[i] ?? 0;
  const factor = trace > 0 ? 1 / trace : 0;
  const scaled = new Float32Array(matrix.length);
  for (let i = 0; i < matrix.length; i++) scaled[i] = (matrix[i] ?? 0) * factor;
  return scaled;
}

async function iterate(
  multiply: (vectors: Float64Array) => Promise<Float64Array>,
  start: Float64Array,
  goal: Goal,
): Promise<Subspace> {
  let basis = start;
  for (let step = 1; ; step++) {
    goal.signal.throwIfAborted();
    const ritz = rayleighRitz(basis, await multiply(basis), goal.size);
    if (step === goal.steps || hasConverged(ritz, goal)) return ritz;
    basis = orthonormalize(ritz.images, goal.size);
  }
}

/** The best eigenpairs within the span of an orthonormal basis whose images are known. */
export function rayleighRitz(basis: Float64Array, images: Float64Array, size: number): Subspace {
  const block = basis.length / size;
  const small = Matrix.zeros(block, block);
  for (let i = 0; i < block; i++) {
    for (let j = i; j < block; j++) {
      const value = (dot(basis, i * size, images, j * size, size) + dot(basis, j * size, images, i * size, size)) / 2;
      small.set(i, j, value);
      small.set(j, i, value);
    }
  }
  const exact = new PCA(small, { isCovarianceMatrix: true });
  const turn = exact.getEigenvectors();
  return {
    values: Float64Array.from(exact.getEigenvalues()),
    vectors: combined(basis, turn, size),
    images: combined(images, turn, size),
  };
}

/** Row `j` of the result is the sum of the rows of `vectors` weighted by column `j` of `weights`. */
function combined(vectors: Float64Array, weights: Matrix, size: number): Float64Array {
  const result = new Float64Array(vectors.length);
  for (let j = 0; j < weights.columns; j++) {
    for (let i = 0; i < weights.rows; i++) {
      addScaled(result, j * size, weights.get(i, j), vectors, i * size, size);
    }
  }
  return result;
}

/** Whether the wanted pairs are that good. */
export function hasConverged(
  { values, vectors, images }: Subspace,
  { size, wanted, ofOwn, ofLargest }: Accuracy,
): boolean {
  const largest = values[0] ?? 0;
  for (let j = 0; j < wanted; j++) {
    const value = values[j] ?? 0;
    let squares = 0;
    for (let i = j * size; i < (j + 1) * size; i++) squares += ((images[i] ?? 0) - value * (vectors[i] ?? 0)) ** 2;
    if (Math.sqrt(squares) > Math.max(ofOwn * value, ofLargest * largest)) return false;
  }
  return true;
}

/** The rows of `vectors` times a symmetric matrix, in double precision. */
function timesSymmetric(matrix: Float64Array, vectors: Float64Array, size: number): Float64Array {
  const result = new Float64Array(vectors.length);
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < vectors.length; at += size) {
      result[at + row] = dot(matrix, row * size, vectors, at, size);
    }
  }
  return result;
}

/** The whole space where it is small, else pseudo-random vectors. */
function startBlock(block: number, size: number): Float64Array {
  const vectors = new Float64Array(block * size);
  if (block === size) {
    for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
    return vectors;
  }
  const random = seededRandom(1);
  for (let i = 0; i < vectors.length; i++) vectors[i] = 2 * random() - 1;
  return orthonormalize(vectors, size);
}

function padded(pairs: Eigenpairs, found: number, count: number, size: number): Eigenpairs {
  const values = new Float64Array(count);
  const vectors = new Float64Array(count * size);
  for (let j = 0; j < found; j++) {
    const value = pairs.values[j] ?? 0;
    if (value <= 0) continue;
    values[j] = value;
    vectors.set(pairs.vectors.subarray(j * size, (j + 1) * size), j * size);
  }
  return { values, vectors };
}
