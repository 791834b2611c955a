import { nearestParameters, nearestStates } from "../numeric/nearestStates.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Comparison } from "./comparison.ts";

/** The points of another run whose states have the most similar direction: as `neighbours` finds those of the same run. */
export const neighboursIn: Comparison<typeof nearestParameters, Related> = {
  id: "neighboursIn",
  version: 1,
  label: "Nearest in another file",
  help: "The points of another file whose hidden states are nearest, by cosine distance or another.",
  parameters: nearestParameters,
  result: "related",
  run: ({ states, from, to, against, algebra }, { k, metric }, { signal }) =>
    nearestStates({ states, from, to, among: against, k, metric, algebra, signal }),
};
