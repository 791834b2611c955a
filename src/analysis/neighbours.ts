import { nearestParameters, nearestStates, type Allows } from "../numeric/nearestStates.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

const parameters = {
  ...nearestParameters,
  among: {
    kind: "choice",
    default: "all",
    options: ["all", "same label", "other labels"],
    help: "Which points may be named",
    needs: "labels",
  },
} as const;

/** The points whose states are nearest: exact; equals by lower index first. Without labels, all may be named. */
export const neighbours: Analysis<typeof parameters, Related> = {
  id: "neighbours",
  version: 1,
  label: "Nearest",
  help: "The points whose hidden states are nearest, by cosine distance or another.",
  parameters,
  result: "related",
  ofPicture: false,
  ofLabels: true,
  run: ({ states, from, to, algebra, labels }, { k, metric, among }, { signal }) =>
    nearestStates({ states, from, to, among: states, k, metric, allows: allowed(labels, among), algebra, signal }),
};

function allowed(labels: AnalysisInput["labels"], among: "all" | "same label" | "other labels"): Allows | undefined {
  if (labels === undefined || among === "all") return undefined;
  const wanted = among === "same label";
  return (point, other) => (labels[point] === labels[other]) === wanted;
}
