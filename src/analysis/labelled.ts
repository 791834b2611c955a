import { NO_LABEL } from "../protocol/engine.ts";
import { countTo } from "../numeric/sample.ts";

/** The points that have a label, ascending. */
export function labelledPoints(labels: Uint16Array): Uint32Array {
  return countTo(labels.length).filter((point) => labels[point] !== NO_LABEL);
}

/** The labels of some points, numbered from 0 without gaps, and how many points have each. */
export function dense(
  labels: Uint16Array,
  points: Uint32Array,
): { readonly of: Uint16Array; readonly sizes: Uint32Array } {
  const numbers = new Map<number, number>();
  const of = Uint16Array.from(points, (point) => {
    const label = labels[point] ?? NO_LABEL;
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
  const sizes = new Uint32Array(numbers.size);
  for (const label of of) sizes[label] = (sizes[label] ?? 0) + 1;
  return { of, sizes };
}
