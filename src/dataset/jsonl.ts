import type { Format, Span } from "./format.ts";
import { jsonRows } from "./jsonRows.ts";
import type { SourceText } from "./sourceText.ts";

/** JSON lines: one object, or one string, per non-empty line. */
export const jsonl: Format = {
  id: "jsonl",
  label: "JSON lines",
  extensions: [".jsonl", ".ndjson"],
  *parse(source, report) {
    yield 0;
    return { rows: jsonRows(source, nonEmptyLines(source), report) };
  },
};

export function* nonEmptyLines(source: SourceText): Generator<Span> {
  for (let line = 0; line < source.lineCount; line++) {
    const span = source.lineSpan(line);
    if (source.text.slice(span.start, span.end).trim() !== "") yield span;
  }
}
