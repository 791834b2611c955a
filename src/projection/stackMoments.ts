import type { Algebra } from "./algebra.ts";
import { Moments } from "./moments.ts";

/**
 * Moments of every layer, gathered while the model runs, so that a picture of what is there so far needs no pass over
 * the states for its axes. Takes about `layers × hidden² × 12` bytes. The sums depend on the order of the batches in
 * their last digits: good for a passing picture, not for the final one.
 */
export class StackMoments {
  readonly layers: readonly Moments[];
  readonly #hidden: number;

  constructor(algebra: Algebra, layers: number, hidden: number) {
    this.#hidden = hidden;
    this.layers = Array.from({ length: layers }, () => new Moments(algebra, hidden));
  }

  /** Takes in states `[rows, layers, hidden]`; they may be reused afterwards. */
  async add(states: Float32Array): Promise<void> {
    const stride = this.layers.length * this.#hidden;
    for (const [layer, moments] of this.layers.entries()) {
      await moments.add(states, { rows: states.length / stride, offset: layer * this.#hidden, stride });
    }
  }
}
