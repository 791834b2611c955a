import { compare, from, movedBy, since, type Edit, type Move, type Place } from "./edits.ts";
import { PlaceList } from "./placeList.ts";

/** Deletions that are remembered. */
const REMEMBERED = 100;

/** Records that a deletion took away whole. */
interface Deletion {
  readonly first: number;
  /** `[records × 2]` their starts and ends, seen from where the deletion began. */
  readonly places: readonly Place[];
  /** `[records]` 1 where one was gone before. */
  readonly gone: Uint8Array;
  /** Where the deletion ended, seen from where it began. */
  readonly extent: Place;
}

/**
 * Keeps the source ranges of records right while the document is edited.
 * Ranges are in document order and do not overlap.
 */
export class RangeTracker {
  #places = new PlaceList(new Uint32Array());
  /** `[records]` 1 where a record was deleted with what stands round it. */
  #gone = new Uint8Array();
  /** The last ones, so that records come back when their text does. */
  #deletions: Deletion[] = [];
  /** Edits made since a run began to read the document; undefined when no run is reading. */
  #unseen: (readonly Edit[])[] | undefined;

  /** A run reads the document as it is now: edits from here on are not in the ranges it will report. */
  begin(): void {
    this.#unseen = [];
  }

  /** Takes the `[records × 4]` ranges of the document as it was at the last `begin`. */
  reset(ranges: Uint32Array): void {
    const unseen = this.#unseen ?? [];
    this.#unseen = undefined;
    this.#places = new PlaceList(ranges.slice());
    this.#gone = new Uint8Array(this.#places.count);
    this.#deletions = [];
    for (const edits of unseen) this.#applyAll(edits);
  }

  /** Applies the changes of one event; all their ranges are in the document as it was before the event. */
  apply(edits: readonly Edit[]): void {
    this.#unseen?.push(edits);
    this.#applyAll(edits);
  }

  /** Where the record's text is now; undefined where there is no such record. */
  rangeOf(record: number): { readonly start: Place; readonly end: Place } | undefined {
    if (record < 0 || record >= this.#places.count) return undefined;
    return { start: this.#places.start(record), end: this.#places.end(record) };
  }

  /** The record whose range holds a place, its end included. */
  holding(place: Place): number | undefined {
    const next = this.#places.firstWhere((record) => compare(this.#places.start(record), place) > 0);
    const isIn = next > 0 && this.#gone[next - 1] === 0 && compare(this.#places.end(next - 1), place) >= 0;
    return isIn ? next - 1 : undefined;
  }

  /** The record at a place, else the one that begins last before it on the same line, else the first after it there. */
  recordAt(place: Place): number | undefined {
    const places = this.#places;
    const next = places.firstWhere((record) => compare(places.start(record), place) > 0);
    let before = next - 1;
    while (before >= 0 && this.#gone[before] === 1) before--;
    if (before >= 0 && places.endLine(before) >= place.line) return before;
    let after = next;
    while (after < places.count && this.#gone[after] === 1) after++;
    return after < places.count && places.startLine(after) === place.line ? after : undefined;
  }

  /** The records `[first, behind)` that a stretch covers or cuts; none for an empty one. */
  within(start: Place, end: Place): readonly [number, number] {
    if (compare(start, end) >= 0) return [0, 0];
    const first = this.#places.firstWhere((record) => compare(this.#places.end(record), start) > 0);
    return [
      first,
      Math.max(
        first,
        this.#places.firstWhere((record) => compare(this.#places.start(record), end) >= 0),
      ),
    ];
  }

  /** False for a record that was deleted. */
  isThere(record: number): boolean {
    return this.#gone[record] === 0;
  }

  #applyAll(edits: readonly Edit[]): void {
    // From the end of the document to its beginning, so that no edit moves the place of one still to come.
    const ordered = [...edits].sort((a, b) => compare(b.range.start, a.range.start));
    for (const edit of ordered) this.#applyOne(edit);
  }

  #applyOne(edit: Edit): void {
    const { start, end } = edit.range;
    const places = this.#places;
    const move = movedBy(edit);
    const first = places.firstWhere((record) => compare(places.end(record), start) >= 0);
    const behind = places.firstWhere((record) => compare(places.start(record), end) > 0);
    if (first < behind) this.#moveTouched(edit, move, first, behind);
    places.shift(Math.max(first, behind), places.count, end.line, move);
  }

  /** Moves the records of `[first, behind)`, which the edit cuts or touches. */
  #moveTouched(edit: Edit, move: Move, first: number, behind: number): void {
    const restored = this.#takeDeletion(edit, move);
    if (restored !== undefined) {
      this.#restore(restored, edit.range.start);
      const last = restored.first + restored.gone.length;
      this.#places.shift(last, behind, edit.range.end.line, move);
      return;
    }
    if (edit.text === "") this.#noteDeletion(edit, first, behind);
    for (let record = first; record < behind; record++) this.#moveRecord(record, edit, move);
  }

  #moveRecord(record: number, { range: { start, end }, text }: Edit, move: Move): void {
    const begins = this.#places.start(record);
    const ends = this.#places.end(record);
    const replaced = compare(start, end) < 0;
    const startsBefore = compare(begins, start);
    const endsAfter = compare(ends, end);
    if (text === "" && isWithin(startsBefore, endsAfter)) this.#gone[record] = 1;
    if (startsBefore > 0 && endsAfter < 0) {
      // An empty range at the place is what is left.
      this.#places.set(record, start, start);
      return;
    }
    // Text that is typed at an edge belongs to the record; a line broken there does not.
    const pushed = startsBefore === 0 && !replaced && move.breaksLine;
    const keptOut = endsAfter === 0 && !replaced && move.breaksLine && !pushed;
    const isBehind = pushed || (startsBefore > 0 && compare(begins, end) >= 0);
    const isCut = endsAfter < 0 && compare(ends, start) > 0;
    this.#places.set(
      record,
      isBehind ? move.after(begins) : startsBefore > 0 ? move.end : begins,
      endsAfter >= 0 && !keptOut ? move.after(ends) : isCut ? start : ends,
    );
  }

  #noteDeletion({ range: { start, end } }: Edit, first: number, behind: number): void {
    const isLost = (record: number): boolean =>
      isWithin(compare(this.#places.start(record), start), compare(this.#places.end(record), end));
    let [from, to] = [first, behind];
    while (from < to && !isLost(from)) from++;
    while (to > from && !isLost(to - 1)) to--;
    if (from === to) return;
    const places: Place[] = [];
    for (let record = from; record < to; record++)
      places.push(since(start, this.#places.start(record)), since(start, this.#places.end(record)));
    this.#deletions.push({ first: from, places, gone: this.#gone.slice(from, to), extent: since(start, end) });
    if (this.#deletions.length > REMEMBERED) this.#deletions.shift();
  }

  /** The deletion that an edit undoes: it inserts as many lines and characters where the deleted records stood. */
  #takeDeletion({ range: { start, end } }: Edit, move: Move): Deletion | undefined {
    if (compare(start, end) !== 0) return undefined;
    const inserted = since(start, move.end);
    const at = this.#deletions.findLastIndex(
      ({ first, extent }) =>
        this.#gone[first] === 1 && compare(this.#places.start(first), start) === 0 && compare(extent, inserted) === 0,
    );
    return at < 0 ? undefined : this.#deletions.splice(at, 1)[0];
  }

  #restore({ first, places, gone }: Deletion, start: Place): void {
    this.#gone.set(gone, first);
    for (const [i] of gone.entries())
      this.#places.set(first + i, from(start, places[2 * i] ?? start), from(start, places[2 * i + 1] ?? start));
  }
}

/** Whether a record lies in a replaced piece that is more than the record alone. */
function isWithin(startsBefore: number, endsAfter: number): boolean {
  return startsBefore >= 0 && endsAfter <= 0 && (startsBefore > 0 || endsAfter < 0);
}
