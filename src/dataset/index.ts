import { extname } from "node:path";
import { csv } from "./csv.ts";
import type { Format } from "./format.ts";
import { json, jsonl } from "./json.ts";
import { isJsonLines } from "./jsonLines.ts";
import { markdown } from "./markdown.ts";
import type { SourceText } from "./sourceText.ts";
import { linesAlone, text } from "./text.ts";

/** Every format, in the order in which they are listed to users. */
export const formats: readonly Format[] = [text, markdown, jsonl, json, csv];

/**
 * The format of a file: by its extension, plain text where that is unknown. Files named `.json`, and those without a
 * known extension (untitled documents), are JSON lines where their first two lines are objects.
 */
export function formatOf(path: string, source: SourceText): Format {
  const extension = extname(path).toLowerCase();
  const format = formats.find(({ extensions }) => extensions.includes(extension));
  if ((format === undefined || format === json) && isJsonLines(source)) return jsonl;
  return format ?? linesAlone();
}
