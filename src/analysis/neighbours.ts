import { nearestParameters, nearestStates } from "../numeric/nearestStates.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Analysis } from "./analysis.ts";

/** The points whose states have the most similar direction: cosine distance, exact; equals by lower index first. */
export const neighbours: Analysis<typeof nearestParameters, Related> = {
  id: "neighbours",
  version: 1,
  label: "Nearest",
  help: "The points whose hidden states have the most similar direction, by cosine distance.",
  parameters: nearestParameters,
  result: "related",
  ofPicture: false,
  run: ({ states, from, to, algebra }, { k }, { signal }) =>
    nearestStates({ states, from, to, among: states, k, algebra, signal }),
};
