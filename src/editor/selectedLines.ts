import type { Edit } from "./edits.ts";
import { RangeTracker } from "./rangeTracker.ts";

/** The lines a picture is of, kept right while their document is edited. */
export class SelectedLines {
  readonly #tracker = new RangeTracker();
  readonly #count: number;

  /** @param lines `[first, last]` of each stretch */
  constructor(lines: readonly (readonly [number, number])[]) {
    this.#count = lines.length;
    // To the start of the line behind: what is typed at the end of the last line is in it.
    this.#tracker.reset(Uint32Array.from(lines.flatMap(([first, last]) => [first, 0, last + 1, 0])));
  }

  apply(edits: readonly Edit[]): void {
    this.#tracker.apply(edits);
  }

  /** `[stretches × 2]` first and last line of each that is still there. */
  get now(): Uint32Array {
    const found: number[] = [];
    for (let i = 0; i < this.#count; i++) {
      const range = this.#tracker.rangeOf(i);
      if (range === undefined || !this.#tracker.isThere(i)) continue;
      const { start, end } = range;
      const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
      found.push(start.line, last);
    }
    return Uint32Array.from(found);
  }
}
