import { KeyTable } from "../activations/keyTable.ts";
import { KEY_BYTES, KEY_WORDS, wordsOf } from "../activations/recordKeys.ts";
import type { PointIndex, SlotIndex } from "../protocol/indices.ts";

/** Where rows of states are looked up. */
export interface Rows {
  /** `[keys]` row of each key; -1 where it has none. */
  lookup(keys: Uint8Array): Int32Array;
}

/** The distinct points of a data set, one slot each, and the rows of their states. */
export class Slots {
  /** `[points × KEY_WORDS]` */
  readonly #words: Uint32Array;
  readonly #source: Rows;
  /** `[slots]` the first point of each. */
  readonly #first: Uint32Array;
  /** `[points]` */
  readonly #slotOf: Uint32Array;
  /** The points of slot `s` are `#points[#starts[s] … #starts[s + 1])`. */
  readonly #starts: Uint32Array;
  readonly #points: Uint32Array;
  /** `[slots]` row of the states; -1 where they are not there. */
  readonly #rows: Int32Array;

  /** `keys`: `[points × KEY_BYTES]`, equal where the states are the same. */
  constructor(keys: Uint8Array, source: Rows) {
    this.#words = wordsOf(keys);
    this.#source = source;
    const { first, slotOf } = groupByKey(keys);
    this.#first = first;
    this.#slotOf = slotOf;
    const { starts, points } = groupBySlot(slotOf, first.length);
    this.#starts = starts;
    this.#points = points;
    this.#rows = source.lookup(this.keysOf(all(first.length)));
  }

  get count(): number {
    return this.#first.length;
  }

  /** The slots whose states are there, or are not. */
  present(): Uint32Array {
    return all(this.count).filter((slot) => this.#rows[slot] !== -1);
  }

  missing(): Uint32Array {
    return all(this.count).filter((slot) => this.#rows[slot] === -1);
  }

  /** Takes in that the states of some slots were added. */
  found(slots: Uint32Array): void {
    const rows = this.#source.lookup(this.keysOf(slots));
    slots.forEach((slot, i) => (this.#rows[slot] = rows[i] ?? -1));
  }

  rowsOf(slots: Uint32Array): Int32Array {
    return Int32Array.from(slots, (slot) => this.#rows[slot] ?? -1);
  }

  /** `[slots.length × KEY_BYTES]` */
  keysOf(slots: Uint32Array): Uint8Array {
    const keys = new Uint32Array(slots.length * KEY_WORDS);
    for (let i = 0; i < slots.length; i++) {
      const from = (this.#first[slots[i] ?? 0] ?? 0) * KEY_WORDS;
      for (let word = 0; word < KEY_WORDS; word++) keys[i * KEY_WORDS + word] = this.#words[from + word] ?? 0;
    }
    return new Uint8Array(keys.buffer);
  }

  firstPoint(slot: SlotIndex): PointIndex {
    return (this.#first[slot] ?? 0) as PointIndex;
  }

  /** `[points]` the slots of the points `from` up to `to`, exclusive; a view. */
  slotsOf(from: number, to: number): Uint32Array {
    return this.#slotOf.subarray(from, to);
  }

  /** All points of a slot; a view. */
  pointsOf(slot: SlotIndex): Uint32Array {
    return this.#points.subarray(this.#starts[slot], this.#starts[slot + 1]);
  }

  /** How many points some slots have. */
  countPoints(slots: Uint32Array): number {
    let points = 0;
    for (const slot of slots) points += (this.#starts[slot + 1] ?? 0) - (this.#starts[slot] ?? 0);
    return points;
  }

  /** `[points]` row of the states; -1 where they are not there. */
  pointRows(): Int32Array {
    return Int32Array.from(this.#slotOf, (slot) => this.#rows[slot] ?? -1);
  }
}

/** Every number below `count`. */
function all(count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

function groupByKey(keys: Uint8Array): { first: Uint32Array; slotOf: Uint32Array } {
  const words = wordsOf(keys);
  const table = new KeyTable();
  const slotOf = new Uint32Array(keys.length / KEY_BYTES);
  const first = new Uint32Array(slotOf.length);
  for (let point = 0; point < slotOf.length; point++) {
    const known = table.size;
    const slot = table.add(words, point);
    if (slot === known) first[slot] = point;
    slotOf[point] = slot;
  }
  return { first: first.slice(0, table.size), slotOf };
}

function groupBySlot(slotOf: Uint32Array, count: number): { starts: Uint32Array; points: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const slot of slotOf) starts[slot + 1] = (starts[slot + 1] ?? 0) + 1;
  for (let slot = 0; slot < count; slot++) starts[slot + 1] = (starts[slot + 1] ?? 0) + (starts[slot] ?? 0);
  const next = starts.slice();
  const points = new Uint32Array(slotOf.length);
  for (let point = 0; point < slotOf.length; point++) {
    const slot = slotOf[point] ?? 0;
    const at = next[slot] ?? 0;
    points[at] = point;
    next[slot] = at + 1;
  }
  return { starts, points };
}
