import { KEY_BYTES } from "./recordKeys.ts";

/** No row, no segment. */
export const NONE = -1;

const WORDS = KEY_BYTES / 4;

/** What is known of a record besides its states. */
export interface RecordFacts {
  /** Tokens the model read, special tokens included. */
  readonly tokens: number;
  readonly truncated: boolean;
}

/**
 * Every key the cache has met, each with a row number that stays the same: a hash table with open addressing in typed
 * arrays. A row's states are at a place inside a segment, or nowhere (`NONE`).
 */
export class RowTable {
  #size = 0;
  #slots = new Int32Array(2048).fill(NONE);
  #keys = new Uint32Array(1024 * WORDS);
  #segments = new Int32Array(1024);
  #places = new Int32Array(1024);
  #tokens = new Uint32Array(1024);
  #truncated = new Uint8Array(1024);

  get size(): number {
    return this.#size;
  }

  /** Row of the `i`th key, or `NONE`. Keys are given as 32-bit words. */
  find(keys: Uint32Array, i: number): number {
    return this.#slots[this.#slotOf(keys, i * WORDS)] ?? NONE;
  }

  /** Row of the `i`th key; a new one, at no place yet, for a key not met before. */
  add(keys: Uint32Array, i: number, tokens: number, truncated: number): number {
    const slot = this.#slotOf(keys, i * WORDS);
    const found = this.#slots[slot] ?? NONE;
    if (found !== NONE) return found;
    const row = this.#size++;
    if (row === this.#places.length) this.#grow();
    this.#keys.set(keys.subarray(i * WORDS, (i + 1) * WORDS), row * WORDS);
    this.#segments[row] = NONE;
    this.#tokens[row] = tokens;
    this.#truncated[row] = truncated;
    this.#slots[slot] = row;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return row;
  }

  /** Segment that has the row's states; `NONE` where nothing has them and for a number that is no row. */
  segmentOf(row: number): number {
    return row >= 0 && row < this.#size ? (this.#segments[row] ?? NONE) : NONE;
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
    rows.forEach((row, i) => keys.set(this.#keys.subarray(row * WORDS, (row + 1) * WORDS), i * WORDS));
    return {
      tokens: Uint32Array.from(rows, (row) => this.#tokens[row] ?? 0),
      keys,
      truncated: Uint8Array.from(rows, (row) => this.#truncated[row] ?? 0),
    };
  }

  /** Slot that holds the key starting at word `at`, or the empty one where it belongs. */
  #slotOf(keys: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    // A key is a hash already: its first word is the hash.
    for (let slot = (keys[at] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] ?? NONE;
      if (row === NONE || this.#isKey(row * WORDS, keys, at)) return slot;
    }
  }

  #isKey(own: number, keys: Uint32Array, at: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#keys[own + word] !== keys[at + word]) return false;
    }
    return true;
  }

  #grow(): void {
    this.#keys = doubled(this.#keys);
    this.#segments = doubled(this.#segments);
    this.#places = doubled(this.#places);
    this.#tokens = doubled(this.#tokens);
    this.#truncated = doubled(this.#truncated);
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    for (let row = 0; row < this.#size; row++) this.#slots[this.#slotOf(this.#keys, row * WORDS)] = row;
  }
}

function doubled<A extends Uint32Array | Int32Array | Uint8Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
}
