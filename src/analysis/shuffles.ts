import type { LayerSeries } from "../protocol/tasks.ts";

/** Shuffles behind a band: it goes from the least of their numbers to the most. */
export const SHUFFLES = 20;

/** The least and the most of some numbers at each layer; NaN where there are none. */
export class Shuffles {
  readonly result: NonNullable<LayerSeries["chance"]>;

  constructor(layers: number) {
    this.result = { low: new Float32Array(layers).fill(NaN), high: new Float32Array(layers).fill(NaN) };
  }

  /** Asks so many times for a number of one layer. */
  add(layer: number, number: () => number): void {
    for (let i = 0; i < SHUFFLES; i++) this.put(layer, number());
  }

  /** Takes in one number of one layer. */
  put(layer: number, value: number): void {
    const { low, high } = this.result;
    low[layer] = Math.min(low[layer] ?? NaN, value);
    high[layer] = Math.max(high[layer] ?? NaN, value);
    if (Number.isNaN(low[layer])) {
      low[layer] = value;
      high[layer] = value;
    }
  }
}
