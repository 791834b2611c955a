import { decodeFloat16, encodeFloat16 } from "./float16.ts";
import { layerStarts } from "./layerStarts.ts";
import type { ShardShape } from "./shardShape.ts";

/**
 * Rows held in memory, layer by layer as a shard holds them. A layer with a finite value beyond float16's range is kept
 * as float32; the values that do fit are rounded to float16 there too, so that a state does not depend on its company.
 */
export class Block {
  /** Numbers of the rows, by place; the first `count` are used. */
  readonly #rows: Int32Array;
  readonly #widths: readonly number[];
  /** Where each layer begins in a row of states. */
  readonly #starts: Uint32Array;
  readonly #layers: (Uint16Array | Float32Array)[];
  #count = 0;

  constructor(capacity: number, widths: readonly number[]) {
    this.#rows = new Int32Array(capacity);
    this.#widths = widths;
    this.#starts = layerStarts(widths);
    this.#layers = widths.map((width) => new Uint16Array(capacity * width));
  }

  get rows(): Int32Array {
    return this.#rows.subarray(0, this.#count);
  }

  get full(): boolean {
    return this.#count === this.#rows.length;
  }

  get shape(): ShardShape {
    const wide = this.#layers.map((layer) => layer instanceof Float32Array);
    return { rows: this.#count, widths: this.#widths, wide };
  }

  /** Bytes held, whether used or not. */
  get bytes(): number {
    return this.#layers.reduce((sum, layer) => sum + layer.byteLength, 0);
  }

  /** Adds the row of states that starts at `start` in `bits`, float32 bit patterns; returns its place. */
  add(row: number, bits: Uint32Array, start: number): number {
    const place = this.#count++;
    this.#rows[place] = row;
    for (let layer = 0; layer < this.#layers.length; layer++) {
      this.#encode(layer, place, bits, start + (this.#starts[layer] ?? 0));
    }
    return place;
  }

  /** The states of one layer, `[rows, width]`. */
  layer(layer: number): Uint16Array | Float32Array {
    const states = this.#layers[layer];
    if (states === undefined) throw new RangeError(`layer ${layer} of ${this.#layers.length}`);
    return states.subarray(0, this.#count * (this.#widths[layer] ?? 0));
  }

  #encode(layer: number, place: number, bits: Uint32Array, start: number): void {
    const states = this.#layers[layer];
    const width = this.#widths[layer] ?? 0;
    const at = place * width;
    if (states instanceof Uint16Array) {
      if (encodeFloat16(bits, start, states, at, width)) return;
      const widened = new Float32Array(states.length);
      decodeFloat16(states, 0, widened, 0, at);
      this.#layers[layer] = widened;
      roundWhereFits(bits, start, widened, at, width);
    } else if (states !== undefined) {
      roundWhereFits(bits, start, states, at, width);
    }
  }
}

function roundWhereFits(bits: Uint32Array, start: number, target: Float32Array, at: number, count: number): void {
  const halves = new Uint16Array(count);
  encodeFloat16(bits, start, halves, 0, count);
  decodeFloat16(halves, 0, target, at, count);
  const exact = new Float32Array(bits.buffer, bits.byteOffset + 4 * start, count);
  exact.forEach((value, i) => {
    if (Number.isFinite(value) && !Number.isFinite(target[at + i])) target[at + i] = value;
  });
}
