/**
 * Streams of numbers that follow from a seed and the number of the stream, the same on every platform: mulberry32 from
 * a start mixed as MurmurHash3 does. What is drawn for one point does not depend on what is drawn for others, nor on
 * the thread it is drawn in.
 */
export class RandomStream {
  #state = 0;

  /** Begins stream `stream` of `seed`. */
  begin(seed: number, stream: number): void {
    this.#state = mixed(mixed(seed) ^ (stream + 1));
  }

  /** A whole number from 0 up to `bound`, exclusive. */
  below(bound: number): number {
    return Math.floor((this.#next() / 2 ** 32) * bound);
  }

  /** A number from -1 up to 1. */
  signed(): number {
    return this.#next() / 2 ** 31 - 1;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return (value ^ (value >>> 14)) >>> 0;
  }
}

function mixed(seed: number): number {
  let value = seed | 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
