import { nearestStates } from "../numeric/nearestStates.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Comparison } from "./comparison.ts";

const parameters = {
  k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many nearest points to name at each layer" },
} as const;

/** The points of another run whose states have the most similar direction: as `neighbours` finds those of the same run. */
export const neighboursIn: Comparison<typeof parameters, Related> = {
  id: "neighboursIn",
  version: 1,
  label: "Nearest in another file",
  help: "The points of another file whose hidden states have the most similar direction, by cosine distance.",
  parameters,
  result: "related",
  run: ({ states, from, to, against, algebra }, { k }, { signal }) =>
    nearestStates({ states, from, to, among: against, k, algebra, signal }),
};
