import { neighbourGraph } from "../numeric/neighbourGraph.ts";
import { seededRandom } from "../numeric/random.ts";
import { sharedFloats } from "../numeric/sharedMemory.ts";
import { runKernel } from "../numeric/threads.ts";
import { partly, partlyInTurns } from "../numeric/work.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { TaskContext } from "../protocol/tasks.ts";
import { layerParameters } from "./layers.ts";
import { pca } from "./pca.ts";
import { preparationParameters } from "./preparation.ts";
import type { LayerInput, LayerProjection, LayerStep, Projection } from "./projection.ts";
import { curveOf } from "./umapCurve.ts";
import { blocksOf, type Blocks } from "./umapBlocks.ts";
import { fuzzyGraph, type FuzzyGraph } from "./umapGraph.ts";
import { sampledEdges, umapKernel, umapWork, type UmapData } from "./umapKernel.ts";
import { umapParameters } from "./umapParameters.ts";
import { placeByUmap } from "./umapPlace.ts";

/** Records up to which more epochs are affordable, and how many there are for fewer and for more of them. */
const FEW_RECORDS = 10_000;
const EPOCHS = { few: 500, many: 200 };
/** How far the points extend at the start, and how far they are scattered: as in the reference implementation. */
const START_EXTENT = 10;
/** Extent of an axis, as a share of the widest, that is rounding. */
const FLAT = 1e-6;
const SCATTER = 1e-4;

/** The share of the work that ends with the neighbours, with the start and with the graph. */
const [NEIGHBOURS, START, GRAPH] = [0.3, 0.35, 0.4];

const parameters = {
  ...umapParameters,
  ...preparationParameters({ normalise: "yes", reduce: 50 }),
  ...layerParameters("procrustes"),
};

/** Uniform manifold approximation and projection, as the reference implementation does it. */
export const umap: Projection<typeof parameters> = {
  id: "umap",
  version: 1,
  label: "UMAP",
  help: "Points that are near each other stay near: clusters and how they hang together, rather than distances between them.",
  reference: "McInnes, Healy & Melville 2018, arXiv:1802.03426",
  parameters,
  iterative: true,
  locality: { parameter: "n_neighbors", low: 5, high: 200 },
  run,
  place: placeByUmap,
};

async function* run(
  input: LayerInput,
  values: ParameterValues<typeof umapParameters>,
  context: TaskContext,
): AsyncGenerator<LayerStep, LayerProjection, void> {
  const { states, layer, dimensions, algebra } = input;
  const { signal } = context;
  const search = { k: values.n_neighbors - 1, metric: values.metric, algebra, signal };
  const near = yield* partly(neighbourGraph(states, layer, search), 0, NEIGHBOURS);
  const start = yield* partly(startOf(input, values, context), NEIGHBOURS, START);
  const graph = yield* partlyInTurns(fuzzyGraph(near), context.signal, START, GRAPH);
  const blocks = blocksOf(graph, finitePoints(start, dimensions));
  const { points } = blocks;
  const places = new Float64Array(start.length).fill(NaN);
  const epochs = values.n_epochs || (points.length > FEW_RECORDS ? EPOCHS.many : EPOCHS.few);
  const data = dataOf(blocks, start, graph, input, values, epochs);
  const show = (buffer: Float32Array): Float64Array => {
    for (const [i, point] of points.entries()) {
      for (let axis = 0; axis < dimensions; axis++)
        places[point * dimensions + axis] = buffer[i * dimensions + axis] ?? 0;
    }
    return places;
  };
  const work = runKernel(umapKernel, umapWork(data), context);
  for (;;) {
    const step = await work.next();
    if (step.done === true) {
      const coordinates = centred(show(step.value % 2 === 0 ? data.even : data.odd), dimensions);
      yield { done: 1, passing: coordinates };
      return { coordinates };
    }
    yield { done: GRAPH + (1 - GRAPH) * step.value.done, passing: show(data.even) };
  }
}

/** `[points × dimensions]` where the points begin, NaN where they have no place. */
async function* startOf(
  input: LayerInput,
  { init, seed }: ParameterValues<typeof umapParameters>,
  context: TaskContext,
): AsyncGenerator<LayerStep, Float64Array, void> {
  const { dimensions } = input;
  const { coordinates } = yield* pca.run({ ...input, start: undefined }, {}, context);
  const random = seededRandom(seed);
  if (init === "random")
    return coordinates.map((value) => (Number.isNaN(value) ? NaN : START_EXTENT * (random() - 0.5)));
  const { start } = input;
  if (start !== undefined) {
    for (let at = 0; at < coordinates.length; at += dimensions) {
      if (Number.isNaN(coordinates[at])) continue;
      for (let i = at; i < at + dimensions; i++) {
        // One that had no place at the layer before begins in the middle.
        const before = start[i] ?? NaN;
        coordinates[i] = Number.isNaN(before) ? 0 : before;
      }
    }
  }
  fit(coordinates, dimensions, start !== undefined);
  // Twins would never come apart.
  return coordinates.map((value) => value + SCATTER * (2 * random() - 1));
}

/** In place: every axis from -5 to 5, as in the reference implementation; a picture that is about as large stays as it is. */
function fit(coordinates: Float64Array, dimensions: number, isPicture: boolean): void {
  const extents = Array.from({ length: dimensions }, (_, axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = axis; at < coordinates.length; at += dimensions) {
      const value = coordinates[at] ?? NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { middle: (low + high) / 2, extent: high - low };
  });
  const most = extents.reduce((largest, { extent }) => Math.max(largest, extent), 0);
  if (isPicture && most > START_EXTENT / 4 && most < START_EXTENT * 8) return;
  for (let at = 0; at < coordinates.length; at++) {
    const { middle = 0, extent = 0 } = extents[at % dimensions] ?? {};
    // An axis along which there is next to nothing would be noise.
    const isFlat = extent <= FLAT * most;
    coordinates[at] = isFlat ? 0 * (coordinates[at] ?? 0) : (START_EXTENT * ((coordinates[at] ?? 0) - middle)) / extent;
  }
}

/** The points that have a place. */
function finitePoints(start: Float64Array, dimensions: number): Uint32Array {
  const points = new Uint32Array(start.length / dimensions);
  let count = 0;
  for (let point = 0; point < points.length; point++) {
    if (!Number.isNaN(start[point * dimensions])) points[count++] = point;
  }
  return points.slice(0, count);
}

function dataOf(
  { points, starts: blocks }: Blocks,
  start: Float64Array,
  graph: FuzzyGraph,
  { dimensions, start: before }: LayerInput,
  values: ParameterValues<typeof umapParameters>,
  epochs: number,
): UmapData {
  const size = points.length * dimensions;
  const [even, odd] = [sharedFloats(size), sharedFloats(size)];
  for (const [i, point] of points.entries()) {
    for (let axis = 0; axis < dimensions; axis++) even[i * dimensions + axis] = start[point * dimensions + axis] ?? 0;
  }
  const isPulled = before !== undefined && values.layer_pull > 0 && values.init !== "random";
  const target = sharedFloats(isPulled ? size : 0);
  if (isPulled) target.set(even);
  return {
    dimensions,
    even,
    odd,
    first: 0,
    blocks,
    ...sampledEdges(graph, points, epochs),
    curve: curveOf(values.min_dist, values.spread),
    epochs,
    learningRate: values.learning_rate,
    negativeSamples: values.negative_sample_rate,
    seed: values.seed,
    target,
    pull: values.layer_pull,
  };
}

/** The same with the mean of the places that are finite taken off, in place. */
function centred(places: Float64Array, dimensions: number): Float64Array {
  const sums = new Float64Array(dimensions);
  let count = 0;
  for (let at = 0; at < places.length; at += dimensions) {
    if (Number.isNaN(places[at])) continue;
    count++;
    for (let axis = 0; axis < dimensions; axis++) sums[axis] = (sums[axis] ?? 0) + (places[at + axis] ?? 0);
  }
  for (let at = 0; at < places.length; at++) places[at] = (places[at] ?? 0) - (sums[at % dimensions] ?? 0) / count;
  return places;
}
