import type { Algebra } from "./algebra.ts";
import { CHUNK_ROWS, LARGEST_STATE } from "./layerStates.ts";
import { addScaled } from "./vector.ts";

/** Where the rows of one layer lie in a larger array: row `i` starts at `offset + i * stride`. */
export interface RowLayout {
  readonly rows: number;
  readonly offset: number;
  readonly stride: number;
}

/** `rows` rows that follow each other. */
export function contiguous(rows: number, hidden: number): RowLayout {
  return { rows, offset: 0, stride: hidden };
}

/**
 * Mean and scatter matrix of one layer's states, from rows that arrive bit by bit.
 * Rows gather in a buffer; a full buffer becomes one centred matrix product and is merged by the pairwise update of
 * Chan, Golub and LeVeque (1979). As long as there are no more rows than dimensions they are all kept, because their
 * inner products are then the smaller matrix. Rows that are not finite are left out.
 */
export class Moments {
  readonly hidden: number;
  readonly #algebra: Algebra;
  readonly #buffer: Float32Array;
  readonly #mean: Float64Array;
  #buffered = 0;
  #merged = 0;
  #scatter = new Float64Array(0);

  /** `rows`: how many will come at most, where that is known to be fewer than dimensions. */
  constructor(algebra: Algebra, hidden: number, rows = Infinity) {
    this.hidden = hidden;
    this.#algebra = algebra;
    this.#buffer = new Float32Array(Math.min(rows, Math.max(CHUNK_ROWS, hidden)) * hidden);
    this.#mean = new Float64Array(hidden);
  }

  /** Rows taken in so far. */
  get count(): number {
    return this.#merged + this.#buffered;
  }

  /** Takes in the rows of `states` that `layout` names; `states` may be reused afterwards. */
  async add(states: Float32Array, layout: RowLayout): Promise<void> {
    for (let row = 0; row < layout.rows; row++) {
      if ((this.#buffered + 1) * this.hidden > this.#buffer.length) await this.#merge();
      if (this.#copy(states, layout.offset + row * layout.stride)) this.#buffered++;
    }
  }

  /** The rows themselves `[count, hidden]` while there are no more of them than dimensions; a view. */
  get fewRows(): Float32Array | undefined {
    if (this.#merged > 0 || this.#buffered > this.hidden) return undefined;
    return this.#buffer.subarray(0, this.#buffered * this.hidden);
  }

  /** Mean `[hidden]` and scatter matrix `[hidden × hidden]`: sums of products of deviations from the mean; views. */
  async sums(): Promise<{ readonly mean: Float64Array; readonly scatter: Float64Array }> {
    if (this.#buffered > 0) await this.#merge();
    return { mean: this.#mean, scatter: this.#scatter };
  }

  /** Copies one row behind the buffered ones; false where it is not finite, or too large. */
  #copy(states: Float32Array, from: number): boolean {
    const to = this.#buffered * this.hidden;
    let sum = 0;
    for (let i = 0; i < this.hidden; i++) {
      const value = states[from + i] ?? NaN;
      this.#buffer[to + i] = value;
      sum += Math.abs(value);
    }
    return sum < LARGEST_STATE;
  }

  async #merge(): Promise<void> {
    const { hidden } = this;
    const rows = this.#buffered;
    const chunk = await this.#algebra.scatter(this.#buffer.subarray(0, rows * hidden), hidden);
    if (this.#merged === 0) this.#scatter = new Float64Array(hidden * hidden);
    const total = this.#merged + rows;
    const shift = new Float64Array(hidden);
    for (let i = 0; i < hidden; i++) {
      shift[i] = (chunk.mean[i] ?? 0) + (chunk.rest[i] ?? 0) - (this.#mean[i] ?? 0);
    }
    const weight = (this.#merged * rows) / total;
    for (let i = 0; i < hidden; i++) {
      const between = weight * (shift[i] ?? 0);
      const rounding = -rows * (chunk.rest[i] ?? 0);
      for (let j = 0, at = i * hidden; j < hidden; j++, at++) {
        const added = (chunk.scatter[at] ?? 0) + between * (shift[j] ?? 0) + rounding * (chunk.rest[j] ?? 0);
        this.#scatter[at] = (this.#scatter[at] ?? 0) + added;
      }
    }
    addScaled(this.#mean, 0, rows / total, shift, 0, hidden);
    this.#merged = total;
    this.#buffered = 0;
  }
}
