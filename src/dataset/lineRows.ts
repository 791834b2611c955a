import type { Rows, Span } from "./format.ts";
import type { SourceText } from "./sourceText.ts";

/** Rows without fields, and the line each stands on. */
export interface LineRows {
  readonly rows: Rows;
  readonly lineOf: (row: number) => number;
}

/** A row for every line that `holdsText`, without the whitespace at its end. */
export function lineRows(source: SourceText, holdsText: (line: string) => boolean): LineRows {
  const texts: string[] = [];
  const starts: number[] = [];
  const lines: number[] = [];
  for (let line = 0; line < source.lineCount; line++) {
    const { start, end } = source.lineSpan(line);
    const text = source.text.slice(start, end).trimEnd();
    if (text === "" || !holdsText(text)) continue;
    texts.push(text);
    starts.push(start);
    lines.push(line);
  }
  const rowSpan = (row: number): Span => {
    const start = starts[row] ?? 0;
    return { start, end: start + (texts[row] ?? "").length };
  };
  return {
    lineOf: (row) => lines[row] ?? 0,
    rows: {
      count: texts.length,
      rowSpan,
      visitFields: () => undefined,
      textAt: (row, field) => (field === undefined ? texts[row] : undefined),
      spanOf: rowSpan,
    },
  };
}
