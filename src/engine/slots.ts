import type { ActivationCache } from "../activations/activationCache.ts";
import { KEY_BYTES } from "../activations/recordKeys.ts";

/** The distinct texts of a data set, one slot each, and where their states are in the cache. */
export class Slots {
  readonly #keys: Uint8Array;
  readonly #cache: ActivationCache;
  /** `[slots]` the first record with each text. */
  readonly #first: Uint32Array;
  /** `[records]` */
  readonly #slotOf: Uint32Array;
  /** The records of slot `s` are `#records[#starts[s] … #starts[s + 1])`. */
  readonly #starts: Uint32Array;
  readonly #records: Uint32Array;
  /** `[slots]` row of the cache; -1 where the states are not there. */
  readonly #rows: Int32Array;

  /** `keys`: `[records × KEY_BYTES]`, equal for equal texts. */
  constructor(keys: Uint8Array, cache: ActivationCache) {
    this.#keys = keys;
    this.#cache = cache;
    const { first, slotOf } = groupByKey(keys);
    this.#first = first;
    this.#slotOf = slotOf;
    const { starts, records } = groupBySlot(slotOf, first.length);
    this.#starts = starts;
    this.#records = records;
    this.#rows = cache.lookup(this.keysOf(Uint32Array.from(first.keys())));
  }

  get count(): number {
    return this.#first.length;
  }

  /** The slots whose states are in the cache, or are not. */
  present(): Uint32Array {
    return Uint32Array.from(this.#rows.keys()).filter((slot) => this.#rows[slot] !== -1);
  }

  missing(): Uint32Array {
    return Uint32Array.from(this.#rows.keys()).filter((slot) => this.#rows[slot] === -1);
  }

  /** Takes in that the states of some slots were added to the cache. */
  found(slots: Uint32Array): void {
    const rows = this.#cache.lookup(this.keysOf(slots));
    slots.forEach((slot, i) => (this.#rows[slot] = rows[i] ?? -1));
  }

  rowsOf(slots: Uint32Array): Int32Array {
    return Int32Array.from(slots, (slot) => this.#rows[slot] ?? -1);
  }

  /** `[slots.length × KEY_BYTES]` */
  keysOf(slots: Uint32Array): Uint8Array {
    const keys = new Uint8Array(slots.length * KEY_BYTES);
    slots.forEach((slot, i) => {
      const from = (this.#first[slot] ?? 0) * KEY_BYTES;
      keys.set(this.#keys.subarray(from, from + KEY_BYTES), i * KEY_BYTES);
    });
    return keys;
  }

  /** The first record that has the slot's text. */
  firstRecord(slot: number): number {
    return this.#first[slot] ?? 0;
  }

  /** All records that have the slot's text; a view. */
  recordsOf(slot: number): Uint32Array {
    return this.#records.subarray(this.#starts[slot], this.#starts[slot + 1]);
  }

  /** How many records have the texts of some slots. */
  countRecords(slots: Uint32Array): number {
    return slots.reduce((sum, slot) => sum + this.recordsOf(slot).length, 0);
  }

  /** `[records]` row of the cache; -1 where a record's states are not there. */
  recordRows(): Int32Array {
    return Int32Array.from(this.#slotOf, (slot) => this.#rows[slot] ?? -1);
  }
}

function groupByKey(keys: Uint8Array): { first: Uint32Array; slotOf: Uint32Array } {
  const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
  const slots = new Map<string, number>();
  const slotOf = new Uint32Array(keys.length / KEY_BYTES);
  const first = new Uint32Array(slotOf.length);
  for (let record = 0; record < slotOf.length; record++) {
    const key = bytes.toString("latin1", record * KEY_BYTES, (record + 1) * KEY_BYTES);
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = slots.size;
      slots.set(key, slot);
      first[slot] = record;
    }
    slotOf[record] = slot;
  }
  return { first: first.slice(0, slots.size), slotOf };
}

function groupBySlot(slotOf: Uint32Array, count: number): { starts: Uint32Array; records: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const slot of slotOf) starts[slot + 1] = (starts[slot + 1] ?? 0) + 1;
  for (let slot = 0; slot < count; slot++) starts[slot + 1] = (starts[slot + 1] ?? 0) + (starts[slot] ?? 0);
  const next = starts.slice();
  const records = new Uint32Array(slotOf.length);
  for (let record = 0; record < slotOf.length; record++) {
    const slot = slotOf[record] ?? 0;
    const at = next[slot] ?? 0;
    records[at] = record;
    next[slot] = at + 1;
  }
  return { starts, records };
}
