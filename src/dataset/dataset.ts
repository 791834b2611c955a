import type { DatasetInfo } from "../protocol/engine.ts";

/** What was read of a source: everything the other side of the border is told, and the texts. */
export interface Dataset extends Omit<DatasetInfo, "run" | "tokens" | "textKeys"> {
  /** `[records]` the texts, escapes resolved. */
  readonly texts: readonly string[];
}
