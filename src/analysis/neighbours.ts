import { nearestParameters, nearestStates, type Allows } from "../numeric/nearestStates.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

const parameters = {
  ...nearestParameters,
  among: {
    kind: "choice",
    default: "all",
    options: ["all", "same label", "other labels", "other files"],
    help: "Which points may be named",
    needs: { "same label": "labels", "other labels": "labels", "other files": "files" },
  },
} as const;

/** The points whose states are nearest: exact; equals by lower index first. Without labels or files to tell them apart, all may be named. */
export const neighbours: Analysis<typeof parameters, Related> = {
  id: "neighbours",
  version: 1,
  label: "Nearest",
  help: "The points whose hidden states are nearest, by cosine distance or another.",
  parameters,
  result: "related",
  ofPicture: false,
  ofLabels: true,
  ofFiles: true,
  run: ({ states, from, to, algebra, labels, files }, { k, metric, among }, { signal }) =>
    nearestStates({
      states,
      from,
      to,
      among: states,
      k,
      metric,
      allows: allowed(among, labels, files),
      algebra,
      signal,
    }),
};

function allowed(
  among: ParameterValues<typeof parameters>["among"],
  labels: AnalysisInput["labels"],
  files: AnalysisInput["files"],
): Allows | undefined {
  const groups = among === "other files" ? files : labels;
  if (groups === undefined || among === "all") return undefined;
  const wanted = among === "same label";
  return (point, other) => (groups[point] === groups[other]) === wanted;
}
