import { isNumberLike, RowReader, type TableShape } from "./csvRowReader.ts";
import { type CellMarks, RowScanner } from "./csvScanner.ts";

/** A row of the sample. */
export interface SampleRow {
  /** Where it begins in the source, and where the next one does. */
  readonly start: number;
  readonly next: number;
  readonly cells: readonly string[];
  readonly quoted: readonly boolean[];
  /** Whether all quotes are as the dialect has them. */
  readonly clean: boolean;
}

const SAMPLE_ROWS = 400;
const NEARLY_ALL = 0.9;

/** The first rows of a text, those of blank cells left out. Linear in the text. */
export function readSample(text: string, marks: CellMarks): readonly SampleRow[] {
  const scanner = new RowScanner(text, marks);
  const strict = collect(text, scanner, (offset) => scanner.read(offset, "lines"));
  const single = collect(text, scanner, (offset) => scanner.read(offset, "line"));
  const known = regularity(strict) >= regularity(single) ? strict : single;
  const reader = new RowReader(text, marks, shapeOf(known, commonWidth(known)));
  return collect(text, reader.row, (offset) => reader.next(offset));
}

/** Share of the rows that have as many cells as most have, from the first one that has. */
function regularity(rows: readonly SampleRow[]): number {
  const width = commonWidth(rows);
  const first = rows.findIndex(({ cells }) => cells.length === width);
  return rows.filter(({ cells }) => cells.length === width).length / Math.max(1, rows.length - first);
}

function collect(text: string, row: RowScanner, read: (offset: number) => number): readonly SampleRow[] {
  const rows: SampleRow[] = [];
  for (let offset = 0; offset < text.length && rows.length < SAMPLE_ROWS;) {
    const next = read(offset);
    if (!row.isBlank) {
      const cells = Array.from({ length: row.count }, (_, cell) => row.value(cell));
      rows.push({
        start: row.start,
        next,
        cells,
        quoted: row.quoted.slice(0, row.count),
        clean: row.faults.length === 0,
      });
    }
    offset = next;
  }
  return rows;
}

/** Whether a row begins as comments do. */
export function startsAsComment({ cells, quoted }: SampleRow): boolean {
  return quoted[0] !== true && cells[0]?.trimStart().startsWith("#") === true;
}

/**
 * The number of cells that most rows have, comments aside; of several such numbers the one that occurs first.
 */
export function commonWidth(all: readonly SampleRow[]): number {
  const counts = new Map<number, number>();
  const plain = all.filter((row) => !startsAsComment(row));
  const rows = plain.length > 0 ? plain : all;
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let best = { width: 1, count: 0 };
  for (const [width, count] of counts) if (count > best.count) best = { width, count };
  return best.width;
}

function numberColumns(rows: readonly SampleRow[], width: number): TableShape["numbers"] {
  const exact = rows.filter(({ cells }) => cells.length === width);
  return Array.from({ length: width }, (_, column) => column).filter((column) => {
    const given = exact.filter(({ cells }) => cells[column] !== "");
    const numbers = given.filter(({ cells }) => isNumberLike(cells[column] ?? ""));
    return given.length > 2 && numbers.length >= (given.length - 1) * NEARLY_ALL && numbers.length > 1;
  });
}

/** Whether lines that begin with `#` are comments: hardly one of them is as wide as the rows are. */
export function hasComments(rows: readonly SampleRow[], width: number): boolean {
  const marked = rows.filter(startsAsComment);
  return (
    width > 1 && marked.length > 0 && marked.filter(({ cells }) => cells.length === width).length * 10 <= marked.length
  );
}

/** Whether nearly all rows have a space behind every delimiter, as in `id, text, label`. */
export function isPadded(rows: readonly SampleRow[], { delimiter }: CellMarks): boolean {
  if (delimiter.trim() === "" || rows.length < 2) return false;
  const padded = rows.filter(({ cells, quoted }) => {
    const bare = cells.filter((cell, i) => i > 0 && quoted[i] !== true && cell !== "");
    return bare.length > 0 && bare.every((cell) => cell.startsWith(" "));
  });
  return padded.length >= rows.length * NEARLY_ALL;
}

/** Number columns of rows below a header. */
export function shapeOf(body: readonly SampleRow[], width: number): TableShape {
  return { width, numbers: numberColumns(body, width) };
}
