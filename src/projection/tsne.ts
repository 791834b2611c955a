import { metricParameter } from "../numeric/metrics.ts";
import { neighbourGraph } from "../numeric/neighbourGraph.ts";
import { runKernel } from "../numeric/threads.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { layerParameters } from "./layers.ts";
import { preparationParameters } from "./preparation.ts";
import type { LayerInput, LayerProjection, LayerStep, Projection } from "./projection.ts";
import { allCoordinates, startPlaces, type StartPlaces } from "./startPlaces.ts";
import { partly, partlyUntil } from "../numeric/work.ts";
import { symmetric, type Affinities } from "./tsneAffinities.ts";
import { gridState } from "./tsneGrid.ts";
import { ITERATION_STEPS, tsneKernel, type DescentData } from "./tsneKernel.ts";
import { placeTsne } from "./tsnePlace.ts";
import { treeState } from "./tsneTree.ts";

const parameters = {
  perplexity: {
    kind: "number",
    default: 30,
    min: 1,
    max: 500,
    help: "About how many neighbours count: fewer for detail, more for the whole",
  },
  early_exaggeration: {
    kind: "number",
    default: 12,
    min: 1,
    max: 100,
    help: "How much stronger neighbours pull at first",
  },
  early_exaggeration_iter: {
    kind: "integer",
    default: 250,
    min: 0,
    max: 5000,
    help: "For how many iterations they do",
  },
  n_iter: { kind: "integer", default: 500, min: 0, max: 10_000, help: "Iterations after these" },
  exaggeration: {
    kind: "number",
    default: 1,
    min: 1,
    max: 100,
    help: "How much stronger neighbours pull in these: above 1 for denser groups",
  },
  learning_rate: {
    kind: "number",
    default: 0,
    min: 0,
    max: 1e6,
    help: "How far one iteration goes; 0 for the number of points over the exaggeration",
  },
  metric: { ...metricParameter, default: "euclidean" },
  negative_gradient_method: {
    kind: "choice",
    default: "auto",
    options: ["auto", "bh", "fft"],
    help: "How repulsion is summed: Barnes and Hut's tree, or interpolation, which is only for 2 dimensions",
  },
  theta: {
    kind: "number",
    default: 0.5,
    min: 0,
    max: 1,
    help: "Under what angle the tree takes points together: 0 is exact",
  },
  seed: { kind: "integer", default: 0, min: 0, max: 2 ** 31 - 1, help: "Which random numbers are drawn" },
  ...preparationParameters({ reduce: 50 }),
  ...layerParameters("procrustes"),
} as const;

type Values = ParameterValues<typeof parameters>;

/** Standard deviation of the first places. */
const START_SCALE = 1e-4;
/** Neighbours that count, per perplexity. */
const NEIGHBOURS = 3;
/** Points up to which the tree is quicker than the grid. */
const FEW_POINTS = 300;
/** Parts of a step: for the most threads there may be. */
const PARTS = 64;
/** Points up to which threads are not worth it. */
const SMALL = 1000;
/** Shares of the work: the start, the neighbours, the affinities one way and both ways. */
const [STARTED, FOUND, CALIBRATED, PAIRED] = [0.03, 0.2, 0.23, 0.25];

/** t-SNE as openTSNE runs it: the same schedule, the same defaults. */
export const tsne: Projection<typeof parameters> = {
  id: "tsne",
  version: 1,
  label: "t-SNE",
  help: "Neighbours near each other; distances between groups mean little.",
  reference: "van der Maaten 2014, jmlr.org/papers/v15/vandermaaten14a.html",
  iterative: true,
  locality: { parameter: "perplexity", low: 5, high: 100 },
  parameters,
  run,
  place: placeTsne,
};

async function* run(
  input: LayerInput,
  values: Values,
  context: TaskContext,
): AsyncGenerator<LayerStep, LayerProjection, void> {
  const { states, dimensions } = input;
  const { signal } = context;
  signal.throwIfAborted();
  const begun = yield* partly(startPlaces(input, { seed: values.seed, jitter: "all" }, signal), 0, STARTED);
  const affinities = begun.hasExtent ? yield* affinitiesOf(input, begun, values, context) : undefined;
  const { points, places: start } = begun;
  const coordinates = (places: Float64Array) => allCoordinates(places, points, states.records, dimensions);
  if (affinities === undefined) {
    yield { done: 1 };
    return { coordinates: coordinates(start) };
  }
  const data = descentOf(start, affinities, dimensions, values);
  const { places } = data.repulsion.state;
  const steps = ITERATION_STEPS * (values.early_exaggeration_iter + values.n_iter);
  const work = { data, steps, parts: PARTS, isSmall: points.length < SMALL };
  for await (const { done } of runKernel(tsneKernel, work, context))
    yield { done: PAIRED + (1 - PAIRED) * done, passing: coordinates(places) };
  yield { done: 1 };
  return { coordinates: coordinates(places) };
}

/** `undefined` where they were not found before it was enough. */
async function* affinitiesOf(
  { states, layer, algebra }: LayerInput,
  { points }: StartPlaces,
  { perplexity, metric }: Values,
  context: TaskContext,
): AsyncGenerator<Step, Affinities | undefined, void> {
  const { signal, enough } = context;
  const k = Math.min(Math.floor(NEIGHBOURS * perplexity), points.length - 1);
  const search = neighbourGraph(states, layer, { k, metric, algebra, signal });
  const graph = yield* partlyUntil(search, STARTED, FOUND, enough);
  if (graph === undefined || graph.count === 0) return undefined;
  const distances = new Float32Array(shared(graph.distances.byteLength));
  distances.set(graph.distances);
  const { count } = graph;
  const data = {
    kind: "calibration",
    distances,
    count,
    perplexity: perplexity > k ? k / NEIGHBOURS : perplexity,
  } as const;
  const work = { data, steps: 1, parts: PARTS, isSmall: points.length < SMALL };
  yield* partly(runKernel(tsneKernel, work, { signal }), FOUND, CALIBRATED);
  return yield* partlyUntil(symmetric(graph, distances, points, shared), CALIBRATED, PAIRED, enough);
}

function descentOf(start: Float64Array, affinities: Affinities, dimensions: 2 | 3, values: Values): DescentData {
  const floats = (count: number) => new Float64Array(shared(8 * count));
  const places = floats(start.length);
  for (let at = 0; at < start.length; at++) places[at] = (start[at] ?? 0) * START_SCALE;
  const method = values.negative_gradient_method;
  const isFew = start.length < FEW_POINTS * dimensions;
  const isGrid = dimensions === 2 && (method === "fft" || (method === "auto" && !isFew));
  return {
    kind: "descent",
    dimensions,
    affinities,
    repulsion: isGrid
      ? { kind: "grid", state: gridState(places, shared) }
      : { kind: "tree", state: treeState(places, dimensions, shared), theta: values.theta },
    attraction: floats(start.length),
    updates: floats(start.length),
    gains: floats(start.length).fill(1),
    sums: floats(PARTS),
    schedule: {
      earlyIterations: values.early_exaggeration_iter,
      earlyExaggeration: values.early_exaggeration,
      exaggeration: values.exaggeration,
      learningRate: values.learning_rate,
    },
  };
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
