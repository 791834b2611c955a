import type { Format } from "./format.ts";
import { markdownHeadings } from "./headings.ts";
import { lineRows } from "./lineRows.ts";
import { inSections } from "./sections.ts";

/** Rules, fences with their language, rulers of tables, underlines of headings, empty quotes and list items. */
const MARKUP_ONLY = /^\s*(?:(?:`{3,}|~{3,})[\w+#.-]*|[-=_*+|:#>\s]+)$/;

/** Markdown: one record per line that holds more than markup, with the section it stands in. */
export const markdown: Format = {
  id: "markdown",
  label: "Markdown",
  extensions: [".md"],
  *parse(source) {
    yield 0;
    const { rows, lineOf } = lineRows(source, (line) => !MARKUP_ONLY.test(line));
    return inSections(rows, lineOf, source, markdownHeadings(source));
  },
};
