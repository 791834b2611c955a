import { countTo } from "../numeric/sample.ts";
import { similarityBlocks } from "../numeric/similarities.ts";
import { unitStates } from "../numeric/unitStates.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Groups, Step, TaskContext } from "../protocol/tasks.ts";
import { agglomerate, linkages, type Linkage, type Merges } from "./agglomerativeTree.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { chosenCount, countParameter } from "./clusterCount.ts";
import { clusterLayers, clusterParameters, clusterTask, ofEither, type Clustering } from "./clusterLayers.ts";
import type { ClusterSpace } from "./clusterSpace.ts";
import { Sets } from "./hdbscanSets.ts";
import { toDistances } from "./silhouette.ts";

/** Points at most: the distances of all pairs are in memory, 100 MB of them. */
export const MOST_POINTS = 5000;

const parameters = {
  n_clusters: countParameter,
  on: clusterParameters.on,
  linkage: {
    kind: "choice",
    default: "ward",
    options: linkages,
    help: "Which groups are nearest: those whose union varies least (ward; of directions those of length 1), or by the mean or the largest distance",
  },
  metric: clusterParameters.metric,
} as const;

/** Clusters made by merging the two nearest, over and over. Throws `tooManyPoints`. */
export const agglomerative: Analysis<typeof parameters, Groups> = {
  id: "agglomerative",
  version: 1,
  label: "Agglomerative clusters",
  help: "A number of groups, made by merging the two nearest over and over; of at most 5 000 records.",
  reference: "Ward 1963, doi:10.1080/01621459.1963.10500845",
  parameters,
  ...clusterTask,
  ...ofEither,
  run,
};

async function* run(
  input: AnalysisInput,
  values: ParameterValues<typeof parameters>,
  context: TaskContext,
): AsyncGenerator<Step, Groups> {
  const { records } = input.states;
  if (records > MOST_POINTS)
    throw new StrataError("tooManyPoints", { task: agglomerative.label, points: records, most: MOST_POINTS });
  const { n_clusters: wanted, linkage } = values;
  const cluster: Clustering = async function* (space) {
    const merges = yield* mergesOf(space, linkage);
    const { records } = space.states;
    const cuts = ({ places }: { readonly places: Uint32Array }) =>
      function* (tried: number): Generator<void, Uint16Array> {
        const all = cutTree(merges, records, tried);
        yield;
        return Uint16Array.from(places, (place) => all[place] ?? 0);
      };
    const count = yield* chosenCount(space, wanted, cuts, [0.5, 1]);
    return cutTree(merges, records, count);
  };
  return yield* clusterLayers(input, values, cluster, context);
}

async function* mergesOf(space: ClusterSpace, linkage: Linkage): AsyncGenerator<number, Merges> {
  const { states, metric, algebra, signal } = space;
  const { records } = states;
  const scaled = metric === "euclidean" ? states : unitStates(states, metric === "correlation");
  const distances = new Float32Array(records * records);
  const points = countTo(records);
  const search = { layer: 0, states: scaled, points, among: scaled, metric: "euclidean", algebra, signal } as const;
  for await (const { from, similarities } of similarityBlocks(search)) {
    // Half the squares, which Ward's groups are as near by as by the squares.
    toDistances(similarities, linkage === "ward" ? "cosine" : metric);
    distances.set(similarities, from * records);
    yield (0.25 * from) / records;
  }
  const work = agglomerate(distances, records, linkage);
  let step = work.next();
  for (; step.done !== true; step = work.next()) {
    signal.throwIfAborted();
    yield 0.25 + 0.25 * step.value;
  }
  return step.value;
}

/** `[points]` the group of each where so many are left. */
function cutTree({ from, to }: Merges, points: number, count: number): Uint16Array {
  const sets = new Sets(points);
  for (let merge = 0; merge < points - count; merge++) sets.unite(from[merge] ?? 0, to[merge] ?? 0);
  const numbers = new Map<number, number>();
  const of = new Uint16Array(points);
  for (let point = 0; point < points; point++) {
    const root = sets.rootOf(point);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    of[point] = number;
  }
  return of;
}
