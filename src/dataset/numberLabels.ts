import { type DatasetInfo, NO_LABEL } from "../protocol/engine.ts";
import type { ReadingNotice } from "../protocol/reading.ts";

interface NumberedLabels extends Pick<DatasetInfo, "labels" | "labelOf"> {
  readonly notices: readonly ReadingNotice[];
}

/** Labels are numbered in 16 bits, and the last number says that there is none; one more is kept free. */
const MOST_LABELS = NO_LABEL - 1;

/**
 * Numbers the labels of the records, most frequent first, of equals the one that comes first in the file. Records whose
 * label is missing or blank, or beyond the most frequent 65 534, have none; of the latter a notice says so.
 */
export function numberLabels(names: readonly (string | undefined)[]): NumberedLabels {
  const counts = new Map<string, number>();
  for (const name of names) {
    if (name !== undefined && name.trim() !== "") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = Array.from(counts).sort(([, a], [, b]) => b - a);
  const labels = sorted.slice(0, MOST_LABELS).map(([name]) => name);
  const beyond = sorted.slice(MOST_LABELS).reduce((sum, [, records]) => sum + records, 0);
  const numbers = new Map(labels.map((name, i) => [name, i]));
  const labelOf = Uint16Array.from(names, (name) => (name === undefined ? NO_LABEL : (numbers.get(name) ?? NO_LABEL)));
  const notices: readonly ReadingNotice[] =
    beyond === 0 ? [] : [{ kind: "labelsBeyond", kept: labels.length, records: beyond }];
  return { labels, labelOf, notices };
}
