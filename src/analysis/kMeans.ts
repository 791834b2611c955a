import type { ParameterValues } from "../protocol/parameters.ts";
import type { Groups, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { chosenCount, countParameter } from "./clusterCount.ts";
import { clusterLayers, clusterParameters, clusterTask, ofEither, type Clustering } from "./clusterLayers.ts";
import { meanRows, type ClusterSpace } from "./clusterSpace.ts";
import { kMeansOf } from "./kMeansRun.ts";

const parameters = {
  n_clusters: countParameter,
  on: clusterParameters.on,
  metric: clusterParameters.metric,
  seed: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 2 ** 31 - 1,
    help: "Where chance begins: the same one, the same clusters",
  },
} as const;

/** Clusters round means; of directions those of states scaled to length 1. Every point is in one. */
export const kMeans: Analysis<typeof parameters, Groups> = {
  id: "kMeans",
  version: 1,
  label: "k-means clusters",
  help: "A number of groups, each round its mean; every record is in the one whose mean is nearest.",
  reference: "Lloyd 1982, doi:10.1109/TIT.1982.1056489; Arthur and Vassilvitskii 2007",
  parameters,
  ...clusterTask,
  ...ofEither,
  run,
};

function run(
  input: AnalysisInput,
  values: ParameterValues<typeof parameters>,
  context: TaskContext,
): AsyncGenerator<Step, Groups> {
  const { n_clusters: wanted, seed } = values;
  const cluster: Clustering = async function* (space) {
    if (space.states.records === 0) return new Uint16Array();
    const ofSample = async ({ space: sample }: { readonly space: ClusterSpace }) => {
      const rows = await meanRows(sample);
      return (tried: number) => clustered(sample, rows, tried, seed);
    };
    const count = yield* chosenCount(space, wanted, ofSample, [0, 0.5]);
    const means = clustered(space, await meanRows(space), count, seed);
    for (;;) {
      const step = await means.next();
      if (step.done === true) return step.value;
      yield 0.5;
    }
  };
  return clusterLayers(input, values, cluster, context);
}

async function* clustered(
  { states, algebra, signal }: ClusterSpace,
  rows: Float32Array,
  count: number,
  seed: number,
): AsyncGenerator<void, Uint16Array> {
  const { of } = yield* kMeansOf({ rows, width: states.widths[0] ?? 0, count, seed, algebra, signal });
  return of;
}
