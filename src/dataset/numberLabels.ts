import { type DatasetInfo, NO_LABEL } from "../protocol/engine.ts";

/** Labels are numbered in 16 bits, and the last number says that there is none; one more is kept free. */
const MOST_LABELS = NO_LABEL - 1;

/**
 * Numbers the labels of the records, most frequent first, of equals the one that comes first in the file. Records whose
 * label is missing or blank, or beyond the most frequent 65 534, have none.
 */
export function numberLabels(names: readonly (string | undefined)[]): Pick<DatasetInfo, "labels" | "labelOf"> {
  const counts = new Map<string, number>();
  for (const name of names) {
    if (name !== undefined && name.trim() !== "") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const labels = Array.from(counts)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_LABELS)
    .map(([name]) => name);
  const numbers = new Map(labels.map((name, i) => [name, i]));
  const labelOf = Uint16Array.from(names, (name) => (name === undefined ? NO_LABEL : (numbers.get(name) ?? NO_LABEL)));
  return { labels, labelOf };
}
