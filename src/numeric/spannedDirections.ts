import { LARGEST_STATE, type LayerStates } from "./layerStates.ts";
import { addScaled, dot } from "./vector.ts";

/** Rows read at first: mostly the answer is known after a few. */
const FIRST_ROWS = 64;
const MOST_ROWS = 2048;
/** What a state has along no direction before, as a share of the square of its distance, is rounding below this. */
const ROUNDING = 1e-6;

/** In how many directions the states of a layer that are finite vary, and how many states there are. */
export interface Spanned {
  readonly directions: number;
  readonly count: number;
}

/**
 * Counts the directions in which the states of a layer vary from the first of them, no further than `most`, by the
 * orthogonalisation of Gram and Schmidt. `count` is no more than was read. Throws the signal's reason.
 */
export async function spannedDirections(
  states: LayerStates,
  layer: number,
  most: number,
  signal: AbortSignal,
): Promise<Spanned> {
  const { records } = states;
  const width = states.widths[layer] ?? 0;
  const basis: Float64Array[] = [];
  let first: Float64Array | undefined;
  let count = 0;
  let size = FIRST_ROWS;
  for (let from = 0; from < records && basis.length < most;) {
    signal.throwIfAborted();
    const to = Math.min(records, from + size);
    const rows = new Float64Array(await states.read(layer, from, to));
    for (let at = 0; at < rows.length && basis.length < most; at += width) {
      const row = rows.subarray(at, at + width);
      if (!(dot(row, 0, row, 0, width) < LARGEST_STATE ** 2)) continue;
      count++;
      first ??= row.slice();
      addScaled(row, 0, -1, first, 0, width);
      const far = dot(row, 0, row, 0, width);
      for (const axis of basis) addScaled(row, 0, -dot(row, 0, axis, 0, width), axis, 0, width);
      const left = dot(row, 0, row, 0, width);
      if (!(left > ROUNDING * far)) continue;
      const axis = new Float64Array(width);
      addScaled(axis, 0, 1 / Math.sqrt(left), row, 0, width);
      basis.push(axis);
    }
    from = to;
    size = MOST_ROWS;
  }
  return { directions: basis.length, count };
}
