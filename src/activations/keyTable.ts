import { KEY_WORDS, isSameKey } from "./recordKeys.ts";

/** No number. */
export const NONE = -1;

/**
 * Distinct keys, each with a number, counted from 0 in the order they came: a hash table with open addressing in typed
 * arrays. Keys are given as 32-bit words; see `wordsOf`.
 */
export class KeyTable {
  #size = 0;
  #slots = new Int32Array(2048).fill(NONE);
  #keys = new Uint32Array(1024 * KEY_WORDS);

  get size(): number {
    return this.#size;
  }

  /** Number of the `i`th key of `keys`, or `NONE`. */
  find(keys: Uint32Array, i: number): number {
    return this.#slots[this.#slotOf(keys, i)] ?? NONE;
  }

  /** Number of the `i`th key of `keys`; the next one for a key not met before. */
  add(keys: Uint32Array, i: number): number {
    const slot = this.#slotOf(keys, i);
    const found = this.#slots[slot] ?? NONE;
    if (found !== NONE) return found;
    const number = this.#size++;
    if (number * KEY_WORDS === this.#keys.length) this.#keys = doubled(this.#keys);
    this.#keys.set(keys.subarray(i * KEY_WORDS, (i + 1) * KEY_WORDS), number * KEY_WORDS);
    this.#slots[slot] = number;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** The words of a key by its number; a view. */
  wordsOf(number: number): Uint32Array {
    return this.#keys.subarray(number * KEY_WORDS, (number + 1) * KEY_WORDS);
  }

  /** Slot that holds the `i`th key, or the empty one where it belongs. */
  #slotOf(keys: Uint32Array, i: number): number {
    const mask = this.#slots.length - 1;
    // A key is a hash already: its first word is the hash.
    for (let slot = (keys[i * KEY_WORDS] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? NONE;
      if (number === NONE || isSameKey(this.#keys, number, keys, i)) return slot;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    for (let number = 0; number < this.#size; number++) this.#slots[this.#slotOf(this.#keys, number)] = number;
  }
}

/** The same numbers with as many more behind them. */
export function doubled<A extends Uint32Array | Int32Array | Uint8Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
}
