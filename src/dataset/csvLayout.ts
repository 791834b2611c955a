import { guessHeader, headerScore } from "./csvHeader.ts";
import { lookOf } from "./csvKinds.ts";
import { commonWidth, hasComments, type SampleRow, startsAsComment } from "./csvSample.ts";

/** Where a table begins, and what its first row is. */
export interface Layout {
  /** Offset of the header, or of the first row where there is none. */
  readonly start: number;
  /** The header's cells as they stand; `undefined` where there is none. */
  readonly header: SampleRow | undefined;
  /** Whether the first row might as well be a record where it is the header, a header where it is none. */
  readonly headerUnsure: boolean;
  /** Cells that a row has at least: fewer than the header where nearly all rows agree on that. */
  readonly width: number;
  /** Whether lines that begin with `#` and have another width are comments. */
  readonly comments: boolean;
  /** Rows of the sample that are data. */
  readonly body: readonly SampleRow[];
}

const MOST_PREAMBLE = 20;
const NEARLY_ALL = 0.9;

/**
 * Finds the first row of a table behind titles and comments, and how wide its rows are.
 * @param chosen whether there is a header, where that was chosen
 */
export function layoutOf(rows: readonly SampleRow[], chosen: boolean | undefined): Layout {
  const common = commonWidth(rows);
  const comments = hasComments(rows, common);
  let first = 0;
  if (common > 1) while (first < MOST_PREAMBLE && first + 1 < rows.length && isTitle(rows, first, common)) first++;
  const row = rows[first];
  const isData = (other: SampleRow) => !comments || !startsAsComment(other);
  const rest = rows.slice(first + 1).filter(isData);
  if (row === undefined) return { start: 0, header: undefined, width: 1, comments, body: [], headerUnsure: false };
  const { isHeader, unsure } = chosen === undefined ? guessHeader(row, rest) : { isHeader: chosen, unsure: false };
  const known = { start: row.start, comments, headerUnsure: unsure };
  if (!isHeader) return { ...known, header: undefined, width: common, body: rows.slice(first).filter(isData) };
  return { ...known, header: row, width: widthBelow(row, rest), body: rest };
}

/** Whether a row before the table is no row of it: a comment, a title, a line of other width above the header. */
function isTitle(rows: readonly SampleRow[], index: number, common: number): boolean {
  const row = rows[index];
  const next = rows[index + 1];
  if (row === undefined || next === undefined) return false;
  const width = row.cells.length;
  const filled = filledCells(row);
  const headerBelow = () => {
    const below = rows.findIndex((other, i) => i > index && other.cells.length === common && filledCells(other) > 1);
    const header = rows[below];
    return header !== undefined && below <= MOST_PREAMBLE && headerScore(header, rows.slice(below + 1)) > 0;
  };
  if (startsAsComment(row)) return width !== common || startsAsComment(next) || headerBelow();
  if (width < common && (filled <= 1 || width * 2 < common)) return true;
  if (width === common) return common > 2 && filled === 1 && row.cells[0]?.trim() !== "" && headerBelow();
  return headerBelow();
}

function filledCells({ cells }: SampleRow): number {
  return cells.filter((cell) => cell.trim() !== "").length;
}

/** The cells that rows below a header should have: as many as the header, unless nearly all agree on another number. */
function widthBelow(header: SampleRow, rows: readonly SampleRow[]): number {
  const own = header.cells.length;
  const common = commonWidth(rows);
  const agreeing = rows.filter(({ cells }) => cells.length === common);
  if (rows.length === 0 || common === own || agreeing.length < rows.length * NEARLY_ALL) return own;
  if (common > own && agreeing.every(({ cells }) => cells.slice(own).every((cell) => cell.trim() === ""))) return own;
  return common > own && own > 1 && isSplitProse(agreeing, own) ? own : common;
}

/** Whether every row has a delimiter too many at one place in prose: behind it a space, as behind no other. */
function isSplitProse(rows: readonly SampleRow[], width: number): boolean {
  const spaced = rows.map(({ cells }) => cells.slice(1).filter((cell) => /^ \S/.test(cell)).length);
  const surplus = (rows[0]?.cells.length ?? width) - width;
  return (
    spaced.every((count) => count === surplus) &&
    rows.some(({ cells }) => cells.some((cell) => lookOf(cell) === "text"))
  );
}
