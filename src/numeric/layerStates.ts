import type { FinalNormView } from "../protocol/finalNorm.ts";

/**
 * The hidden states of a set of records, layer by layer. What a projection or an analysis reads.
 * Two sources that hold the same records in the same order must return the same bytes: a run's own states are
 * therefore read as the cache keeps them (float16), not as the session returned them.
 */
export interface LayerStates {
  /** Width of the vector at each layer. */
  readonly widths: readonly number[];
  /** The space each layer's vectors lie in, by any name: only within one space do directions compare. */
  readonly spaces: readonly string[];
  readonly records: number;
  /** The norm behind the last block, where it is known, and the layers that can be looked at through it. */
  readonly finalNorm?: FinalNormView | undefined;
  /** States of the records `from` up to `to`, exclusive, at one layer: `[to - from, width]`. */
  read(layer: number, from: number, to: number): Promise<Float32Array>;
  /** The same states, but what reads them rejects with the signal's reason once it aborts. */
  until?(signal: AbortSignal): LayerStates;
  /** For who goes through a layer in record order: reads ahead, in memory of its own. Not where `read` is as quick. */
  cursor?(): StatesCursor;
}

/** Reads as `LayerStates` does, and is to be closed. */
export interface StatesCursor {
  read(layer: number, from: number, to: number): Promise<Float32Array>;
  close(): void;
}

/** States whose reading stops with a signal, where they are read from a disk. */
export function untilAborted(states: LayerStates, signal: AbortSignal | undefined): LayerStates {
  return signal === undefined ? states : (states.until?.(signal) ?? states);
}

/** States of so large a sum of magnitudes are taken for no numbers: products of them leave single precision. */
export const LARGEST_STATE = 1e15;

/** Rows read at a time. Part of the result: sums over a layer are formed chunk by chunk. */
export const CHUNK_ROWS = 2048;
/** Values read at a time where the rows are very wide. */
const CHUNK_VALUES = 2 ** 23;

/** The rows of one layer in chunks, in record order. */
export async function* chunksOf(
  states: LayerStates,
  layer: number,
): AsyncGenerator<{ readonly from: number; readonly to: number; readonly rows: Float32Array }, void> {
  const width = states.widths[layer] ?? 1;
  const most = Math.max(1, Math.min(CHUNK_ROWS, Math.floor(CHUNK_VALUES / width)));
  const cursor = states.cursor?.();
  try {
    for (let from = 0; from < states.records; from += most) {
      const to = Math.min(from + most, states.records);
      yield { from, to, rows: await (cursor ?? states).read(layer, from, to) };
    }
  } finally {
    cursor?.close();
  }
}
