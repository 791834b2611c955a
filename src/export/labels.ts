import { NO_LABEL } from "../protocol/engine.ts";
import type { RecordIndex } from "../protocol/indices.ts";
import type { Points } from "../sources/points.ts";

/** The label as it was read, a number where labels are numbers; null where there is none. */
export function labelOf({ dataset }: Pick<Points, "dataset">, record: RecordIndex): string | number | null {
  const { labels, labelOf: numbers, labelValues } = dataset;
  const value = labelValues?.[record] ?? NaN;
  if (!Number.isNaN(value)) return value;
  const label = numbers[record] ?? NO_LABEL;
  return label === NO_LABEL ? null : (labels[label] ?? null);
}

/** A number in single precision in as few digits as say it: the very same is read again. */
export function digits(value: number): number {
  return Number(value.toPrecision(9));
}
