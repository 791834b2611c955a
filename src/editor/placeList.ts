import type { Place } from "./edits.ts";

/** Numbers of one record: start line, start character, end line, end character. */
const STRIDE = 4;
/** Records that are shifted as one: about the root of the most records a file has. */
const CHUNK = 512;

/**
 * Start and end of every record in document order. Shifting all records behind a place costs a step per chunk of them,
 * not per record: what a chunk is shifted by is added when a place in it is asked for.
 */
export class PlaceList {
  readonly count: number;
  readonly #numbers: Uint32Array;
  /** `[chunks]` what the places of a chunk are still to be shifted by; characters only where all are on one line. */
  readonly #lines: Int32Array;
  readonly #characters: Int32Array;

  /** @param numbers `[records × 4]`, taken over */
  constructor(numbers: Uint32Array) {
    this.count = numbers.length / STRIDE;
    this.#numbers = numbers;
    this.#lines = new Int32Array(Math.ceil(this.count / CHUNK));
    this.#characters = new Int32Array(this.#lines.length);
  }

  start(record: number): Place {
    return {
      line: this.startLine(record),
      character: this.#number(record, 1) + this.#shiftOf(this.#characters, record),
    };
  }

  end(record: number): Place {
    return { line: this.endLine(record), character: this.#number(record, 3) + this.#shiftOf(this.#characters, record) };
  }

  startLine(record: number): number {
    return this.#number(record, 0) + this.#shiftOf(this.#lines, record);
  }

  endLine(record: number): number {
    return this.#number(record, 2) + this.#shiftOf(this.#lines, record);
  }

  set(record: number, start: Place, end: Place): void {
    this.#settle(Math.floor(record / CHUNK));
    const at = record * STRIDE;
    this.#numbers[at] = start.line;
    this.#numbers[at + 1] = start.character;
    this.#numbers[at + 2] = end.line;
    this.#numbers[at + 3] = end.character;
  }

  /** Moves the records of `[from, to)` down by lines, and those of their places that are on `line` along it. */
  shift(from: number, to: number, line: number, by: { readonly lines: number; readonly characters: number }): void {
    if (by.lines === 0 && by.characters === 0) return;
    for (let record = from; record < to;) {
      const chunk = Math.floor(record / CHUNK);
      const next = Math.min(to, (chunk + 1) * CHUNK);
      const isWhole = record === chunk * CHUNK && next === Math.min(this.count, record + CHUNK);
      const isBelow = this.startLine(record) > line;
      if (isWhole && (isBelow || this.endLine(next - 1) === line)) {
        this.#lines[chunk] = (this.#lines[chunk] ?? 0) + by.lines;
        if (!isBelow) this.#characters[chunk] = (this.#characters[chunk] ?? 0) + by.characters;
      } else {
        this.#settle(chunk);
        for (let at = record * STRIDE; at < next * STRIDE; at += 2) this.#shiftPlace(at, line, by);
      }
      record = next;
    }
  }

  /** The first record for which `holds` is true; it is false for all before and true for all after it. */
  firstWhere(holds: (record: number) => boolean): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #shiftPlace(at: number, line: number, by: { readonly lines: number; readonly characters: number }): void {
    const own = this.#numbers[at] ?? 0;
    if (own === line) this.#numbers[at + 1] = (this.#numbers[at + 1] ?? 0) + by.characters;
    this.#numbers[at] = own + by.lines;
  }

  /** Adds to the places of a chunk what they are still to be shifted by. */
  #settle(chunk: number): void {
    const lines = this.#lines[chunk] ?? 0;
    const characters = this.#characters[chunk] ?? 0;
    if (lines === 0 && characters === 0) return;
    const end = Math.min(this.#numbers.length, (chunk + 1) * CHUNK * STRIDE);
    for (let at = chunk * CHUNK * STRIDE; at < end; at += 2) {
      this.#numbers[at] = (this.#numbers[at] ?? 0) + lines;
      this.#numbers[at + 1] = (this.#numbers[at + 1] ?? 0) + characters;
    }
    this.#lines[chunk] = 0;
    this.#characters[chunk] = 0;
  }

  #number(record: number, at: number): number {
    return this.#numbers[record * STRIDE + at] ?? 0;
  }

  #shiftOf(shifts: Int32Array, record: number): number {
    return shifts[Math.floor(record / CHUNK)] ?? 0;
  }
}
