import { hasConverged, rayleighRitz, type Eigenpairs } from "../numeric/eigenpairs.ts";
import { chunksOf, LARGEST_STATE } from "../numeric/layerStates.ts";
import { RandomStream } from "../numeric/randomStream.ts";
import { orthonormalize } from "../numeric/vector.ts";
import type { Step } from "../protocol/tasks.ts";
import type { LayerInput } from "./projection.ts";

/** Vectors iterated besides the wanted ones: these converge at the rate of the eigenvalue after the last. */
const BESIDES = 29;
/** Goes through all states; a spectrum that falls as a model's needs five or six. */
const MOST_PASSES = 24;

/** The leading directions of a layer and what varies along them. */
export interface IteratedAxes {
  readonly mean: Float64Array;
  readonly totalVariance: number;
  /** `[count × width]`; the variances along them are `values`. */
  readonly pairs: Eigenpairs;
}

/**
 * The `count` leading directions of states too wide for a covariance matrix, of all of them: block power iteration from
 * random vectors with a Rayleigh-Ritz step in each pass (Halko, Martinsson and Tropp 2011, doi:10.1137/090771806,
 * section 4.5), until their residuals are rounding of single precision. Yields the share done.
 */
export async function* iteratedAxes(
  input: Pick<LayerInput, "states" | "layer" | "algebra">,
  count: number,
  signal: AbortSignal,
): AsyncGenerator<Step, IteratedAxes, void> {
  const { states, layer } = input;
  const width = states.widths[layer] ?? 0;
  const { mean, rows } = yield* meanOf(input, signal);
  let basis = startOf(count + BESIDES, width);
  for (let pass = 1; ; pass++) {
    const found = yield* imagesOf(input, mean, basis, pass, signal);
    const ritz = rayleighRitz(basis, found.images, width);
    const goal = { size: width, wanted: count, ofOwn: 1e-5, ofLargest: 2e-7 };
    if (pass < MOST_PASSES && !hasConverged(ritz, goal)) {
      basis = orthonormalize(ritz.images, width);
      continue;
    }
    const degrees = Math.max(1, rows - 1);
    const values = ritz.values.slice(0, count).map((value) => Math.max(0, value) / degrees);
    const pairs = { values, vectors: ritz.vectors.slice(0, count * width) };
    return { mean, totalVariance: found.squares / degrees, pairs };
  }
}

async function* meanOf(
  { states, layer }: Pick<LayerInput, "states" | "layer">,
  signal: AbortSignal,
): AsyncGenerator<Step, { readonly mean: Float64Array; readonly rows: number }, void> {
  const width = states.widths[layer] ?? 0;
  const mean = new Float64Array(width);
  let count = 0;
  for await (const { to, rows } of chunksOf(states, layer)) {
    signal.throwIfAborted();
    for (let at = 0; at < rows.length; at += width) {
      if (!isState(rows, at, width)) continue;
      count++;
      for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (rows[at + i] ?? 0);
    }
    yield { done: (0.1 * to) / states.records };
  }
  for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) / Math.max(1, count);
  return { mean, rows: count };
}

interface Images {
  /** The scatter matrix times each vector of the basis. */
  readonly images: Float64Array;
  /** Sum of the squares of all deviations. */
  readonly squares: number;
}

async function* imagesOf(
  { states, layer, algebra }: Pick<LayerInput, "states" | "layer" | "algebra">,
  mean: Float64Array,
  basis: Float64Array,
  pass: number,
  signal: AbortSignal,
): AsyncGenerator<Step, Images, void> {
  const width = mean.length;
  const single = new Float32Array(basis);
  const images = new Float64Array(basis.length);
  let squares = 0;
  for await (const { to, rows } of chunksOf(states, layer)) {
    signal.throwIfAborted();
    const deviations = new Float32Array(rows.length);
    for (let at = 0; at < rows.length; at += width) {
      if (!isState(rows, at, width)) continue;
      for (let i = 0; i < width; i++) {
        const deviation = (rows[at + i] ?? 0) - (mean[i] ?? 0);
        deviations[at + i] = deviation;
        squares += deviation * deviation;
      }
    }
    const part = await algebra.images(deviations, single, width);
    for (let at = 0; at < images.length; at++) images[at] = (images[at] ?? 0) + (part[at] ?? 0);
    // Passes are never known to be the last: each comes nearer to the end.
    yield { done: 1 - 0.9 * 0.7 ** (pass - 1 + to / states.records) };
  }
  return { images, squares };
}

/** As `Moments` leaves rows out. */
function isState(rows: Float32Array, from: number, width: number): boolean {
  let sum = 0;
  for (let at = from; at < from + width; at++) sum += Math.abs(rows[at] ?? NaN);
  return sum < LARGEST_STATE;
}

function startOf(vectors: number, width: number): Float64Array {
  const basis = new Float64Array(Math.min(vectors, width) * width);
  const random = new RandomStream();
  random.begin(1, 0);
  for (let at = 0; at < basis.length; at++) basis[at] = random.signed();
  return orthonormalize(basis, width);
}
