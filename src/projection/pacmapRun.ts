import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import { metricParameter, type Metric } from "../numeric/metrics.ts";
import { neighbourGraph } from "../numeric/neighbourGraph.ts";
import { RandomStream } from "../numeric/randomStream.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { adamStep, bothWays, movePacmap, type PacmapState, type StepWeights } from "./pacmapForces.ts";
import { EXTRA_NEIGHBOURS, NONE, pairCounts, pairsOf, type Pairs } from "./pacmapPairs.ts";
import type { LayerInput, LayerProjection, LayerStep } from "./projection.ts";
import { allCoordinates, startPlaces, type StartPlaces } from "./startPlaces.ts";
import { part } from "./steps.ts";

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
/** LocalMAP looks for further points anew so often, and so many times for one. */
const RENEWED_EVERY = 10;
const TRIES = 100;
/** Points moved between two looks at the clock. */
const BLOCK = 8192;
const TURN_MS = 20;
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
  const begun = (yield* part(startPlaces(input, values.seed, signal), { from: 0, to: STARTED })) ?? missing();
  const pairs = begun.hasExtent ? yield* findPairs(input, begun, values, { signal, enough }) : undefined;
  const coordinates = (places: Float64Array) => allCoordinates(places, begun.points, states.records, dimensions);
  if (pairs === undefined) {
    yield { done: 1 };
    return { coordinates: coordinates(begun.places) };
  }
  const count = begun.points.length;
  const scale = input.start === undefined ? PCA_SCALE : START_SCALE;
  const size = count * dimensions;
  let state: PacmapState = {
    dimensions,
    places: begun.places.map((value) => value * scale),
    next: new Float64Array(size),
    means: new Float64Array(size),
    squares: new Float64Array(size),
    near: bothWays(pairs.near, count),
    mid: bothWays(pairs.mid, count),
    further: bothWays(pairs.further, count),
  };
  const total = WHOLE_ITERATIONS + MIDDLE_ITERATIONS + values.num_iters;
  let last = performance.now();
  for (let iteration = 0; iteration < total && !enough?.aborted; iteration++) {
    const weights = weightsAt(iteration, values);
    for (let from = 0; from < count; from += BLOCK) {
      movePacmap(state, weights, from, Math.min(from + BLOCK, count));
      if (performance.now() - last < TURN_MS) continue;
      yield { done: PAIRED + ((1 - PAIRED) * (iteration + from / count)) / total, passing: coordinates(state.places) };
      signal.throwIfAborted();
      last = performance.now();
    }
    state = { ...state, places: state.next, next: state.places };
    if (weights.local > 0 && iteration % RENEWED_EVERY === 0) {
      renewFurther(pairs, state, values, iteration);
      state = { ...state, further: bothWays(pairs.further, count) };
    }
  }
  yield { done: 1 };
  return { coordinates: coordinates(state.places) };
}

/** The weights of Wang et al. 2021, table 1: the whole first, then the middle, then detail. */
function weightsAt(iteration: number, { lr, low_dist_thres }: PacmapValues): StepWeights {
  const step = adamStep(lr, iteration);
  const whole = iteration / WHOLE_ITERATIONS;
  if (whole < 1) return { near: 2, mid: (1 - whole) * FIRST_MID_WEIGHT + 3 * whole, further: 1, local: 0, step };
  const isLast = iteration >= WHOLE_ITERATIONS + MIDDLE_ITERATIONS;
  if (!isLast) return { near: 3, mid: 3, further: 1, local: 0, step };
  return { near: 1, mid: 0, further: 1, local: (low_dist_thres ?? 0) / 2, step };
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
  const graph = yield* part(search, { from: STARTED, to: FOUND, enough });
  if (graph === undefined) return undefined;
  const rows = await rowsOf(states, layer, points, signal);
  const work = pairsOf({ points, rows, graph, metric, counts, seed, signal });
  return yield* part(work, { from: FOUND, to: PAIRED, enough });
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

/** Further points are looked for near by in the picture, by trying: what is not found stays as it was. */
function renewFurther(pairs: Pairs, state: PacmapState, values: PacmapValues, iteration: number): void {
  const { dimensions, places } = state;
  const count = places.length / dimensions;
  const [near, further] = [pairs.near.length / count, pairs.further.length / count];
  const within = (values.low_dist_thres ?? 0) ** 2;
  const random = new RandomStream();
  const before = new Uint32Array(further);
  for (let i = 0; i < count; i++) {
    random.begin(values.seed + iteration, i);
    const own = pairs.further.subarray(i * further, (i + 1) * further);
    const neighbours = pairs.near.subarray(i * near, (i + 1) * near);
    before.set(own);
    own.fill(NONE);
    for (let k = 0; k < further; k++) {
      let found = NONE;
      for (let tried = 0; tried < TRIES && found === NONE; tried++) {
        const other = random.below(count);
        if (other === i || own.includes(other) || neighbours.includes(other)) continue;
        if (squaredDistance(places, i * dimensions, other * dimensions, dimensions) <= within) found = other;
      }
      own[k] = found;
    }
    for (let k = 0; k < further; k++) if (own[k] === NONE) own[k] = before[k] ?? NONE;
  }
}

function squaredDistance(places: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let axis = 0; axis < dimensions; axis++) sum += ((places[a + axis] ?? 0) - (places[b + axis] ?? 0)) ** 2;
  return sum;
}

function missing(): never {
  throw new Error("a part of the work was left undone that nobody had enough of");
}
