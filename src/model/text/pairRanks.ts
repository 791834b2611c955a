/** Ranks of pairs of token ids. A `Map` would need a number object for each of half a million pairs. */
export class PairRanks {
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** -1 where a place is free. */
  readonly #ranks: Int32Array;
  readonly #mask: number;

  /** Room for `pairs` pairs. */
  constructor(pairs: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, pairs * 2)));
    this.#left = new Int32Array(size);
    this.#right = new Int32Array(size);
    this.#ranks = new Int32Array(size).fill(-1);
    this.#mask = size - 1;
  }

  /** A pair that was set before has the new rank. */
  set(left: number, right: number, rank: number): void {
    const place = this.#place(left, right);
    this.#left[place] = left;
    this.#right[place] = right;
    this.#ranks[place] = rank;
  }

  /** -1 for a pair that is not there. */
  get(left: number, right: number): number {
    return this.#ranks[this.#place(left, right)] ?? -1;
  }

  /** Where the pair is, or would be. */
  #place(left: number, right: number): number {
    let place = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & this.#mask;
    while ((this.#ranks[place] ?? -1) >= 0 && (this.#left[place] !== left || this.#right[place] !== right))
      place = (place + 1) & this.#mask;
    return place;
  }
}
