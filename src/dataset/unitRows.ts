import { extname } from "node:path";
import type { RecordsChoice } from "../protocol/engine.ts";
import type { Rows, Span } from "./format.ts";
import type { SourceText } from "./sourceText.ts";

/** A field of the symbols of a program: what each is, as `function`. */
export const KIND_FIELD = "kind";
/** And what it is called. */
export const NAME_FIELD = "name";

const MARKDOWN = /^\.(md|markdown)$/i;
const HEADING = /^ {0,3}#{1,6}(?:\s|$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Stretches of a text as rows, each a text of its own, whatever the format of the file says. */
export function unitRows(path: string, source: SourceText, choice: Exclude<RecordsChoice, { kind: "lines" }>): Rows {
  switch (choice.kind) {
    case "file":
      return spanRows(source, [{ start: 0, end: source.text.length }]);
    case "paragraphs":
      return spanRows(source, paragraphs(source));
    case "sections":
      return spanRows(source, MARKDOWN.test(extname(path)) ? sections(source) : paragraphs(source));
    case "ranges": {
      const { ranges, kinds, names } = choice;
      const facts = kinds.map((kind, row) => ({ [KIND_FIELD]: kind, [NAME_FIELD]: names[row] ?? "" }));
      return spanRows(source, spansOf(source, ranges), facts);
    }
  }
}

/** Only the rows that stand on lines of the source or reach into them. `lines`: `[stretches × 2]` first and last. */
export function rowsOnLines(rows: Rows, source: SourceText, lines: Uint32Array): Rows {
  const spans = Array.from({ length: lines.length / 2 }, (_, i) => ({
    start: source.lineSpan(lines[2 * i] ?? 0).start,
    end: source.lineSpan(lines[2 * i + 1] ?? 0).end,
  }));
  const kept: number[] = [];
  for (let row = 0; row < rows.count; row++) {
    const { start, end } = rows.rowSpan(row);
    // The stretches are ascending and apart: only the first that does not end before the row can hold it.
    const span = spans[firstEndingFrom(spans, start)];
    if (span !== undefined && end >= span.start) kept.push(row);
  }
  const at = (row: number): number => kept[row] ?? -1;
  return {
    count: kept.length,
    rowSpan: (row) => rows.rowSpan(at(row)),
    visitFields: (row, visit) => rows.visitFields(at(row), visit),
    textAt: (row, field) => rows.textAt(at(row), field),
    spanOf: (row, field) => rows.spanOf(at(row), field),
    ...(rows.joinOf && { joinOf: (row, field) => rows.joinOf?.(at(row), field) }),
    ...(rows.isInherited && { isInherited: (field) => rows.isInherited?.(field) === true }),
    ...(rows.hasRepeated && { hasRepeated: (row) => rows.hasRepeated?.(at(row)) === true }),
    ...(rows.strayIn && { strayIn: (row, field) => rows.strayIn?.(at(row), field) ?? [] }),
    ...(rows.whyMissing && { whyMissing: (row, field) => rows.whyMissing?.(at(row), field) }),
  };
}

/** The first of ascending stretches that ends at an offset or behind it. */
function firstEndingFrom(spans: readonly Span[], offset: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.end ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of stretches without the space round them; those that hold no letter and no digit are left out. */
function spanRows(
  source: SourceText,
  spans: readonly Span[],
  facts?: readonly Readonly<Record<string, string>>[],
): Rows {
  const rows = spans.flatMap(({ start, end }, i) => {
    const text = source.text.slice(start, end);
    const trimmed = text.trimStart();
    const from = start + text.length - trimmed.length;
    const own = { start: from, end: from + trimmed.trimEnd().length };
    return /[\p{L}\p{N}]/u.test(text) ? [{ span: own, fields: facts?.[i] ?? {} }] : [];
  });
  const spanAt = (row: number): Span => rows[row]?.span ?? { start: 0, end: 0 };
  return {
    count: rows.length,
    areTexts: true,
    rowSpan: spanAt,
    visitFields: (row, visit) => {
      for (const [name, value] of Object.entries(rows[row]?.fields ?? {})) visit(name, "string", value);
    },
    textAt: (row, field) => {
      const { start, end } = spanAt(row);
      return field === undefined ? source.text.slice(start, end) : rows[row]?.fields[field];
    },
    spanOf: spanAt,
  };
}

/** Stretches between blank lines. */
function paragraphs(source: SourceText): readonly Span[] {
  const found: Span[] = [];
  let start: number | undefined;
  for (let line = 0; line <= source.lineCount; line++) {
    const span = source.lineSpan(line);
    const isBlank = line === source.lineCount || source.text.slice(span.start, span.end).trim() === "";
    if (!isBlank) start ??= span.start;
    else if (start !== undefined) {
      found.push({ start, end: source.lineSpan(line - 1).end });
      start = undefined;
    }
  }
  return found;
}

/** From each heading to the next; what stands before the first one is a section, too. */
function sections(source: SourceText): readonly Span[] {
  const starts = [0];
  let fence: string | undefined;
  for (let line = 0; line < source.lineCount; line++) {
    const { start, end } = source.lineSpan(line);
    const text = source.text.slice(start, end);
    const mark = FENCE.exec(text)?.[1];
    if (fence === undefined && HEADING.test(text)) starts.push(start);
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
  }
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? source.text.length }));
}

/** Offsets of `[rows × 4]` lines and characters. */
function spansOf(source: SourceText, ranges: Uint32Array): readonly Span[] {
  const offset = (line = 0, character = 0): number => (source.lineStarts[line] ?? source.text.length) + character;
  return Array.from({ length: ranges.length / 4 }, (_, i) => ({
    start: offset(ranges[4 * i], ranges[4 * i + 1]),
    end: offset(ranges[4 * i + 2], ranges[4 * i + 3]),
  }));
}
