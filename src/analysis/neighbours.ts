import { nearestStates } from "../numeric/nearestStates.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Analysis } from "./analysis.ts";

const parameters = {
  k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many nearest points to name at each layer" },
} as const;

/** The points whose states have the most similar direction: cosine distance, exact; equals by lower index first. */
export const neighbours: Analysis<typeof parameters, Related> = {
  id: "neighbours",
  version: 1,
  label: "Nearest",
  help: "The points whose hidden states have the most similar direction, by cosine distance.",
  parameters,
  result: "related",
  ofPicture: false,
  run: ({ states, from, to, algebra }, { k }, { signal }) =>
    nearestStates({ states, from, to, among: states, k, algebra, signal }),
};
