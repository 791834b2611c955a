/** Bytes of float32 states held at a time. */
const WINDOW_BYTES = 64 * 1024 * 1024;
/** Fewer rows than this are read by themselves: someone looks at single records. */
const FEW_ROWS = 256;

/**
 * The states of given rows in record order, for readers that go through a layer chunk by chunk. Records of one file lie
 * scattered over the shards, so a window of many chunks is read at once: each shard once per window, not once per chunk.
 */
export class RecordStates {
  readonly widths: readonly number[];
  readonly spaces: readonly string[];
  readonly #rows: Int32Array;
  readonly #readLayer: (layer: number, rows: Int32Array, into: Float32Array) => Promise<void>;
  #window: Window | undefined;

  constructor(
    { widths, spaces }: { widths: readonly number[]; spaces: readonly string[] },
    rows: Int32Array,
    readLayer: (layer: number, rows: Int32Array, into: Float32Array) => Promise<void>,
  ) {
    this.widths = widths;
    this.spaces = spaces;
    this.#rows = rows;
    this.#readLayer = readLayer;
  }

  get records(): number {
    return this.#rows.length;
  }

  /** States of the records `from` up to `to`, exclusive, at one layer: `[to - from, width]`. Throws `cacheRowsLost`. */
  async read(layer: number, from: number, to: number): Promise<Float32Array> {
    const window = this.#window;
    if (window !== undefined && covers(window, layer, from, to))
      return this.#part(await window.states, window, from, to);
    const rows = Math.max(Math.floor(WINDOW_BYTES / (4 * (this.widths[layer] ?? 1))), to - from);
    const next = { layer, from, to: to - from < FEW_ROWS ? to : Math.min(from + rows, this.records) };
    const opened = { ...next, states: this.#load(next) };
    if (to - from >= FEW_ROWS) this.#window = opened;
    return this.#part(await opened.states, opened, from, to);
  }

  async #load({ layer, from, to }: Span): Promise<Float32Array> {
    const states = new Float32Array((to - from) * (this.widths[layer] ?? 0));
    await this.#readLayer(layer, this.#rows.subarray(from, to), states);
    return states;
  }

  #part(states: Float32Array, window: Span, from: number, to: number): Float32Array {
    const width = this.widths[window.layer] ?? 0;
    return states.subarray((from - window.from) * width, (to - window.from) * width);
  }
}

interface Span {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

interface Window extends Span {
  readonly states: Promise<Float32Array>;
}

function covers(window: Window, layer: number, from: number, to: number): boolean {
  return window.layer === layer && window.from <= from && to <= window.to;
}
