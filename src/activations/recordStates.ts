import type { FinalNormView } from "../protocol/finalNorm.ts";
import { type Span, type Window, Windows, type WindowSource } from "./windows.ts";

/** Writes the states of rows at a layer to `into`; rejects with the signal's reason where it aborts. */
type ReadLayer = (layer: number, rows: Int32Array, into: Float32Array, signal?: AbortSignal) => Promise<void>;

interface Shape {
  readonly widths: readonly number[];
  readonly spaces: readonly string[];
  readonly finalNorm?: FinalNormView | undefined;
}

/** Of the whole process: memory is. */
const windows = new Windows();

/**
 * The states of given rows in record order. Records of one file lie scattered over the shards: who goes through a layer
 * chunk by chunk takes a cursor, which reads a window of many chunks at once, each shard once per window.
 */
export class RecordStates {
  readonly widths: readonly number[];
  readonly spaces: readonly string[];
  readonly finalNorm: FinalNormView | undefined;
  readonly #rows: Int32Array;
  readonly #readLayer: ReadLayer;
  readonly #signal: AbortSignal | undefined;

  constructor({ widths, spaces, finalNorm }: Shape, rows: Int32Array, readLayer: ReadLayer, signal?: AbortSignal) {
    this.widths = widths;
    this.spaces = spaces;
    this.finalNorm = finalNorm;
    this.#rows = rows;
    this.#readLayer = readLayer;
    this.#signal = signal;
  }

  get records(): number {
    return this.#rows.length;
  }

  /** The same states, but what reads them rejects with the signal's reason once it aborts. */
  until(signal: AbortSignal): RecordStates {
    const signals = this.#signal === undefined ? signal : AbortSignal.any([this.#signal, signal]);
    return new RecordStates(this, this.#rows, this.#readLayer, signals);
  }

  /**
   * States of the records `from` up to `to`, exclusive, at one layer: `[to - from, width]`; nothing is read ahead.
   * Throws `cacheRowsLost`, and the signal's reason.
   */
  async read(layer: number, from: number, to: number): Promise<Float32Array> {
    this.#signal?.throwIfAborted();
    const span = { layer, from, to };
    if (windows.find(this.#rows, span) === undefined) return this.#load(span);
    const { window, states } = await windows.hold(this.#source, span);
    windows.giveBack(window);
    return partOf(states, window, span, this.widths[layer] ?? 0);
  }

  /** For who goes through a layer in record order. To be closed. */
  cursor(): RecordCursor {
    return new RecordCursor(this.#source, this.widths);
  }

  get #source(): WindowSource {
    return {
      owner: this.#rows,
      records: this.records,
      bytesOf: (layer) => 4 * (this.widths[layer] ?? 0),
      read: (span) => this.#load(span),
      signal: this.#signal,
    };
  }

  async #load({ layer, from, to }: Span): Promise<Float32Array> {
    const states = new Float32Array((to - from) * (this.widths[layer] ?? 0));
    await this.#readLayer(layer, this.#rows.subarray(from, to), states, this.#signal);
    return states;
  }
}

/** One reader's way through a layer, with a window that no other reader takes away. */
export class RecordCursor {
  readonly #source: WindowSource;
  readonly #widths: readonly number[];
  #held: { window: Window; states: Float32Array } | undefined;

  constructor(source: WindowSource, widths: readonly number[]) {
    this.#source = source;
    this.#widths = widths;
  }

  /** As `RecordStates.read`; what follows is read ahead. */
  async read(layer: number, from: number, to: number): Promise<Float32Array> {
    this.#source.signal?.throwIfAborted();
    const span = { layer, from, to };
    let held = this.#held;
    if (held === undefined || !covers(held.window, span)) {
      this.close();
      held = this.#held = await windows.hold(this.#source, span);
    }
    return partOf(held.states, held.window, span, this.#widths[layer] ?? 0);
  }

  /** Gives the memory back. */
  close(): void {
    if (this.#held !== undefined) windows.giveBack(this.#held.window);
    this.#held = undefined;
  }
}

function covers(window: Span, { layer, from, to }: Span): boolean {
  return window.layer === layer && window.from <= from && to <= window.to;
}

/** The states of a span inside a window; a view. */
function partOf(states: Float32Array, window: Span, { from, to }: Span, width: number): Float32Array {
  return states.subarray((from - window.from) * width, (to - window.from) * width);
}
