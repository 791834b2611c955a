import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { NO_LABEL } from "../protocol/engine.ts";
import { RECORDS_FILE } from "../protocol/bundles.ts";
import type { Exporter, ExportInput } from "./index.ts";

/** One JSON object per record, in the order of the file: id, source line (from 1) and range (as in VS Code), text, label. */
export const recordList: Exporter = {
  id: "records",
  fileName: RECORDS_FILE,
  write: (path, { dataset }) =>
    pipeline(function* () {
      for (let record = 0; record < dataset.texts.length; record++) {
        const [startLine, startCharacter, endLine, endCharacter] = dataset.ranges.subarray(4 * record, 4 * record + 4);
        const row = {
          id: record,
          line: (startLine ?? 0) + 1,
          range: {
            start: { line: startLine, character: startCharacter },
            end: { line: endLine, character: endCharacter },
          },
          text: dataset.texts[record],
          label: labelOf(dataset, record),
        };
        yield `${JSON.stringify(row)}\n`;
      }
    }, createWriteStream(path)),
};

/** The label as it was read, a number where labels are numbers; null where there is none. */
function labelOf(
  { labels, labelOf: numbers, labelValues }: ExportInput["dataset"],
  record: number,
): string | number | null {
  const value = labelValues?.[record] ?? NaN;
  if (!Number.isNaN(value)) return value;
  const label = numbers[record] ?? NO_LABEL;
  return label === NO_LABEL ? null : (labels[label] ?? null);
}
