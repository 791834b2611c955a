import type { Format } from "./format.ts";
import { lineRows } from "./lineRows.ts";

/** Plain text: one record per non-empty line. */
export const text: Format = {
  id: "text",
  label: "Plain text",
  extensions: [".txt"],
  *parse(source) {
    yield 0;
    return { rows: lineRows(source, () => true) };
  },
};
