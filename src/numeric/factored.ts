import { LARGEST_STATE } from "./layerStates.ts";
import type { PlacedMetric } from "./places.ts";

/**
 * Rows of states in the form in which one matrix product gives their similarities: of rows `i` and `j`, their inner
 * product times both factors, plus both summands.
 */
export interface Factored {
  /** `[count, width]` the rows, or their deviations: distances do not change by it, and less is lost in rounding. */
  readonly rows: Float32Array;
  /** `[count]`; 0 where a row has no direction, or is not finite. */
  readonly factors: Float64Array;
  /** `[count]` */
  readonly summands: Float64Array;
  /** `[count]` what each row adds at most to the rounding error of a similarity: Higham 2002, section 3.1. */
  readonly errors: Float64Array;
  /** `[width]` what the rows are deviations from; `undefined` where they are none of one state. */
  readonly origin: Float64Array | undefined;
}

/** The further apart than all that is finite, the less similar. */
const LEAST = -1.5e38;

/** `origin`: that of the rows they are compared with. */
export function factored(rows: Float32Array, width: number, metric: PlacedMetric, origin?: Float64Array): Factored {
  if (metric === "euclidean") return places(rows, width, origin ?? meanOf(rows, width));
  return directions(metric === "correlation" ? fromOwnMeans(rows, width) : rows, width);
}

function directions(rows: Float32Array, width: number): Factored {
  const count = rows.length / width;
  const factors = squaresOf(rows, width);
  for (let row = 0; row < count; row++) {
    const squares = factors[row] ?? 0;
    factors[row] = squares > 0 && Number.isFinite(squares) ? 1 / Math.sqrt(squares) : 0;
  }
  const errors = new Float64Array(count).fill((width + 8) * 2 ** -24);
  return { rows, factors, summands: new Float64Array(count), errors, origin: undefined };
}

function places(rows: Float32Array, width: number, origin: Float64Array): Factored {
  const count = rows.length / width;
  const deviations = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += width) {
    for (let i = 0; i < width; i++) deviations[at + i] = (rows[at + i] ?? 0) - (origin[i] ?? 0);
  }
  const squares = squaresOf(deviations, width);
  const factors = new Float64Array(count);
  const errors = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const own = squares[row] ?? 0;
    const isFinite = own < LARGEST_STATE ** 2;
    factors[row] = isFinite ? 1 : 0;
    errors[row] = isFinite ? own * (width + 8) * 2 ** -23 : 0;
    squares[row] = isFinite ? -own / 2 : LEAST;
  }
  return { rows: deviations, factors, summands: squares, errors, origin };
}

/** `[rows]` the squared length of each. */
export function squaresOf(rows: Float32Array, width: number): Float64Array {
  const squares = new Float64Array(rows.length / width);
  for (let row = 0, at = 0; row < squares.length; row++) {
    let sum = 0;
    for (const end = at + width; at < end; at++) sum += (rows[at] ?? 0) ** 2;
    squares[row] = sum;
  }
  return squares;
}

/** The mean of the rows that are finite. */
function meanOf(rows: Float32Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const squares = squaresOf(rows, width);
  let count = 0;
  for (let row = 0; row < squares.length; row++) {
    if (!((squares[row] ?? 0) < LARGEST_STATE ** 2)) continue;
    count++;
    for (let i = 0, at = row * width; i < width; i++, at++) mean[i] = (mean[i] ?? 0) + (rows[at] ?? 0);
  }
  for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) / Math.max(1, count);
  return mean;
}

/** Each row's deviations from the mean of its own numbers. */
function fromOwnMeans(rows: Float32Array, width: number): Float32Array {
  const deviations = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += width) {
    let sum = 0;
    for (let i = at; i < at + width; i++) sum += rows[i] ?? 0;
    for (let i = at; i < at + width; i++) deviations[i] = (rows[i] ?? 0) - sum / width;
  }
  return deviations;
}
