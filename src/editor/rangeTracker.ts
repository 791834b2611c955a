/** A place in a document, 0-based, in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** A replaced piece of a document; VS Code's `TextDocumentContentChangeEvent` is one. */
export interface Edit {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

/** Numbers of one range: start line, start character, end line, end character. */
const STRIDE = 4;

/**
 * Keeps the source ranges of records right while the document is edited.
 * Ranges are in document order and do not overlap.
 */
export class RangeTracker {
  #ranges = new Uint32Array();
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
    this.#ranges = ranges.slice();
    for (const edits of unseen) this.#applyAll(edits);
  }

  /** Applies the changes of one event; all their ranges are in the document as it was before the event. */
  apply(edits: readonly Edit[]): void {
    this.#unseen?.push(edits);
    this.#applyAll(edits);
  }

  /** Where the record's text is now; undefined where there is no such record. */
  rangeOf(record: number): { readonly start: Place; readonly end: Place } | undefined {
    if (record < 0 || record >= this.#count) return undefined;
    return { start: this.#place(record * STRIDE), end: this.#place(record * STRIDE + 2) };
  }

  /** The record at a place, else the one that begins last before it on the same line, else the first after it there. */
  recordAt(place: Place): number | undefined {
    const next = this.#firstWhere((record) => compare(this.#place(record * STRIDE), place) > 0);
    if (next > 0 && this.#at((next - 1) * STRIDE + 2) >= place.line) return next - 1;
    return next < this.#count && this.#at(next * STRIDE) === place.line ? next : undefined;
  }

  get #count(): number {
    return this.#ranges.length / STRIDE;
  }

  #applyAll(edits: readonly Edit[]): void {
    // From the end of the document to its beginning, so that no edit moves the place of one still to come.
    const ordered = [...edits].sort((a, b) => compare(b.range.start, a.range.start));
    for (const edit of ordered) this.#applyOne(edit);
  }

  #applyOne(edit: Edit): void {
    const { start, end } = edit.range;
    const move = movedBy(edit);
    const first = this.#firstWhere((record) => compare(this.#place(record * STRIDE + 2), start) >= 0);
    const below = this.#firstWhere((record) => this.#at(record * STRIDE) > end.line);
    for (let record = first; record < below; record++) this.#moveRecord(record * STRIDE, edit, move);
    if (move.lines !== 0) this.#shiftLines(Math.max(first, below), move.lines);
  }

  #shiftLines(record: number, lines: number): void {
    for (let at = record * STRIDE; at < this.#ranges.length; at += 2) this.#ranges[at] = this.#at(at) + lines;
  }

  #moveRecord(at: number, { range: { start, end } }: Edit, move: Move): void {
    const from = this.#place(at);
    const to = this.#place(at + 2);
    const replaced = compare(start, end) < 0;
    const startsBefore = compare(from, start);
    const endsAfter = compare(to, end);
    if (startsBefore > 0 && endsAfter < 0) {
      // Deleted with what stands round it: an empty range at the place is what is left.
      this.#set(at, start);
      this.#set(at + 2, start);
      return;
    }
    // Text that is typed at an edge belongs to the record; a line broken there does not.
    const pushed = startsBefore === 0 && !replaced && move.breaksLine;
    if (pushed || (startsBefore > 0 && compare(from, end) >= 0)) this.#set(at, move.after(from));
    else if (startsBefore > 0) this.#set(at, move.end);
    const keptOut = endsAfter === 0 && !replaced && move.breaksLine && !pushed;
    if (endsAfter >= 0 && !keptOut) this.#set(at + 2, move.after(to));
    else if (endsAfter < 0 && compare(to, start) > 0) this.#set(at + 2, start);
  }

  /** The first record for which `holds` is true; it is false for all before and true for all after it. */
  #firstWhere(holds: (record: number) => boolean): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #at(index: number): number {
    return this.#ranges[index] ?? 0;
  }

  #place(index: number): Place {
    return { line: this.#at(index), character: this.#at(index + 1) };
  }

  #set(index: number, { line, character }: Place): void {
    this.#ranges[index] = line;
    this.#ranges[index + 1] = character;
  }
}

/** What an edit does to the places behind it. */
interface Move {
  /** Lines the document grows by. */
  readonly lines: number;
  readonly breaksLine: boolean;
  /** End of the inserted text. */
  readonly end: Place;
  /** Where a place at or behind the replaced piece goes. */
  readonly after: (place: Place) => Place;
}

function movedBy({ range: { start, end }, text }: Edit): Move {
  const inserted = text.split(/\r\n|\r|\n/);
  const breaks = inserted.length - 1;
  const lastLength = inserted[breaks]?.length ?? 0;
  const newEnd = {
    line: start.line + breaks,
    character: breaks === 0 ? start.character + lastLength : lastLength,
  };
  return {
    lines: newEnd.line - end.line,
    breaksLine: breaks > 0,
    end: newEnd,
    after: ({ line, character }) => ({
      line: line + newEnd.line - end.line,
      character: line === end.line ? character - end.character + newEnd.character : character,
    }),
  };
}

function compare(a: Place, b: Place): number {
  return a.line - b.line || a.character - b.character;
}
