import { chunksOf, LARGEST_STATE, type LayerStates } from "../numeric/layerStates.ts";
import { addScaled, dot } from "../numeric/vector.ts";
import type { Step } from "../protocol/tasks.ts";

/** Sums over the directions of the points' states at a layer. */
export interface LayerDirections {
  /** `[width]` sum of the states, each scaled to length 1. */
  readonly sum: Float64Array;
  /** Points that have a direction. */
  readonly count: number;
  /** Sum of the points' cosines to their own states one layer before, and of how many; none where spaces differ. */
  readonly toBefore: { readonly sum: number; readonly count: number };
}

/** Goes through all states once, each layer beside the one before. */
export async function* layerDirections(states: LayerStates): AsyncGenerator<Step, LayerDirections[]> {
  const { widths, spaces, records } = states;
  const found: LayerDirections[] = [];
  for (const [layer, width] of widths.entries()) {
    const isComparable = width === widths[layer - 1] && spaces[layer] === spaces[layer - 1];
    const sum = new Float64Array(width);
    let count = 0;
    const toBefore = { sum: 0, count: 0 };
    for await (const { from, to, rows } of chunksOf(states, layer)) {
      const own = unit(rows, width);
      const before = isComparable ? unit(await states.read(layer - 1, from, to), width) : undefined;
      for (let row = 0, at = 0; row < to - from; row++, at += width) {
        if (own.has[row] === 0) continue;
        count++;
        addScaled(sum, 0, 1, own.rows, at, width);
        if (before === undefined || before.has[row] === 0) continue;
        toBefore.count++;
        toBefore.sum += dot(own.rows, at, before.rows, at, width);
      }
      yield { done: (layer + to / records) / widths.length };
    }
    found.push({ sum, count, toBefore });
  }
  return found;
}

/** The rows scaled to length 1, and which have a direction. */
function unit(rows: Float32Array, width: number): { readonly rows: Float64Array; readonly has: Uint8Array } {
  const scaled = new Float64Array(rows);
  const has = new Uint8Array(rows.length / width);
  for (let row = 0, at = 0; row < has.length; row++, at += width) {
    const squares = dot(scaled, at, scaled, at, width);
    if (!(squares > 0 && squares < LARGEST_STATE ** 2)) continue;
    has[row] = 1;
    const factor = 1 / Math.sqrt(squares);
    for (let i = at; i < at + width; i++) scaled[i] = (scaled[i] ?? 0) * factor;
  }
  return { rows: scaled, has };
}
