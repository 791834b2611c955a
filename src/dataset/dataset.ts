import type { RecordValues } from "./recordValues.ts";
import type { TextParts } from "./textParts.ts";
import type { DatasetInfo } from "../protocol/engine.ts";

/** What was read of a source: everything the other side of the border is told, and the texts. */
export interface Dataset extends Omit<DatasetInfo, "run" | "tokens" | "textKeys"> {
  /** `[records]` the texts, escapes resolved. */
  readonly texts: readonly string[];
  /** Where parts of the texts stand. */
  readonly parts: Pick<TextParts, "rangesOf">;
  /** What the records have in any field: `values.of(record, field)`. */
  readonly values: Pick<RecordValues, "of" | "mayBeMissing" | "labelsOf">;
}
