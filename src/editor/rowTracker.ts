import type { DatasetInfo } from "../protocol/engine.ts";
import type { Edit, Place } from "./edits.ts";
import { RangeTracker } from "./rangeTracker.ts";

/** Where the points of a picture stand in a document that is edited: their texts, and the rows that hold them. */
export class RowTracker {
  readonly #texts = new RangeTracker();
  readonly #rows = new RangeTracker();

  /** A run reads the document as it is now. */
  begin(): void {
    for (const tracker of [this.#texts, this.#rows]) tracker.begin();
  }

  /** Takes the places of the document as it was at the last `begin`. */
  reset({ ranges, rowRanges = ranges, tokens }: Pick<DatasetInfo, "ranges" | "rowRanges" | "tokens">): void {
    const parts = tokens?.areRecords === false ? tokens.ranges : undefined;
    this.#texts.reset(parts ?? ranges);
    this.#rows.reset(parts ?? rowRanges);
  }

  /** Applies the changes of one event. */
  apply(edits: readonly Edit[]): void {
    for (const tracker of [this.#texts, this.#rows]) tracker.apply(edits);
  }

  /** Where the point's text is now; undefined where there is no such point. */
  textOf(point: number): { readonly start: Place; readonly end: Place } | undefined {
    return this.#texts.rangeOf(point);
  }

  /** The points `[first, behind)` whose rows a stretch covers or cuts; none for an empty one. */
  rowsWithin(start: Place, end: Place): readonly [number, number] {
    return this.#rows.within(start, end);
  }

  /** False for a point that was deleted with its row. */
  isThere(point: number): boolean {
    return this.#rows.isThere(point);
  }

  /**
   * The point whose text or row is at a place, else the one whose row ends last before it on the same line, else the
   * first after it there. Texts go first: those of a table by columns stand outside what counts as their rows.
   */
  pointAt(place: Place): number | undefined {
    return this.#texts.holding(place) ?? this.#rows.recordAt(place) ?? this.#texts.recordAt(place);
  }
}
