import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { NO_LABEL } from "../protocol/engine.ts";
import type { Exporter } from "./index.ts";

/** One JSON object per record, in the order of the file: id, source line (from 1) and range (as in VS Code), text, label. */
export const recordList: Exporter = {
  id: "records",
  fileName: "records.jsonl",
  write: (path, { dataset }) =>
    pipeline(function* () {
      for (let record = 0; record < dataset.texts.length; record++) {
        const [startLine, startCharacter, endLine, endCharacter] = dataset.ranges.subarray(4 * record, 4 * record + 4);
        const label = dataset.labelOf[record] ?? NO_LABEL;
        const row = {
          id: record,
          line: (startLine ?? 0) + 1,
          range: {
            start: { line: startLine, character: startCharacter },
            end: { line: endLine, character: endCharacter },
          },
          text: dataset.texts[record],
          label: label === NO_LABEL ? null : dataset.labels[label],
        };
        yield `${JSON.stringify(row)}\n`;
      }
    }, createWriteStream(path)),
};
