/** Finds which words of a vocabulary a text has at a place. Sorted words, as a tree of 250 000 would take 100 MB. */
export class WordIndex {
  readonly #words: readonly string[];
  readonly #ids: Int32Array;
  /** Where the words that begin with a UTF-16 unit begin, and where they end. */
  readonly #ranges = new Map<number, { first: number; last: number }>();

  constructor(vocabulary: ReadonlyMap<string, number>) {
    this.#words = [...vocabulary.keys()].filter((word) => word !== "").sort((a, b) => (a < b ? -1 : 1));
    this.#ids = Int32Array.from(this.#words, (word) => vocabulary.get(word) ?? 0);
    for (const [index, word] of this.#words.entries()) {
      const range = this.#ranges.get(word.charCodeAt(0));
      if (range === undefined) this.#ranges.set(word.charCodeAt(0), { first: index, last: index + 1 });
      else range.last = index + 1;
    }
  }

  /** Every word that stands at `start`, shortest first: where it ends, and its id. */
  prefixes(text: string, start: number): readonly { readonly end: number; readonly id: number }[] {
    const found: { end: number; id: number }[] = [];
    const range = this.#ranges.get(text.charCodeAt(start));
    if (range === undefined) return found;
    let { first, last } = range;
    for (let depth = 1; first < last; depth++) {
      if (this.#words[first]?.length === depth) {
        found.push({ end: start + depth, id: this.#ids[first] ?? 0 });
        first++;
      }
      if (start + depth >= text.length) break;
      const unit = text.charCodeAt(start + depth);
      first = this.#lowest(first, last, depth, unit);
      last = this.#lowest(first, last, depth, unit + 1);
    }
    return found;
  }

  /** The first of the words from `first` to `last`, all longer than `depth`, whose unit at `depth` is at least `unit`. */
  #lowest(first: number, last: number, depth: number, unit: number): number {
    let low = first;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#words[middle]?.charCodeAt(depth) ?? 0) < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
