import { LARGEST_STATE } from "../numeric/layerStates.ts";
import type { FinalNorm } from "../protocol/finalNorm.ts";

/** What is done to every state of a layer before it is projected, with all that was found for it on the states it was fitted on. */
export type RowStep =
  /** Through the model's final norm; a state of zeros stays one. */
  | ({ readonly kind: "norm" } & FinalNorm)
  /** Of a state this wide only these dimensions stay. */
  | { readonly kind: "keep"; readonly width: number; readonly dimensions: Uint32Array }
  /** `(state - mean) * factors`, dimension by dimension. */
  | { readonly kind: "scale"; readonly mean: Float64Array; readonly factors: Float64Array }
  /** What `state - mean` has along the orthonormal axes `[axes × width]` is taken off. */
  | { readonly kind: "remove"; readonly mean: Float64Array; readonly axes: Float64Array }
  /** Each state gets length one; one of length zero stays. */
  | { readonly kind: "unit" }
  /** `(state - mean) · axis` for each of the axes `[axes × width]`. */
  | { readonly kind: "reduce"; readonly mean: Float64Array; readonly axes: Float64Array };

/** What is left of a deviation below this share of it is rounding. */
const ROUNDING = 1e-5;

/** Width of a state after a step on states `width` wide. */
export function widthAfter(step: RowStep, width: number): number {
  if (step.kind === "keep") return step.dimensions.length;
  return step.kind === "reduce" ? step.axes.length / step.mean.length : width;
}

/** Width of the states that some steps make ones of `width` of. */
export function widthBefore(steps: readonly RowStep[], width: number): number {
  return steps.reduceRight((after, step) => {
    if (step.kind === "keep") return step.width;
    return step.kind === "reduce" ? step.mean.length : after;
  }, width);
}

/** States `[rows, width]` after some steps, a new array; rows that are not finite, or too large, are NaN throughout. */
export function afterSteps(steps: readonly RowStep[], states: Float32Array, width: number): Float32Array {
  let rows = finiteRows(states, width);
  let wide = width;
  for (const step of steps) {
    rows = afterStep(step, rows, wide);
    wide = widthAfter(step, wide);
  }
  return rows;
}

/** A copy of states `[rows, width]` in which rows that are not finite, or too large, are NaN throughout. */
export function finiteRows(states: Float32Array, width: number): Float32Array {
  const rows = states.slice();
  for (let at = 0; at < rows.length; at += width) {
    let sum = 0;
    for (let i = at; i < at + width; i++) sum += Math.abs(rows[i] ?? NaN);
    if (!(sum < LARGEST_STATE)) rows.fill(NaN, at, at + width);
  }
  return rows;
}

/** States `[rows, width]` after a step, in place where their width stays. */
export function afterStep(step: RowStep, rows: Float32Array, width: number): Float32Array {
  if (step.kind === "keep") return kept(rows, width, step.dimensions);
  if (step.kind === "norm") norm(rows, step);
  else if (step.kind === "scale") scale(rows, step.mean, step.factors);
  else if (step.kind === "remove") remove(rows, step.mean, step.axes);
  else if (step.kind === "unit") makeUnit(rows, width);
  else return along(rows, step.mean, step.axes);
  return rows;
}

function kept(rows: Float32Array, width: number, dimensions: Uint32Array): Float32Array {
  const result = new Float32Array((rows.length / width) * dimensions.length);
  let to = 0;
  for (let at = 0; at < rows.length; at += width)
    for (const dimension of dimensions) result[to++] = rows[at + dimension] ?? NaN;
  return result;
}

function norm(rows: Float32Array, { centres, epsilon, scale: factors, shift }: FinalNorm): void {
  const width = factors.length;
  for (let at = 0; at < rows.length; at += width) {
    let sum = 0;
    for (let i = at; i < at + width; i++) sum += rows[i] ?? 0;
    const mean = centres ? sum / width : 0;
    let squares = 0;
    for (let i = at; i < at + width; i++) squares += ((rows[i] ?? 0) - mean) ** 2;
    const size = 1 / (Math.sqrt(squares / width + epsilon) || 1);
    for (let i = 0; i < width; i++)
      rows[at + i] = ((rows[at + i] ?? NaN) - mean) * size * (factors[i] ?? 1) + (shift[i] ?? 0);
  }
}

function scale(rows: Float32Array, mean: Float64Array, factors: Float64Array): void {
  const width = mean.length;
  for (let at = 0; at < rows.length; at += width)
    for (let i = 0; i < width; i++) rows[at + i] = ((rows[at + i] ?? NaN) - (mean[i] ?? 0)) * (factors[i] ?? 1);
}

function remove(rows: Float32Array, mean: Float64Array, axes: Float64Array): void {
  const width = mean.length;
  const deviation = new Float64Array(width);
  for (let at = 0; at < rows.length; at += width) {
    for (let i = 0; i < width; i++) deviation[i] = (rows[at + i] ?? NaN) - (mean[i] ?? 0);
    const before = squares(deviation);
    for (let axis = 0; axis < axes.length; axis += width) {
      let share = 0;
      for (let i = 0; i < width; i++) share += (deviation[i] ?? 0) * (axes[axis + i] ?? 0);
      for (let i = 0; i < width; i++) deviation[i] = (deviation[i] ?? 0) - share * (axes[axis + i] ?? 0);
    }
    if (squares(deviation) <= ROUNDING ** 2 * before) deviation.fill(0);
    for (let i = 0; i < width; i++) rows[at + i] = (mean[i] ?? 0) + (deviation[i] ?? 0);
  }
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) ** 2;
  return sum;
}

function makeUnit(rows: Float32Array, width: number): void {
  for (let at = 0; at < rows.length; at += width) {
    let sum = 0;
    for (let i = at; i < at + width; i++) sum += (rows[i] ?? 0) ** 2;
    const factor = sum > 0 ? 1 / Math.sqrt(sum) : 1;
    for (let i = at; i < at + width; i++) rows[i] = (rows[i] ?? 0) * factor;
  }
}

function along(rows: Float32Array, mean: Float64Array, axes: Float64Array): Float32Array {
  const width = mean.length;
  const count = axes.length / width;
  const result = new Float32Array((rows.length / width) * count);
  const deviation = new Float64Array(width);
  for (let at = 0, to = 0; at < rows.length; at += width) {
    for (let i = 0; i < width; i++) deviation[i] = (rows[at + i] ?? NaN) - (mean[i] ?? 0);
    for (let axis = 0; axis < axes.length; axis += width) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += (deviation[i] ?? 0) * (axes[axis + i] ?? 0);
      result[to++] = sum;
    }
  }
  return result;
}
