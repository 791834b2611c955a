import { pointCount, type DatasetInfo } from "../protocol/engine.ts";
import type { Edit, Place } from "./edits.ts";
import { RowTracker } from "./rowTracker.ts";

/** A stretch of a document. */
export interface Stretch {
  readonly start: Place;
  readonly end: Place;
}

/** Where a record stands: its file, by its place among the files of the run, its place among those of the file, its text. */
export interface RecordPlace {
  readonly file: number;
  readonly nth: number;
  readonly text: Stretch;
}

/** Where the points of a run stand in its files while these are edited. Files are named by their ids. */
export class RecordPlaces {
  readonly #trackers = new Map<string, RowTracker>();
  #files: readonly string[] = [];
  /** `[files + 1]` the first point of each file. */
  #starts: readonly number[] = [0];

  /** A run reads the files as they are now. */
  begin(files: readonly string[]): void {
    for (const file of files) this.#trackerOf(file).begin();
  }

  /** Takes the places of a data set as its files were at the last `begin`. */
  reset(dataset: DatasetInfo, files: readonly string[]): void {
    this.#files = files;
    this.#starts = startsOf(dataset, files.length);
    for (const known of this.#trackers.keys()) if (!files.includes(known)) this.#trackers.delete(known);
    for (const [i, file] of files.entries())
      this.#trackerOf(file).reset(partOf(dataset, this.#starts[i] ?? 0, this.#starts[i + 1] ?? 0));
  }

  /** Applies the changes of one event in a file. */
  apply(file: string, edits: readonly Edit[]): void {
    this.#trackers.get(file)?.apply(edits);
  }

  /** Where a point's text is now; undefined where there is no such point. */
  of(point: number): RecordPlace | undefined {
    const file = this.#starts.findLastIndex((start) => start <= point);
    const nth = point - (this.#starts[file] ?? 0);
    const text = this.#trackers.get(this.#files[file] ?? "")?.textOf(nth);
    return text && { file, nth, text };
  }

  /** Where a point's row is now; undefined where it is gone. */
  rowOf(point: number): { readonly file: number; readonly row: Stretch } | undefined {
    const file = this.#starts.findLastIndex((start) => start <= point);
    const row = this.#trackers.get(this.#files[file] ?? "")?.rowOf(point - (this.#starts[file] ?? 0));
    return row && { file, row };
  }

  /** Where the first row of a file stands that is still there. */
  firstRowIn(file: number): Stretch | undefined {
    const end = this.#starts[file + 1] ?? 0;
    for (let point = this.#starts[file] ?? 0; point < end; point++) {
      const found = this.rowOf(point);
      if (found !== undefined) return found.row;
    }
    return undefined;
  }

  /** The point at a place of a file, as `RowTracker.pointAt`. */
  at(file: string, place: Place): number | undefined {
    return this.#global(file, this.#trackers.get(file)?.pointAt(place));
  }

  /** Whether a file is one of the run's. */
  has(file: string): boolean {
    return this.#files.includes(file);
  }

  /** Points of a file. */
  countIn(file: string): number {
    const at = this.#files.indexOf(file);
    return at < 0 ? 0 : (this.#starts[at + 1] ?? 0) - (this.#starts[at] ?? 0);
  }

  /** The point that stands at a place among those of a file. */
  nthOf(file: string, nth: number): number | undefined {
    return this.#global(file, nth);
  }

  /** The points whose rows lie in stretches of a file or reach into them, ascending; of an empty stretch the one at it. */
  within(file: string, stretches: readonly Stretch[]): Uint32Array<ArrayBuffer> {
    const found = new Set<number>();
    const tracker = this.#trackers.get(file);
    for (const { start, end } of stretches) {
      const [first, behind] = tracker?.rowsWithin(start, end) ?? [0, 0];
      for (let point = first; point < behind; point++) if (tracker?.isThere(point) === true) found.add(point);
      const here = first === behind ? tracker?.pointAt(end) : undefined;
      if (here !== undefined) found.add(here);
    }
    const offset = this.#starts[this.#files.indexOf(file)] ?? 0;
    return Uint32Array.from(found, (point) => point + offset).sort();
  }

  #global(file: string, point: number | undefined): number | undefined {
    const at = this.#files.indexOf(file);
    return point === undefined || at < 0 ? undefined : point + (this.#starts[at] ?? 0);
  }

  #trackerOf(file: string): RowTracker {
    const known = this.#trackers.get(file) ?? new RowTracker();
    this.#trackers.set(file, known);
    return known;
  }
}

/** `[files + 1]` the first point of each file, and how many there are: the records of a file stand together. */
function startsOf(dataset: DatasetInfo, files: number): readonly number[] {
  const { fileOf, tokens } = dataset;
  const points = pointCount(dataset);
  if (fileOf === undefined) return [0, points];
  const counts = new Array<number>(files).fill(0);
  for (let point = 0; point < points; point++) {
    const file = fileOf[tokens?.recordOf[point] ?? point] ?? 0;
    counts[file] = (counts[file] ?? 0) + 1;
  }
  const starts = [0];
  for (const count of counts) starts.push((starts.at(-1) ?? 0) + count);
  return starts;
}

/** The places of the points of one file. */
function partOf(
  { ranges, rowRanges, tokens }: DatasetInfo,
  from: number,
  to: number,
): Pick<DatasetInfo, "ranges" | "rowRanges" | "tokens"> {
  if (tokens !== undefined && !tokens.areRecords)
    return { ranges, tokens: { ...tokens, ranges: tokens.ranges.subarray(4 * from, 4 * to) } };
  return {
    ranges: ranges.subarray(4 * from, 4 * to),
    ...(rowRanges && { rowRanges: rowRanges.subarray(4 * from, 4 * to) }),
    tokens: undefined,
  };
}
