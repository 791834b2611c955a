import { chunksOf, LARGEST_STATE, type LayerStates } from "../numeric/layerStates.ts";
import type { Step } from "../protocol/tasks.ts";

/** Mean and variance (divided by the number of records) of each dimension, `[width]` each. */
export interface DimensionSpread {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Goes through the rows of a layer that are finite, once. A dimension that is constant has variance 0 exactly. */
export async function* dimensionSpread(
  states: LayerStates,
  layer: number,
  signal: AbortSignal,
): AsyncGenerator<Step, DimensionSpread, void> {
  const width = states.widths[layer] ?? 0;
  const [sums, squares] = [new Float64Array(width), new Float64Array(width)];
  // Deviations from any one row: sums of squares keep their digits where means are far larger than spreads.
  let first: Float32Array | undefined;
  let count = 0;
  for await (const { to, rows } of chunksOf(states, layer)) {
    signal.throwIfAborted();
    for (let at = 0; at < rows.length; at += width) {
      if (!isFiniteRow(rows, at, width)) continue;
      first ??= rows.slice(at, at + width);
      count++;
      for (let i = 0; i < width; i++) {
        const value = (rows[at + i] ?? 0) - (first[i] ?? 0);
        sums[i] = (sums[i] ?? 0) + value;
        squares[i] = (squares[i] ?? 0) + value * value;
      }
    }
    yield { done: to / states.records };
  }
  const mean = sums.map((sum, i) => (count > 0 ? (first?.[i] ?? 0) + sum / count : 0));
  const variance = squares.map((sum, i) => (count > 0 ? Math.max(0, sum / count - ((sums[i] ?? 0) / count) ** 2) : 0));
  return { mean, variance };
}

/** The dimensions of the largest variances, `count` of them, the largest first; of equal ones the first. */
export function widest(variance: Float64Array, count: number): Uint32Array {
  const order = Uint32Array.from(variance.keys()).sort((a, b) => (variance[b] ?? 0) - (variance[a] ?? 0) || a - b);
  return order.subarray(0, count);
}

function isFiniteRow(rows: Float32Array, at: number, width: number): boolean {
  let sum = 0;
  for (let i = at; i < at + width; i++) sum += Math.abs(rows[i] ?? NaN);
  return sum < LARGEST_STATE;
}
