import type { ParameterValues } from "../protocol/parameters.ts";
import { UNCLUSTERED, type Groups, type Step, type TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { clusterLayers, clusterParameters, clusterTask, ofEither, type Clustering } from "./clusterLayers.ts";
import { spanningTree } from "./hdbscanSpanningTree.ts";
import { clustersOf, linkageOf } from "./hdbscanTree.ts";

const levels = ["fine", "medium", "broad", "broadest"] as const;

const drawnParameters = {
  level: {
    kind: "choice",
    default: "fine",
    options: levels,
    help: "How broad clusters are: the same tree cut for larger and larger ones, up to a tenth of all points",
  },
  min_cluster_size: {
    kind: "integer",
    default: 5,
    min: 2,
    max: 10_000,
    help: "Points of a cluster at least, at the fine level",
  },
  min_samples: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 1000,
    help: "Points, itself counted, that a point needs near it to be dense: the more, the more are unclustered; 0 takes min_cluster_size",
  },
  cluster_selection_method: {
    kind: "choice",
    default: "eom",
    options: ["eom", "leaf"],
    help: "Which clusters of the tree: those with the greatest excess of mass (eom), or the leaves, which are more and smaller",
  },
} as const;

const { level, ...others } = drawnParameters;
const parameters = { level, ...clusterParameters, ...others } as const;

/** Clusters of any shape, where points lie denser than round them; what lies between stays unclustered. */
export const hdbscan: Analysis<typeof parameters, Groups> = {
  id: "hdbscan",
  version: 1,
  label: "HDBSCAN clusters",
  help: "Groups of records that lie dense, of any shape, as many as there are; what lies between them stays unclustered.",
  reference: "Campello, Moulavi and Sander 2013, doi:10.1007/978-3-642-37456-2_14",
  parameters,
  ...clusterTask,
  ...ofEither,
  run,
};

/** The same where a file gives the places, and of hidden states nothing is known. */
export const hdbscanDrawn: Analysis<typeof drawnParameters, Groups> = {
  id: "hdbscanDrawn",
  version: 1,
  label: hdbscan.label,
  help: hdbscan.help,
  reference: "Campello, Moulavi and Sander 2013, doi:10.1007/978-3-642-37456-2_14",
  of: "coordinates",
  parameters: drawnParameters,
  ...clusterTask,
  ofPicture: true,
  run: (input, values, context) => run(input, { ...values, on: "drawing", metric: "euclidean" }, context),
};

function run(
  input: AnalysisInput,
  values: ParameterValues<typeof parameters>,
  context: TaskContext,
): AsyncGenerator<Step, Groups> {
  const { min_cluster_size: size, min_samples: samples, cluster_selection_method: selection, level } = values;
  const cluster: Clustering = async function* (space) {
    if (space.states.records < 2) return new Uint16Array(space.states.records).fill(UNCLUSTERED);
    const tree = yield* spanningTree({ ...space, layer: 0, minSamples: samples === 0 ? size : samples });
    return clustersOf(linkageOf(tree), sizeAt(level, size, space.states.records), selection);
  };
  return clusterLayers(input, values, cluster, context);
}

/** Points of a cluster at least at a level: from `size` by equal factors to a tenth of all. */
function sizeAt(level: (typeof levels)[number], size: number, points: number): number {
  const most = Math.max(size, points / 10);
  return Math.round(size * (most / size) ** (levels.indexOf(level) / (levels.length - 1)));
}
