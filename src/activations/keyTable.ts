import { KEY_BYTES } from "./recordKeys.ts";

/** No number. */
export const NONE = -1;

const WORDS = KEY_BYTES / 4;

/**
 * Distinct keys, each with a number, counted from 0 in the order they came: a hash table with open addressing in typed
 * arrays. Keys are given as 32-bit words; see `wordsOf`.
 */
export class KeyTable {
  #size = 0;
  #slots = new Int32Array(2048).fill(NONE);
  #keys = new Uint32Array(1024 * WORDS);

  get size(): number {
    return this.#size;
  }

  /** Number of the `i`th key of `keys`, or `NONE`. */
  find(keys: Uint32Array, i: number): number {
    return this.#slots[this.#slotOf(keys, i * WORDS)] ?? NONE;
  }

  /** Number of the `i`th key of `keys`; the next one for a key not met before. */
  add(keys: Uint32Array, i: number): number {
    const slot = this.#slotOf(keys, i * WORDS);
    const found = this.#slots[slot] ?? NONE;
    if (found !== NONE) return found;
    const number = this.#size++;
    if (number * WORDS === this.#keys.length) this.#keys = doubled(this.#keys);
    this.#keys.set(keys.subarray(i * WORDS, (i + 1) * WORDS), number * WORDS);
    this.#slots[slot] = number;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** The words of a key by its number; a view. */
  wordsOf(number: number): Uint32Array {
    return this.#keys.subarray(number * WORDS, (number + 1) * WORDS);
  }

  /** Slot that holds the key starting at word `at`, or the empty one where it belongs. */
  #slotOf(keys: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    // A key is a hash already: its first word is the hash.
    for (let slot = (keys[at] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? NONE;
      if (number === NONE || this.#isKey(number * WORDS, keys, at)) return slot;
    }
  }

  #isKey(own: number, keys: Uint32Array, at: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#keys[own + word] !== keys[at + word]) return false;
    }
    return true;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    for (let number = 0; number < this.#size; number++) this.#slots[this.#slotOf(this.#keys, number * WORDS)] = number;
  }
}

/** The same numbers with as many more behind them. */
export function doubled<A extends Uint32Array | Int32Array | Uint8Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
}
