import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import { metricParameter, type Metric } from "../numeric/metrics.ts";
import { neighbourGraph } from "../numeric/neighbourGraph.ts";
import { runKernel } from "../numeric/threads.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { adamStep, bothWays, type PairLists, type StepWeights } from "./pacmapForces.ts";
import { LIST, MOVE, pacmapKernel, RENEW, type PacmapData } from "./pacmapKernel.ts";
import { EXTRA_NEIGHBOURS, pairCounts, pairsOf, type Pairs } from "./pacmapPairs.ts";
import { layerParameters } from "./layers.ts";
import { preparationParameters } from "./preparation.ts";
import type { LayerInput, LayerProjection, LayerStep } from "./projection.ts";
import { allCoordinates, startPlaces, type StartPlaces } from "./startPlaces.ts";
import { partly, partlyUntil } from "../numeric/work.ts";

/** What PaCMAP and LocalMAP take, named and chosen as the reference implementation does. */
export const pacmapParameters = {
  n_neighbors: {
    kind: "integer",
    default: 10,
    min: 1,
    max: 500,
    help: "How many of the nearest points pull a point: fewer for detail, more for the whole",
  },
  MN_ratio: {
    kind: "number",
    default: 0.5,
    min: 0,
    max: 10,
    help: "Mid-near points per neighbour: they hold the whole together",
  },
  FP_ratio: { kind: "number", default: 2, min: 0, max: 20, help: "Further points per neighbour: they push away" },
  metric: { ...metricParameter, default: "euclidean" },
  lr: { kind: "number", default: 1, min: 0.001, max: 10, help: "Learning rate of Adam: how far one step goes" },
  num_iters: {
    kind: "integer",
    default: 250,
    min: 0,
    max: 5000,
    help: "Iterations of the last phase, after twice 100 for the whole",
  },
  seed: { kind: "integer", default: 0, min: 0, max: 2 ** 31 - 1, help: "Which random numbers are drawn" },
  ...preparationParameters({ reduce: 50 }),
  ...layerParameters("procrustes"),
} as const satisfies Parameters;

export interface PacmapValues {
  readonly n_neighbors: number;
  readonly MN_ratio: number;
  readonly FP_ratio: number;
  readonly metric: Metric;
  readonly lr: number;
  readonly num_iters: number;
  readonly seed: number;
  /** LocalMAP: within how far in the picture further points are looked for, and the scale of the pull; none for PaCMAP. */
  readonly low_dist_thres?: number;
}

const [WHOLE_ITERATIONS, MIDDLE_ITERATIONS] = [100, 100];
const FIRST_MID_WEIGHT = 1000;
const PCA_SCALE = 0.01;
const START_SCALE = 1e-4;
/** LocalMAP looks for further points anew so often. */
const RENEWED_EVERY = 10;
/** Parts of a step: for the most threads there may be. */
const PARTS = 64;
/** Points up to which threads are not worth it. */
const SMALL = 2000;
/** Shares of the work: the start, the neighbours, the pairs. */
const [STARTED, FOUND, PAIRED] = [0.05, 0.3, 0.35];

/** Wang, Huang, Rudin and Shaposhnik 2021; with `low_dist_thres`, Wang, Sun, Huang and Rudin 2025. */
export async function* runPacmap(
  input: LayerInput,
  values: PacmapValues,
  { signal, enough }: TaskContext,
): AsyncGenerator<LayerStep, LayerProjection, void> {
  const { states, dimensions } = input;
  signal.throwIfAborted();
  const begun = yield* partly(startPlaces(input, { seed: values.seed, jitter: "flat" }, signal), 0, STARTED);
  const pairs = begun.hasExtent ? yield* findPairs(input, begun, values, { signal, enough }) : undefined;
  const coordinates = (places: Float64Array) => allCoordinates(places, begun.points, states.records, dimensions);
  if (pairs === undefined) {
    yield { done: 1 };
    return { coordinates: coordinates(begun.places) };
  }
  const count = begun.points.length;
  const data = dataOf(input, begun.places, pairs, values);
  const steps = data.kinds.length;
  const work = { data, steps, parts: PARTS, isSmall: count < SMALL };
  for await (const { done } of runKernel(pacmapKernel, work, { signal, enough })) {
    const complete = data.places[((data.begun[0] ?? 0) + 1) % 2];
    yield { done: PAIRED + (1 - PAIRED) * done, ...(complete && { passing: coordinates(complete) }) };
  }
  yield { done: 1 };
  return { coordinates: coordinates(data.places[(data.begun[0] ?? 0) % 2] ?? begun.places) };
}

function dataOf(
  { dimensions, start }: LayerInput,
  begun: Float64Array,
  pairs: Pairs,
  values: PacmapValues,
): PacmapData {
  const count = begun.length / dimensions;
  const floats = () => new Float64Array(new SharedArrayBuffer(8 * begun.length));
  const scale = start === undefined ? PCA_SCALE : START_SCALE;
  const places = floats();
  for (let at = 0; at < begun.length; at++) places[at] = (begun[at] ?? 0) * scale;
  const total = WHOLE_ITERATIONS + MIDDLE_ITERATIONS + values.num_iters;
  const weights = Array.from({ length: total }, (_, iteration) => weightsAt(iteration, values));
  const isRenewed = (iteration: number) => (weights[iteration]?.local ?? 0) > 0 && iteration % RENEWED_EVERY === 0;
  const steps = weights.flatMap((_, iteration) =>
    (isRenewed(iteration) ? [MOVE, RENEW, LIST] : [MOVE]).map((kind) => ({ kind, iteration })),
  );
  const renewal = {
    near: sharedWords(pairs.near),
    further: sharedWords(pairs.further),
    within: values.low_dist_thres ?? 0,
    seed: values.seed,
  };
  return {
    dimensions,
    places: [places, floats()],
    begun: new Uint32Array(new SharedArrayBuffer(4)),
    means: floats(),
    squares: floats(),
    near: sharedLists(bothWays(pairs.near, count)),
    mid: sharedLists(bothWays(pairs.mid, count)),
    further: sharedLists(bothWays(pairs.further, count)),
    kinds: Uint8Array.from(steps, ({ kind }) => kind),
    iterations: Uint32Array.from(steps, ({ iteration }) => iteration),
    weights,
    renewal: values.low_dist_thres === undefined ? undefined : renewal,
  };
}

function sharedLists({ starts, others }: PairLists): PairLists {
  return { starts: sharedWords(starts), others: sharedWords(others) };
}

function sharedWords(values: Uint32Array): Uint32Array {
  const words = new Uint32Array(new SharedArrayBuffer(values.byteLength));
  words.set(values);
  return words;
}

/** The weights of Wang et al. 2021, table 1: the whole first, then the middle, then detail. */
function weightsAt(iteration: number, { lr, low_dist_thres }: PacmapValues): StepWeights {
  const step = adamStep(lr, iteration);
  const whole = iteration / WHOLE_ITERATIONS;
  if (whole < 1) return { near: 2, mid: (1 - whole) * FIRST_MID_WEIGHT + 3 * whole, further: 1, local: 0, step };
  const isLast = iteration >= WHOLE_ITERATIONS + MIDDLE_ITERATIONS;
  if (!isLast) return { near: 3, mid: 3, further: 1, local: 0, step };
  const isLocal = low_dist_thres !== undefined && iteration >= WHOLE_ITERATIONS + MIDDLE_ITERATIONS;
  return { near: 1, mid: 0, further: 1, local: isLocal ? low_dist_thres / 2 : 0, step };
}

async function* findPairs(
  { states, layer, algebra }: LayerInput,
  { points }: StartPlaces,
  { n_neighbors, MN_ratio, FP_ratio, metric, seed }: PacmapValues,
  { signal, enough }: TaskContext,
): AsyncGenerator<Step, Pairs | undefined, void> {
  const counts = pairCounts(points.length, n_neighbors, MN_ratio, FP_ratio);
  const k = Math.min(n_neighbors + EXTRA_NEIGHBOURS, points.length - 1);
  const search = neighbourGraph(states, layer, { k, metric, algebra, signal });
  const graph = yield* partlyUntil(search, STARTED, FOUND, enough);
  if (graph === undefined) return undefined;
  const rows = await rowsOf(states, layer, points, signal);
  const work = pairsOf({ points, rows, graph, metric, counts, seed, signal });
  return yield* partlyUntil(work, FOUND, PAIRED, enough);
}

/** States `[points × width]` of some points, ascending. */
async function rowsOf(
  states: LayerStates,
  layer: number,
  points: Uint32Array,
  signal: AbortSignal,
): Promise<Float32Array> {
  const width = states.widths[layer] ?? 0;
  const rows = new Float32Array(points.length * width);
  let next = 0;
  for await (const { from, to, rows: chunk } of chunksOf(states, layer)) {
    signal.throwIfAborted();
    for (; (points[next] ?? to) < to; next++) {
      const at = ((points[next] ?? 0) - from) * width;
      rows.set(chunk.subarray(at, at + width), next * width);
    }
  }
  return rows;
}
