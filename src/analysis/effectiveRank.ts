import type { Algebra } from "../numeric/algebra.ts";
import { eigenvalues } from "../numeric/eigenvalues.ts";
import { chunksOf } from "../numeric/layerStates.ts";
import { contiguous, Moments } from "../numeric/moments.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { countTo, sampleOf } from "../numeric/sample.ts";
import { addScaled, dot } from "../numeric/vector.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

/** Exact for states up to this width, or of so many points; of more points with wider states, so many are taken. */
const LARGEST_MATRIX = 1024;
/** Variance below this share of the squared mean is rounding of states that are all the same. */
const ROUNDING_OF_MEAN = 1e-12;

/**
 * `exp(-Σ p log p)` with `p` the eigenvalues of the states' covariance matrix over their sum: how many directions of
 * equal variance would be as spread out. NaN where there is no variance.
 */
export const effectiveRank: Analysis<Record<string, never>, PerLayer> = {
  id: "effectiveRank",
  version: 1,
  label: "Effective rank",
  help: "How many directions the states fill: exp of the entropy of their covariance's eigenvalues.",
  reference: "Roy and Vetterli 2007, The effective rank, EUSIPCO, pages 606 to 610",
  parameters: {},
  range: { words: "From 1 to the width of the states, or one less than the records.", form: "number", low: 0 },
  onDemand: true,
  result: "perLayer",
  ofPicture: false,
  run,
};

async function* run(
  { states, algebra }: AnalysisInput,
  _values: unknown,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { widths, records } = states;
  const values = new Float32Array(widths.length).fill(NaN);
  const some = pickedStates(states, sampleOf(countTo(records), LARGEST_MATRIX));
  let sampled: number | undefined;
  for (const [layer, width] of widths.entries()) {
    const isLarge = width > LARGEST_MATRIX && records > LARGEST_MATRIX;
    if (isLarge) sampled = LARGEST_MATRIX;
    const moments = new Moments(algebra, width, isLarge ? LARGEST_MATRIX : Infinity);
    for await (const { from, to, rows } of chunksOf(isLarge ? some : states, layer)) {
      await moments.add(rows, contiguous(to - from, width));
      yield { done: layer / widths.length };
    }
    const spread = await spreadOf(moments, algebra);
    if (spread !== undefined) {
      const work = eigenvalues(spread, Math.sqrt(spread.length));
      let step = work.next();
      for (; step.done !== true; step = work.next()) {
        signal.throwIfAborted();
        yield { done: (layer + step.value) / widths.length };
      }
      values[layer] = rankOf(step.value);
    }
    yield { done: (layer + 1) / widths.length };
  }
  const series = [{ id: "rank", label: "Effective rank", values }];
  return { kind: "perLayer", series, ...(sampled && { sampled }) };
}

/**
 * A symmetric matrix with the eigenvalues of the scatter of all rows: the scatter itself, or the inner products of the
 * rows' deviations where those are fewer than dimensions. `undefined` where nothing is spread out.
 */
async function spreadOf(moments: Moments, algebra: Algebra): Promise<Float64Array | undefined> {
  const { hidden, count, fewRows } = moments;
  if (count < 2) return undefined;
  if (fewRows === undefined) {
    const { mean, scatter } = await moments.sums();
    return isRounding(traceOf(scatter, hidden), mean, count) ? undefined : scatter.slice();
  }
  const deviations = new Float64Array(fewRows);
  const mean = new Float64Array(hidden);
  for (let at = 0; at < deviations.length; at += hidden) addScaled(mean, 0, 1 / count, deviations, at, hidden);
  for (let at = 0; at < deviations.length; at += hidden) addScaled(deviations, at, -1, mean, 0, hidden);
  const single = new Float32Array(deviations);
  const products = new Float64Array(await algebra.products(single, single, hidden));
  return isRounding(traceOf(products, count), mean, count) ? undefined : products;
}

function traceOf(matrix: Float64Array, size: number): number {
  let trace = 0;
  for (let i = 0; i < matrix.length; i += size + 1) trace += matrix[i] ?? 0;
  return trace;
}

function isRounding(trace: number, mean: Float64Array, count: number): boolean {
  return !(trace > ROUNDING_OF_MEAN * count * dot(mean, 0, mean, 0, mean.length));
}

function rankOf(found: Float64Array): number {
  const all = found.reduce((sum, value) => sum + Math.max(value, 0), 0);
  let entropy = 0;
  for (const value of found) if (value > 0) entropy -= (value / all) * Math.log(value / all);
  return Math.exp(entropy);
}
