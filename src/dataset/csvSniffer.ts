import type { Dialect } from "../protocol/reading.ts";
import { DELIMITERS, delimitersIn, USUAL_DELIMITERS } from "./csvDelimiters.ts";
import { areUsualNames } from "./csvHeader.ts";
import { isPlainNumber, lookOf } from "./csvKinds.ts";
import { commonWidth, hasComments, readSample, type SampleRow, startsAsComment } from "./csvSample.ts";
import type { CellMarks } from "./csvScanner.ts";

/** No sentence has these. */
const NEVER_PROSE = ["\t", "|", "||"];
/** Tables with these are written with quotes where a cell needs them: a stray quote is a fault, not a dialect. */
const QUOTED_DELIMITERS = ["", ",", ";"];
/** What a table of one column is worth beside one of several. */
const ONE_COLUMN = 0.35;
const MOST_PREAMBLE = 20;
/** How regular rows of plain numbers are at least, however many each has. */
const NUMBERS_ALONE = 0.8;
/** Share of the best fit from which another delimiter might be meant as well. */
const NEAR = 0.8;

interface Candidate {
  readonly marks: CellMarks;
  readonly fit: number;
  /** The fit, less where the delimiter is unlikely. */
  readonly score: number;
}

export interface Sniffed {
  readonly marks: CellMarks;
  /** Marks with another delimiter that fit nearly as well. */
  readonly next: CellMarks | undefined;
}

/**
 * The delimiter, quote and escape with which the sample becomes the most regular table: as many cells in each row as
 * possible, cells that are whole values. After the data consistency of van den Burg, Nazábal and Sutton (2019), with a
 * worth of cells that allows for prose. One column where that is more regular than any table.
 */
export function sniffMarks(sample: string, chosen: Partial<Dialect>): Sniffed {
  const candidates = delimitersIn(sample, chosen.delimiter)
    .map(([delimiter, likely]) => bestWith(delimiter, likely, sample, chosen))
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = candidates;
  if (best === undefined) return { marks: { delimiter: "", quote: '"', escape: "doubled" }, next: undefined };
  const isNear = second !== undefined && best.fit > 0 && second.fit >= best.fit * NEAR;
  const isUsual = second !== undefined && ["", ...USUAL_DELIMITERS].includes(second.marks.delimiter);
  return { marks: best.marks, next: isNear && isUsual ? second.marks : undefined };
}

/** The quote and escape that fit best with a delimiter; quotes are text only where they are no proper quotes. */
function bestWith(delimiter: string, likely: number, sample: string, chosen: Partial<Dialect>): Candidate {
  let best: Candidate | undefined;
  let proper = false;
  for (const marks of marksWith(delimiter, sample, chosen)) {
    if (marks.quote === "" && proper) continue;
    const rows = readSample(sample, marks);
    if (marks.quote === '"' && rows.every(({ clean }) => clean)) proper = true;
    const fit = scoreOf(rows, marks);
    if (best === undefined || fit > best.fit) best = { marks, fit, score: likely * fit };
  }
  return best ?? { marks: { delimiter, quote: '"', escape: "doubled" }, fit: 0, score: 0 };
}

/**
 * Whether most quotes that open a cell anywhere in the text close it on the same line. To be asked where the sample says
 * that quotes are text: it is the beginning alone.
 */
export function quotesCells(text: string, delimiter: string): boolean {
  let cells = 0;
  for (let open = text.indexOf('"'); open >= 0;) {
    const next = text.indexOf('"', open + 1);
    if (beginsCell(text, open, delimiter)) {
      const closes = next >= 0 && endsCell(text, next + 1, delimiter) && !/[\r\n]/.test(text.slice(open, next));
      cells += closes ? 1 : -1;
      open = closes ? text.indexOf('"', next + 1) : next;
    } else open = next;
  }
  return cells > 0;
}

/**
 * The delimiter of a table whose rows were each quoted as one cell, as where a table was pasted into a single column:
 * as many in every row, not before spaces, not between numbers alone. `undefined` where it is none.
 */
export function delimiterInQuotes(rows: readonly SampleRow[]): string | undefined {
  if (rows.length < 2 || !rows.every(({ cells, quoted }) => cells.length === 1 && quoted[0] === true)) return undefined;
  return USUAL_DELIMITERS.find((delimiter) => {
    const parts = rows.map(({ cells }) => (cells[0] ?? "").split(delimiter));
    const width = parts[0]?.length ?? 0;
    const isTable = width > 2 && parts.every((row) => row.length === width);
    const all = parts.flat();
    return isTable && !all.some((part) => part.startsWith(" ")) && !all.every((part) => lookOf(part) === "number");
  });
}

function beginsCell(text: string, offset: number, delimiter: string): boolean {
  return offset === 0 || isBreak(text, offset - 1) || text.startsWith(delimiter, offset - delimiter.length);
}

function endsCell(text: string, offset: number, delimiter: string): boolean {
  return offset === text.length || isBreak(text, offset) || text.startsWith(delimiter, offset);
}

function isBreak(text: string, offset: number): boolean {
  return text[offset] === "\n" || text[offset] === "\r";
}

/** Quotes and escapes worth a try with a delimiter: those that occur. The usual ones first, which win a tie. */
function marksWith(delimiter: string, sample: string, chosen: Partial<Dialect>): readonly CellMarks[] {
  const quotes: Dialect["quote"][] = ['"'];
  if (opensCell(sample, "'")) quotes.push("'");
  if (!QUOTED_DELIMITERS.includes(delimiter) && quotes.some((quote) => sample.includes(quote))) quotes.push("");
  return (chosen.quote === undefined ? quotes : [chosen.quote]).flatMap((quote) => {
    const escapes: Dialect["escape"][] = [quote, delimiter].some((sign) => sign !== "" && sample.includes(`\\${sign}`))
      ? ["doubled", "backslash"]
      : ["doubled"];
    return (chosen.escape === undefined ? escapes : [chosen.escape]).map((escape) => ({ delimiter, quote, escape }));
  });
}

function opensCell(sample: string, quote: string): boolean {
  return new RegExp(`(?:^|[^\\p{L}\\p{N}])${quote}`, "u").test(sample);
}

function scoreOf(rows: readonly SampleRow[], { delimiter, quote }: CellMarks): number {
  if (rows.length === 0) return 0;
  const worth = (row: readonly SampleRow[]) => meanWorth(row, delimiter, quote);
  if (delimiter === "") return ONE_COLUMN * cleanShare(rows) * worth(rows);
  const width = commonWidth(rows);
  if (width < 2) return 0;
  const known = hasComments(rows, width) ? rows.filter((row) => !startsAsComment(row)) : rows;
  if (areNames(known)) return (width - 1) / width;
  const first = known.findIndex(({ cells }) => cells.length === width);
  const table = first <= MOST_PREAMBLE && known.length - first > 1 ? known.slice(first) : known;
  if (table.length === 1 && !USUAL_DELIMITERS.includes(delimiter)) return 0;
  const exact = table.filter(({ cells }) => cells.length === width);
  const wider = table.filter(({ cells }) => cells.length > width).length;
  const regular = (exact.length + wider / 2) / table.length;
  const consistency = known.every(areNumbers) ? Math.max(regular, NUMBERS_ALONE) : regular;
  const passedOver = 0.95 ** (known.length - table.length);
  const prose = isPunctuation(exact, delimiter) ? 0.5 : 1;
  return consistency * consistency * cleanShare(exact) * passedOver * prose * worth(exact) * ((width - 1) / width);
}

/** Whether a single row is a header with nothing below. */
function areNames(rows: readonly SampleRow[]): boolean {
  return rows.length === 1 && rows.every(({ cells }) => areUsualNames(cells));
}

function areNumbers({ cells }: SampleRow): boolean {
  return cells.every((cell) => cell.trim() === "" || isPlainNumber(cell));
}

/** Share of rows whose quotes are right, others half. */
function cleanShare(rows: readonly SampleRow[]): number {
  return (rows.length + rows.filter(({ clean }) => clean).length) / (2 * rows.length);
}

function meanWorth(rows: readonly SampleRow[], delimiter: string, quote: string): number {
  const columns: { sum: number; count: number; filled: number }[] = [];
  for (const { cells, quoted } of rows) {
    cells.forEach((cell, column) => {
      const tally = (columns[column] ??= { sum: 0, count: 0, filled: 0 });
      tally.sum += worthOf(cell, quoted[column] === true, delimiter, quote);
      tally.count++;
      if (cell !== "") tally.filled++;
    });
  }
  const mean = columns.reduce((sum, { sum: own, count, filled }) => sum + (filled === 0 ? 0.1 : own / count), 0);
  return mean / columns.length;
}

/** From 0 to 1: how much a cell looks like a whole value. */
function worthOf(cell: string, quoted: boolean, delimiter: string, quote: string): number {
  if (quoted) return 1;
  const look = lookOf(cell);
  if (look === "empty") return 0.9;
  const own = cell.trim();
  if (quote !== "" && own.startsWith(quote) !== own.endsWith(quote)) return 0.2;
  if (own.length > 1 && /^(["']).*\1$/s.test(own)) return 0.5;
  if (look !== "text") return cell.startsWith(" ") ? 0.8 : 1;
  if (delimiter !== "\t" && own.includes("\t")) return 0.1;
  if (/[^\s;|,][;|,][^\s;|,]/.test(own)) return delimiter === "\t" ? 0.6 : 0.3;
  return cell.startsWith(" ") && delimiter !== " " ? 0.45 : 0.75;
}

/**
 * Whether the delimiter stands as it does in prose, before a space, or is a sign of prose, and no column of short values says that it is one
 * all the same.
 */
function isPunctuation(rows: readonly SampleRow[], delimiter: string): boolean {
  if (delimiter === " ") return !rows.some(({ quoted }) => quoted.includes(true)) && !rows.every(holdsNumber);
  const later = rows.flatMap(({ cells }) => cells.slice(1));
  const spaced = later.filter((cell) => cell.startsWith(" ")).length;
  if (NEVER_PROSE.includes(delimiter)) return false;
  const isUsual = DELIMITERS.some(([usual]) => usual === delimiter);
  if ((isUsual && spaced < later.length * 0.9) || rows.some(({ quoted }) => quoted.includes(true))) return false;
  const [first, ...body] = rows;
  const width = first?.cells.length ?? 0;
  for (let column = 0; column < width; column++) {
    const looks = body.map(({ cells }) => lookOf(cells[column] ?? ""));
    const values = new Set(body.map(({ cells }) => cells[column]));
    const short = looks.every((look) => look !== "text");
    if (short && looks.length > 1 && looks.filter((look) => look !== "token").length * 2 > looks.length) return false;
    if (short && body.length > 3 && values.size * 2 <= body.length) return false;
  }
  const names = first?.cells.every((cell) => lookOf(cell) === "token") === true;
  return !(names && body.length > 0 && body.every(({ cells }) => cells.some((cell) => lookOf(cell) === "text")));
}

function holdsNumber({ cells }: SampleRow): boolean {
  return cells.some((cell) => lookOf(cell) === "number");
}
