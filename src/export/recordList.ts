import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { RECORDS_FILE } from "../protocol/bundles.ts";
import type { PointIndex } from "../protocol/indices.ts";
import type { Exporter } from "./index.ts";
import { labelOf } from "./labels.ts";

/**
 * One JSON object per point, in the order of the file: id, source line (from 1) and range (as in VS Code), text, label.
 * Where the points are tokens, also the record each is a token of, and its start and end in that record's text.
 */
export const recordList: Exporter = {
  id: "records",
  fileName: RECORDS_FILE,
  label: "Records",
  help: "One JSON object per line: line, range, text and label of every record, in the order of the states.",
  write: (path, { points, withTexts }) =>
    pipeline(function* () {
      const { tokens, ranges } = points;
      for (let id = 0; id < points.count; id++) {
        const point = id as PointIndex;
        const record = points.recordOf(point);
        const [startLine, startCharacter, endLine, endCharacter] = ranges.subarray(4 * id, 4 * id + 4);
        const row = {
          id,
          ...(tokens?.areRecords === false && {
            record,
            offsets: [tokens.offsets[2 * id], tokens.offsets[2 * id + 1]],
          }),
          line: (startLine ?? 0) + 1,
          range: {
            start: { line: startLine, character: startCharacter },
            end: { line: endLine, character: endCharacter },
          },
          ...(withTexts && { text: points.textOf(point) }),
          label: labelOf(points, record),
        };
        yield `${JSON.stringify(row)}\n`;
      }
    }, createWriteStream(path)),
};
