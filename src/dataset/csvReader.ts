import type { Report } from "./format.ts";
import { sameCells } from "./csvHeader.ts";
import { SurplusJoiner } from "./csvJoin.ts";
import { RowReader } from "./csvRowReader.ts";
import { shapeOf } from "./csvSample.ts";
import type { Layout } from "./csvLayout.ts";
import type { CellMarks, RowScanner } from "./csvScanner.ts";
import { Table } from "./csvTable.ts";

const ROWS_PER_STEP = 2000;
const UNITS_PER_STEP = 1 << 20;
const NEARLY_ALL = 0.9;

/** Where something stands first, and in how many rows. */
export interface Occurrences {
  readonly offset: number;
  readonly times: number;
}

export interface TableReading {
  readonly table: Table;
  /** Offset of the first row that is the header again, and how many there are. */
  readonly headerAgain: Occurrences | undefined;
  /** Rows with spaces outside of quotes, where not nearly all have them. */
  readonly spacedQuotes: Occurrences | undefined;
  /** Rows that end with a carriage return alone, where others end with a line feed. */
  readonly loneReturns: Occurrences | undefined;
}

/**
 * Reads the rows of a table from where its layout says that it begins. Rows with more or fewer cells than they should
 * have are reported and read all the same; the header is left out wherever it stands again.
 */
export function* readTable(
  text: string,
  marks: CellMarks,
  layout: Layout,
  names: readonly string[],
  report: Report,
): Generator<number, TableReading> {
  const { header, width } = layout;
  const widest = Math.max(width, header?.cells.length ?? 0);
  const joiner = new SurplusJoiner(layout.body, width);
  const table = new Table(text, marks, joiner, width);
  const reader = new RowReader(text, marks, shapeOf(layout.body, width));
  const { row } = reader;
  const repeats = headerTest(layout);
  let headerAgain: Occurrences | undefined;
  let spacedQuotes: Occurrences | undefined;
  let loneReturns: Occurrences | undefined;
  let feeds = 0;
  let stepEnd = layout.start;
  for (let offset = layout.start; offset < text.length;) {
    const isFirst = offset === layout.start;
    offset = reader.next(offset);
    if (offset > stepEnd || table.rows % ROWS_PER_STEP === 0) {
      yield offset / text.length;
      stepEnd = offset + UNITS_PER_STEP;
    }
    if (row.isBlank) continue;
    if (endsWithReturn(row)) loneReturns = oneMore(loneReturns, row.start);
    else if (row.end < text.length) feeds++;
    if (row.spacedQuotes && marks.padded !== true) spacedQuotes = oneMore(spacedQuotes, row.start);
    if (isFirst && header !== undefined) continue;
    if (layout.comments && row.count !== width && row.quoted[0] !== true && row.value(0).trimStart().startsWith("#")) {
      report(row, "comment", "the line is a comment");
      continue;
    }
    if (repeats(row)) {
      report(row, "headerRepeated", "the header stands here again");
      headerAgain = oneMore(headerAgain, row.start);
      continue;
    }
    for (const { offset: at, reason } of row.faults) report({ start: at, end: at + 1 }, "quote", reason);
    const joined = checkCount(row, { width, widest, marks, names, joiner, header: header !== undefined }, report);
    table.add(row.start, reader.reach, joined);
  }
  return {
    table,
    headerAgain,
    spacedQuotes: areUsual(spacedQuotes, table.rows) ? undefined : spacedQuotes,
    loneReturns: feeds > 0 ? loneReturns : undefined,
  };
}

function oneMore(known: Occurrences | undefined, offset: number): Occurrences {
  return { offset: known?.offset ?? offset, times: (known?.times ?? 0) + 1 };
}

/** Whether nearly all of several rows have it, so that it is how the file is written. */
function areUsual(known: Occurrences | undefined, rows: number): boolean {
  return rows > 1 && known !== undefined && known.times >= rows * NEARLY_ALL;
}

function endsWithReturn({ text, end }: RowScanner): boolean {
  return text.startsWith("\r", end) && !text.startsWith("\n", end + 1);
}

/** Tells the header where it stands again. In a single column that takes values that are unlike it. */
function headerTest({ header, body }: Layout): (row: RowScanner) => boolean {
  const [first = ""] = header?.cells ?? [];
  const cells = header?.cells ?? [];
  const words = body.filter((row) => row.cells[0]?.trim().includes(" ") !== true);
  const isName = cells.length > 1 || (!first.includes(" ") && words.length * 10 <= body.length);
  return (row) => {
    if (!isName || header === undefined || row.count !== cells.length) return false;
    if (!row.text.startsWith(first, row.starts[0]) || row.value(0) !== first) return false;
    return sameCells(
      cells,
      cells.map((_, cell) => row.value(cell)),
    );
  };
}

interface Expected {
  readonly width: number;
  readonly widest: number;
  readonly marks: CellMarks;
  readonly names: readonly string[];
  readonly joiner: SurplusJoiner;
  readonly header: boolean;
}

/** Reports a row with more or fewer cells than it should have; returns whether its surplus belongs to one cell. */
function checkCount(row: RowScanner, expected: Expected, report: Report): boolean {
  const { width, widest, marks, names } = expected;
  if (row.count >= width && row.count <= widest) return false;
  const found = `${row.count === 1 ? "1 cell" : `${row.count} cells`}, ${expected.header ? "the header has" : "the other rows have"} ${row.count < width ? width : widest}`;
  if (row.count < width) {
    report(row, "cellCount", found);
    return false;
  }
  if (hasOnlyBlanksFrom(row, widest)) return false;
  const column = expected.joiner.columnOf(row, width);
  if (column === undefined) {
    report(
      row,
      "cellCount",
      `${found}: the rest is read as “column ${widest + 1}”${row.count > widest + 1 ? " and so on" : ""}`,
    );
    return false;
  }
  const name = names[column] ?? `column ${column + 1}`;
  report(
    row,
    "cellCount",
    `${found}: likely a ${nameOfDelimiter(marks.delimiter)} without quotes in “${name}”, read as part of it`,
  );
  return true;
}

function hasOnlyBlanksFrom(row: RowScanner, cell: number): boolean {
  for (let at = cell; at < row.count; at++) {
    if (row.quoted[at] === true || row.value(at).trim() !== "") return false;
  }
  return true;
}

function nameOfDelimiter(delimiter: string): string {
  if (delimiter === "\t") return "tab";
  return delimiter === " " ? "space" : `“${delimiter}”`;
}
