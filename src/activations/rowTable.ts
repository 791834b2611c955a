import { doubled, KeyTable, NONE } from "./keyTable.ts";
import { KEY_BYTES } from "./recordKeys.ts";

export { NONE } from "./keyTable.ts";

const WORDS = KEY_BYTES / 4;

/** What is known of a record besides its states. */
export interface RecordFacts {
  /** Tokens the model read, special tokens included. */
  readonly tokens: number;
  readonly truncated: boolean;
}

/**
 * Every key the cache has met, each with a row number that stays the same. A row's states are at a place inside a
 * segment, or nowhere (`NONE`).
 */
export class RowTable {
  readonly #keys = new KeyTable();
  #segments = new Int32Array(1024);
  #places = new Int32Array(1024);
  #tokens = new Uint32Array(1024);
  #truncated = new Uint8Array(1024);

  get size(): number {
    return this.#keys.size;
  }

  /** Row of the `i`th key, or `NONE`. Keys are given as 32-bit words. */
  find(keys: Uint32Array, i: number): number {
    return this.#keys.find(keys, i);
  }

  /** Row of the `i`th key; a new one, at no place yet, for a key not met before. */
  add(keys: Uint32Array, i: number, tokens: number, truncated: number): number {
    const known = this.#keys.size;
    const row = this.#keys.add(keys, i);
    if (row < known) return row;
    if (row === this.#places.length) this.#grow();
    this.#segments[row] = NONE;
    this.#tokens[row] = tokens;
    this.#truncated[row] = truncated;
    return row;
  }

  /** Segment that has the row's states; `NONE` where nothing has them and for a number that is no row. */
  segmentOf(row: number): number {
    return row >= 0 && row < this.size ? (this.#segments[row] ?? NONE) : NONE;
  }

  placeOf(row: number): number {
    return this.#places[row] ?? 0;
  }

  move(row: number, segment: number, place: number): void {
    this.#segments[row] = segment;
    this.#places[row] = place;
  }

  facts(row: number): RecordFacts {
    return { tokens: this.#tokens[row] ?? 0, truncated: this.#truncated[row] === 1 };
  }

  /** What a shard stores of these rows besides states. */
  columns(rows: Int32Array): { tokens: Uint32Array; keys: Uint32Array; truncated: Uint8Array } {
    const keys = new Uint32Array(rows.length * WORDS);
    rows.forEach((row, i) => keys.set(this.#keys.wordsOf(row), i * WORDS));
    return {
      tokens: Uint32Array.from(rows, (row) => this.#tokens[row] ?? 0),
      keys,
      truncated: Uint8Array.from(rows, (row) => this.#truncated[row] ?? 0),
    };
  }

  #grow(): void {
    this.#segments = doubled(this.#segments);
    this.#places = doubled(this.#places);
    this.#tokens = doubled(this.#tokens);
    this.#truncated = doubled(this.#truncated);
  }
}
