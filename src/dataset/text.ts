import type { Format } from "./format.ts";
import { textHeadings } from "./headings.ts";
import { lineRows } from "./lineRows.ts";
import { inSections } from "./sections.ts";

/** Plain text: one record per non-empty line, with the section it stands in. */
export const text: Format = {
  id: "text",
  label: "Plain text",
  extensions: [".txt"],
  *parse(source) {
    yield 0;
    const { rows, lineOf } = lineRows(source, () => true);
    return inSections(rows, lineOf, source, textHeadings(source));
  },
};

/** Text of a file of another kind, as code or a log: what looks like a heading there is none. */
export function linesAlone(): Format {
  return {
    ...text,
    *parse(source) {
      yield 0;
      return { rows: lineRows(source, () => true).rows, areTexts: true };
    },
  };
}
