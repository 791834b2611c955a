import { StrataError } from "../protocol/errors.ts";
import type { Dialect, ReadingChoice, ReadingNotice } from "../protocol/reading.ts";
import { type Layout, layoutOf } from "./csvLayout.ts";
import { nameColumns } from "./csvNames.ts";
import { type Occurrences, readTable } from "./csvReader.ts";
import { isPadded, readSample } from "./csvSample.ts";
import { delimiterInQuotes, quotesCells, sniffMarks } from "./csvSniffer.ts";
import { tableRows } from "./csvTable.ts";
import type { Format, Parsed, Report } from "./format.ts";
import type { SourceText } from "./sourceText.ts";

/** UTF-16 units from which the dialect is found. */
const SAMPLE = 1 << 16;
const SEPARATOR_LINE = /^\uFEFF?"?sep=([^\r\n"]{1,3})"?[ \t]*(?:\r\n|\n|\r)/i;

/** Tables of cells (RFC 4180 and its dialects) between commas, semicolons, tabs, pipes or what else a file has. */
export const csv: Format = {
  id: "csv",
  label: "Table (CSV, TSV)",
  extensions: [".csv", ".tsv", ".tab", ".psv"],
  missingWords: true,
  parse: parseTable,
};

function* parseTable(source: SourceText, report: Report, choice: ReadingChoice): Generator<number, Parsed> {
  const { text } = source;
  yield 0;
  const announced = SEPARATOR_LINE.exec(text.slice(0, 20));
  const from = announced?.[0].length ?? 0;
  const delimiter = announced?.[1];
  const chosen = { ...(delimiter === undefined ? {} : { delimiter }), ...choice.dialect };
  refuseUnfit(chosen);
  const sample = sampleOf(text, from);
  const { marks: sniffed, next } = sniffMarks(sample, chosen);
  const misled = sniffed.quote === "" && chosen.quote === undefined && from + sample.length < text.length;
  const signs = misled && quotesCells(text, sniffed.delimiter) ? { ...sniffed, quote: '"' as const } : sniffed;
  yield 0;
  const marks = { ...signs, padded: isPadded(readSample(sample, signs), signs) };
  const sampleRows = readSample(sample, marks);
  const found = layoutOf(sampleRows, chosen.header);
  const layout = { ...found, start: found.start + from };
  const { names, repeated } = namesOf(layout, source, report);
  const { table, headerAgain, spacedQuotes, loneReturns } = yield* readTable(
    brokenAtJoints(text, layout),
    marks,
    layout,
    names,
    report,
  );

  const notices: ReadingNotice[] = [];
  const lines = source.positionAt(layout.start).line;
  if (lines > 0 && text.slice(0, layout.start).trim() !== "") notices.push({ kind: "linesBeforeHeader", lines });
  if (repeated.length > 0) notices.push({ kind: "columnsRenamed", names: repeated });
  const lineAndTimes = ({ offset, times }: Occurrences) => ({ line: source.positionAt(offset).line, times });
  if (headerAgain !== undefined) notices.push({ kind: "headerRepeated", ...lineAndTimes(headerAgain) });
  if (spacedQuotes !== undefined) notices.push({ kind: "spacesAroundQuotes", ...lineAndTimes(spacedQuotes) });
  if (loneReturns !== undefined) notices.push({ kind: "loneReturns", ...lineAndTimes(loneReturns) });
  if (layout.headerUnsure) {
    notices.push({
      kind: "headerGuessed",
      line: source.positionAt(layout.start).line,
      header: layout.header !== undefined,
    });
  }
  if (next !== undefined) notices.push({ kind: "dialectGuessed", delimiter: signs.delimiter, next: next.delimiter });
  const inQuotes = marks.delimiter === "" ? delimiterInQuotes(sampleRows) : undefined;
  if (inQuotes !== undefined) notices.push({ kind: "rowsInQuotes", delimiter: inQuotes });
  const dialect: Dialect = { ...signs, header: layout.header !== undefined };
  return { rows: tableRows(table, names), dialect, notices };
}

/** No cell is told from the next by what ends a line, quotes a cell or marks the byte order. */
function refuseUnfit({ delimiter = "", quote = '"' }: Partial<Dialect>): void {
  const unfit = /[\r\n\uFEFF]/.test(delimiter) || (quote !== "" && delimiter.includes(quote));
  if (!unfit) return;
  const allowed = "characters that are no line break, no quote and no byte order mark";
  throw new StrataError("optionUnknown", { option: "delimiter", value: visible(delimiter), allowed });
}

function visible(signs: string): string {
  const shown = (sign: string) => `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return signs.replaceAll(/[\r\n\uFEFF]/g, shown);
}

/**
 * The text with a line break for the byte order mark before a header that stands again, as where a file without a last
 * line break was joined with another. All offsets stay.
 */
function brokenAtJoints(text: string, { header, start }: Layout): string {
  const own = header === undefined ? "" : text.slice(start, start + header.next - header.start).trimEnd();
  return own !== "" && text.includes(`\uFEFF${own}`, start) ? text.replaceAll(`\uFEFF${own}`, `\n${own}`) : text;
}

/** The first part of the text, whole lines where it has several. */
function sampleOf(text: string, from: number): string {
  if (text.length - from <= SAMPLE) return text.slice(from);
  const sample = text.slice(from, from + SAMPLE);
  const lineEnd = Math.max(sample.lastIndexOf("\n"), sample.lastIndexOf("\r"));
  return lineEnd < 0 ? sample : sample.slice(0, lineEnd + 1);
}

/** Names of the columns; a header with another number of cells than the rows is reported. */
function namesOf(layout: Layout, source: SourceText, report: Report): ReturnType<typeof nameColumns> {
  const { header, width, body, start } = layout;
  if (header === undefined) return nameColumns([]);
  const cells = withoutEmptyEnd(header.cells);
  const tooShort = width > header.cells.length;
  if (body.length === 0 || (!tooShort && cells.length <= width)) return nameColumns(cells);
  const line = source.lineSpan(source.positionAt(start).line);
  const counts = `the header has ${cells.length} cells, the rows have ${width}`;
  if (
    tooShort &&
    width === cells.length + 1 &&
    body.every((row, i) => Number(row.cells[0]) === i + Number(body[0]?.cells[0]))
  ) {
    report(line, "cellCount", `${counts}: their first is read as a number of the row`);
    return nameColumns(["", ...cells]);
  }
  report(line, "cellCount", counts);
  return nameColumns(cells);
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== "");
  return cells.slice(0, last + 1);
}
