/**
 * The hidden states of a set of records, layer by layer. What a projection or an analysis reads.
 * Two sources that hold the same records in the same order must return the same bytes: a run's own states are
 * therefore read as the cache keeps them (float16), not as the session returned them.
 */
export interface LayerStates {
  readonly layers: number;
  /** Width of one hidden state. */
  readonly hidden: number;
  readonly records: number;
  /** States of the records `from` up to `to`, exclusive, at one layer: `[to - from, hidden]`. */
  read(layer: number, from: number, to: number): Promise<Float32Array>;
}

/** Rows read at a time. Part of the result: sums over a layer are formed chunk by chunk. */
export const CHUNK_ROWS = 2048;

/** The rows of one layer in chunks of `CHUNK_ROWS`, in record order. */
export async function* chunksOf(
  states: LayerStates,
  layer: number,
): AsyncGenerator<{ readonly from: number; readonly to: number; readonly rows: Float32Array }, void> {
  for (let from = 0; from < states.records; from += CHUNK_ROWS) {
    const to = Math.min(from + CHUNK_ROWS, states.records);
    yield { from, to, rows: await states.read(layer, from, to) };
  }
}
