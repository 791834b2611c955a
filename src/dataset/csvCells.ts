import type { Report } from "./format.ts";

const QUOTE = '"';
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The cells of a table one after the other; `rowStarts[r] … rowStarts[r + 1]` are those of row r. */
export interface Cells {
  readonly values: string[];
  /** Content in the source, between the quotes of a quoted cell. */
  readonly starts: number[];
  readonly ends: number[];
  readonly rowStarts: number[];
}

/**
 * Reads cells by RFC 4180, with `\n`, `\r\n` or `\r` at the end of rows; blank rows are left out. A quoted cell that is
 * not closed, or is followed by more text, is reported and read as it stands up to the next delimiter or line break.
 * @param delimiter one character, or "" for a table of one column
 */
export function readCells(text: string, delimiter: string, report: Report, mostRows = Infinity): Cells {
  const cells: Cells = { values: [], starts: [], ends: [], rowStarts: [0] };
  const separator = delimiter === "" ? -1 : delimiter.charCodeAt(0);
  let offset = 0;
  while (offset < text.length && cells.rowStarts.length <= mostRows) {
    offset = readRow(text, offset, separator, cells, report);
  }
  return cells;
}

/** Reads the row at `offset`; returns where the next one begins. */
function readRow(text: string, offset: number, separator: number, cells: Cells, report: Report): number {
  const first = cells.values.length;
  let next = offset;
  for (;;) {
    next = readCell(text, next, separator, cells, report);
    if (next >= text.length || text.charCodeAt(next) !== separator) break;
    next++;
  }
  if (isBlank(cells.values, first)) {
    for (const list of [cells.values, cells.starts, cells.ends]) list.length = first;
  } else {
    cells.rowStarts.push(cells.values.length);
  }
  const windows = text.charCodeAt(next) === CARRIAGE_RETURN && text.charCodeAt(next + 1) === LINE_FEED;
  return next + (windows ? 2 : 1);
}

function isBlank(values: readonly string[], first: number): boolean {
  for (let cell = first; cell < values.length; cell++) {
    if (values[cell]?.trim() !== "") return false;
  }
  return true;
}

/** Reads the cell at `offset`; returns the offset of the delimiter or line break behind it. */
function readCell(text: string, offset: number, separator: number, cells: Cells, report: Report): number {
  if (text.charAt(offset) === QUOTE) {
    const close = closingQuote(text, offset);
    if (close >= 0 && endsCell(text, close + 1, separator)) {
      addCell(cells, text.slice(offset + 1, close).replaceAll('""', QUOTE), offset + 1, close);
      return close + 1;
    }
    const reason = close < 0 ? "a closing quote is missing" : "text follows after a closing quote";
    report({ start: close < 0 ? offset : close, end: (close < 0 ? offset : close) + 1 }, "syntax", reason);
  }
  let end = offset;
  while (!endsCell(text, end, separator)) end++;
  addCell(cells, text.slice(offset, end), offset, end);
  return end;
}

/**
 * The quote that closes the one at `offset`, or -1. Linear over a whole file even if none is ever closed: between an
 * opening quote and where its search ends quotes only come doubled, so a cell that begins in there is closed at once.
 */
function closingQuote(text: string, offset: number): number {
  let quote = text.indexOf(QUOTE, offset + 1);
  while (quote >= 0 && text.charAt(quote + 1) === QUOTE) quote = text.indexOf(QUOTE, quote + 2);
  return quote;
}

function endsCell(text: string, offset: number, separator: number): boolean {
  const code = text.charCodeAt(offset);
  return code === separator || code === LINE_FEED || code === CARRIAGE_RETURN || offset >= text.length;
}

function addCell(cells: Cells, value: string, start: number, end: number): void {
  cells.values.push(value);
  cells.starts.push(start);
  cells.ends.push(end);
}
