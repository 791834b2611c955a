import type { RecordValues } from "./recordValues.ts";
import type { TextParts } from "./textParts.ts";
import type { GivenCoordinates } from "./layerwise.ts";
import type { DatasetInfo } from "../protocol/engine.ts";

/** What was read of a source: everything the other side of the border is told, and the texts. */
export interface Dataset extends Omit<DatasetInfo, "run" | "tokens" | "textKeys"> {
  /** `[records]` the texts, escapes resolved. */
  readonly texts: readonly string[];
  /** Where parts of the texts stand. */
  readonly parts: Pick<TextParts, "rangesOf">;
  /** Where the records are drawn, where the file says so: no model reads them. */
  readonly coordinates?: GivenCoordinates;
  /** What the records have in any field: `values.of(record, field)`. */
  readonly values: Pick<RecordValues, "of" | "mayBeMissing" | "labelsOf">;
}
