import { leadingEigenpairs, leadingSubspace } from "../numeric/eigenpairs.ts";
import type { Algebra } from "../numeric/algebra.ts";
import { chunksOf } from "../numeric/layerStates.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { linearLayerParameters } from "./layers.ts";
import { iteratedAxes } from "./iteratedAxes.ts";
import { mapRows, type LinearMap } from "./linearMap.ts";
import { contiguous, Moments } from "../numeric/moments.ts";
import { preparationParameters } from "./preparation.ts";
import type { LayerInput, LayerProjection, Projection } from "./projection.ts";
import { partly } from "../numeric/work.ts";
import { addScaled, dot, orthonormalize } from "../numeric/vector.ts";

/** Variance below this share of the squared mean is rounding of states that are all the same. */
const ROUNDING_OF_MEAN = 1e-14;
/** Variance below this share of the largest is rounding of single precision products. */
const ROUNDING_OF_LARGEST = 1e-6;

/** Larger matrices take longer than to go through all states some six times. */
const LARGEST_MATRIX = 2000;
/** Wider states are never kept all, beyond so many numbers. */
const WIDEST_KEPT = 4096;

/**
 * Principal component analysis by the covariance matrix, by inner products where records are few, or by iteration over
 * all states where both matrices are too large: randomized PCA, as exact as single precision allows.
 */
export const pca: Projection = {
  id: "pca",
  version: 2,
  label: "PCA",
  help: "The directions in which the points lie furthest apart.",
  reference: "Pearson 1901, doi:10.1080/14786440109462720",
  centres: true,
  parameters: { ...preparationParameters({ centre: "yes" }), ...linearLayerParameters() },
  run,
};

async function* run(
  input: LayerInput,
  _values: unknown,
  { signal }: TaskContext,
): AsyncGenerator<Step, LayerProjection, void> {
  const { states, layer, dimensions } = input;
  const width = states.widths[layer] ?? 0;
  const { map, totalVariance } = yield* layerAxes(input, dimensions, signal);
  const coordinates = new Float64Array(states.records * dimensions);
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    coordinates.set(mapRows(map, rows, contiguous(to - from, width)), from * dimensions);
    yield { done: (1 + to / states.records) / 2 };
  }
  return { coordinates, linear: { map, totalVariance } };
}

/** Whether neither the covariance matrix nor that of inner products is small enough. */
function isTooLarge(records: number, width: number): boolean {
  const isWide = width > WIDEST_KEPT && records * width > WIDEST_KEPT ** 2;
  return isWide || Math.min(records, width) > LARGEST_MATRIX;
}

/** The principal axes of one layer, `count` of them, found as `solve` finds them where a matrix is small enough; goes through its states, the first half of the work. */
export async function* layerAxes(
  { states, layer, algebra }: Pick<LayerInput, "states" | "layer" | "algebra">,
  count: number,
  signal: AbortSignal,
  solve = leading(count),
): AsyncGenerator<Step, PrincipalAxes, void> {
  const width = states.widths[layer] ?? 0;
  if (isTooLarge(states.records, width)) {
    const work = iteratedAxes({ states, layer, algebra }, count, signal);
    const { mean, totalVariance, pairs } = yield* partly(work, 0, 0.5);
    zeroWithoutVariance(pairs.vectors, pairs.values, width);
    return finished({ map: { mean, axes: pairs.vectors }, totalVariance });
  }
  const moments = new Moments(algebra, width, width > WIDEST_KEPT ? states.records : Infinity);
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    await moments.add(rows, contiguous(to - from, width));
    yield { done: to / states.records / 2 };
  }
  return principalAxes(moments, count, algebra, signal, solve);
}

/** Axes that are drawn are to be exact; of more of them the space they span. */
function leading(dimensions: number): typeof leadingEigenpairs {
  return dimensions > 3 ? leadingSubspace : leadingEigenpairs;
}

export interface PrincipalAxes {
  readonly map: LinearMap;
  readonly totalVariance: number;
}

/** The axes of largest variance; zero vectors where there is none left. Each axis' largest loading is positive. */
async function principalAxes(
  moments: Moments,
  dimensions: number,
  algebra: Algebra,
  signal: AbortSignal,
  solve: typeof leadingEigenpairs,
): Promise<PrincipalAxes> {
  const rows = moments.fewRows;
  const found =
    rows === undefined
      ? await axesOfCovariance(moments, dimensions, algebra, signal, solve)
      : await axesOfRows(rows, moments.hidden, dimensions, algebra, signal, solve);
  return finished(found);
}

/** No axes where there is nothing but rounding; signs that do not depend on chance. */
function finished(found: PrincipalAxes): PrincipalAxes {
  const { mean, axes } = found.map;
  if (found.totalVariance <= ROUNDING_OF_MEAN * dot(mean, 0, mean, 0, mean.length)) {
    return { map: { mean, axes: new Float64Array(axes.length) }, totalVariance: 0 };
  }
  fixSigns(found.map.axes, mean.length);
  return found;
}

async function axesOfCovariance(
  moments: Moments,
  dimensions: number,
  algebra: Algebra,
  signal: AbortSignal,
  solve: typeof leadingEigenpairs,
): Promise<PrincipalAxes> {
  const { hidden, count } = moments;
  const { mean, scatter } = await moments.sums();
  const { values, vectors } = await solve(scatter, hidden, dimensions, algebra, signal);
  let trace = 0;
  for (let i = 0; i < scatter.length; i += hidden + 1) trace += scatter[i] ?? 0;
  zeroWithoutVariance(vectors, values, hidden);
  return { map: { mean: mean.slice(), axes: vectors }, totalVariance: trace / (count - 1) };
}

/** With fewer rows than dimensions: the eigenvectors of the rows' inner products, carried back to the hidden space. */
async function axesOfRows(
  rows: Float32Array,
  hidden: number,
  dimensions: number,
  algebra: Algebra,
  signal: AbortSignal,
  solve: typeof leadingEigenpairs,
): Promise<PrincipalAxes> {
  const count = rows.length / hidden;
  const { mean, deviations } = centred(rows, hidden);
  const axes = new Float64Array(dimensions * hidden);
  if (count < 2) return { map: { mean, axes }, totalVariance: 0 };
  const single = new Float32Array(deviations);
  const products = new Float64Array(await algebra.products(single, single, hidden));
  const { values, vectors } = await solve(products, count, dimensions, algebra, signal);
  for (let axis = 0; axis < dimensions; axis++) {
    for (let row = 0; row < count; row++) {
      addScaled(axes, axis * hidden, vectors[axis * count + row] ?? 0, deviations, row * hidden, hidden);
    }
  }
  zeroWithoutVariance(axes, values, hidden);
  const total = dot(deviations, 0, deviations, 0, deviations.length) / (count - 1);
  return { map: { mean, axes: orthonormalize(axes, hidden) }, totalVariance: total };
}

function centred(rows: Float32Array, hidden: number): { mean: Float64Array; deviations: Float64Array } {
  const count = Math.max(rows.length / hidden, 1);
  const deviations = new Float64Array(rows);
  const mean = new Float64Array(hidden);
  for (let at = 0; at < rows.length; at += hidden) addScaled(mean, 0, 1, deviations, at, hidden);
  for (let i = 0; i < hidden; i++) mean[i] = (mean[i] ?? 0) / count;
  for (let at = 0; at < rows.length; at += hidden) addScaled(deviations, at, -1, mean, 0, hidden);
  return { mean, deviations };
}

function zeroWithoutVariance(axes: Float64Array, values: Float64Array, hidden: number): void {
  const least = ROUNDING_OF_LARGEST * (values[0] ?? 0);
  for (const [axis, value] of values.entries()) {
    if (value <= least) axes.fill(0, axis * hidden, (axis + 1) * hidden);
  }
}

function fixSigns(axes: Float64Array, hidden: number): void {
  for (let at = 0; at < axes.length; at += hidden) {
    const axis = axes.subarray(at, at + hidden);
    const largest = axis.reduce((best, loading) => (Math.abs(loading) > Math.abs(best) ? loading : best), 0);
    if (largest < 0) for (const [i, loading] of axis.entries()) axis[i] = -loading;
  }
}
