import type { ModelFacts } from "../store/modelFacts.ts";
import { tableRows } from "./tableRows.ts";
import type { TapPlan } from "./tapPlan.ts";

/** The first ids are often special tokens. */
const SPECIAL_IDS = 3;
/** A vocabulary below this is used whole. */
const SMALL_VOCABULARY = 8;

/** Different token ids that the model has embeddings for, `count` of them from the `start`th on; they repeat where it has fewer. */
export function probeIds(plan: TapPlan, count: number, start = 0): number[] {
  const rows = tableRows(plan) ?? Infinity;
  const first = rows > SMALL_VOCABULARY ? SPECIAL_IDS : 0;
  return Array.from({ length: count }, (_, index) => first + ((start + index) % (rows - first)));
}

/** The token id behind the end of shorter texts: the configuration's where the model has an embedding for it, else 0. */
export function paddingOf(plan: TapPlan, { paddingId = 0 }: ModelFacts): number {
  return paddingId < (tableRows(plan) ?? Infinity) ? paddingId : 0;
}
