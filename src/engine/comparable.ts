import { StrataError } from "../protocol/errors.ts";
import type { Run } from "./run.ts";

/** Throws `notComparable` where the states of two runs do not lie in the same spaces: then no distance means anything. */
export function assertComparable(run: Run, against: Run): void {
  const [one, other] = [run.source, against.source];
  const isSame =
    one.key === other.key &&
    String(one.widths) === String(other.widths) &&
    JSON.stringify(one.spaces) === JSON.stringify(other.spaces);
  if (isSame) return;
  throw new StrataError("notComparable", {
    path: run.points.dataset.path,
    model: describe(run),
    otherPath: against.points.dataset.path,
    otherModel: describe(against),
  });
}

function describe({ result: { model, pooling, maxTokens, layers } }: Run): string {
  const most = maxTokens === undefined ? undefined : `at most ${maxTokens} tokens`;
  return [model, pooling, most, `${layers.length} layers`].filter((part) => part !== undefined).join(", ");
}
