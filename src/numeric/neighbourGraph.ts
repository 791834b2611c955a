import type { Step } from "../protocol/tasks.ts";
import type { Algebra } from "./algebra.ts";
import { exactNeighbours } from "./exactNeighbours.ts";
import { chunksOf, type LayerStates } from "./layerStates.ts";
import { manhattanNeighbours } from "./manhattanNeighbours.ts";
import type { Metric } from "./metrics.ts";
import { nnDescent } from "./nnDescent.ts";
import { partly } from "./work.ts";

/** The nearest of every point at one layer. */
export interface NeighbourGraph {
  /** Neighbours of each: what was asked for, or all others where there are fewer. */
  readonly count: number;
  /** `[points × count]` the nearest first, equals by lower index; never the point itself. */
  readonly points: Uint32Array;
  /** `[points × count]` distances of `points`; NaN where there are fewer, and of a point whose state is not finite. */
  readonly distances: Float32Array;
}

export interface GraphOptions {
  readonly k: number;
  readonly metric: Metric;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
  /** Records of which all pairs are compared; of more, nearly all neighbours are found. 50 000 where left out. */
  readonly exactUpTo?: number;
}

const EXACT_UP_TO = 50_000;
/** Absolute differences that are affordable: some 20 s on two cores. No matrix product gives them. */
const MOST_DIFFERENCES = 4e10;
/** The share of the work that ends with reading. */
const READ = 0.1;
/** What is looked for at least: methods and measures that ask for about so many share one search. */
const LEAST_COUNT = 16;
/** Bytes of graphs that are kept of the same states. */
const KEPT_BYTES = 2 ** 26;

const kept = new WeakMap<LayerStates, Map<string, NeighbourGraph>>();

/**
 * The `k` nearest neighbours of every point at a layer; exact, but of very many records, of which NN-descent finds more
 * than 95 in 100 (by Manhattan distance of fewer than by others). Kept with the states: asked again for as many or fewer, it is
 * there. Yields the share done after at most some 50 ms; throws the signal's reason where it aborts.
 */
export async function* neighbourGraph(
  states: LayerStates,
  layer: number,
  { k, metric, algebra, signal, exactUpTo = EXACT_UP_TO }: GraphOptions,
): AsyncGenerator<Step, NeighbourGraph, void> {
  const graphs = kept.get(states) ?? new Map<string, NeighbourGraph>();
  kept.set(states, graphs);
  const key = `${layer} ${metric}`;
  const most = Math.max(states.records - 1, 0);
  const count = Math.min(k, most);
  const found = graphs.get(key);
  if (found !== undefined && found.count >= count) return prefixOf(found, count);
  const width = states.widths[layer] ?? 0;
  const rows = new Float32Array(states.records * width);
  for await (const chunk of chunksOf(states, layer)) {
    signal.throwIfAborted();
    rows.set(chunk.rows, chunk.from * width);
    yield { done: (READ * chunk.to) / states.records };
  }
  const options = { k: Math.min(Math.max(k, LEAST_COUNT), most), metric, algebra, signal };
  const graph = yield* partly(searched(rows, width, options, exactUpTo), READ, 1);
  keep(graphs, key, graph);
  return prefixOf(graph, count);
}

function searched(
  rows: Float32Array,
  width: number,
  { metric, ...options }: GraphOptions,
  exactUpTo: number,
): AsyncGenerator<Step, NeighbourGraph, void> {
  const records = width === 0 ? 0 : rows.length / width;
  const isAffordable = metric !== "manhattan" || records * rows.length <= MOST_DIFFERENCES;
  if (records > exactUpTo || !isAffordable) return nnDescent(rows, width, { ...options, metric });
  return metric === "manhattan"
    ? manhattanNeighbours(rows, width, { ...options, metric })
    : exactNeighbours(rows, width, { ...options, metric });
}

/** Keeps a graph, and the latest of the others while there is room. */
function keep(graphs: Map<string, NeighbourGraph>, key: string, graph: NeighbourGraph): void {
  graphs.delete(key);
  graphs.set(key, graph);
  let bytes = 0;
  for (const [other, { points }] of [...graphs].reverse()) {
    bytes += 2 * points.byteLength;
    if (bytes > KEPT_BYTES && other !== key) graphs.delete(other);
  }
}

/** The first `count` neighbours of each point. */
function prefixOf(graph: NeighbourGraph, count: number): NeighbourGraph {
  if (count === graph.count) return graph;
  const records = graph.points.length / graph.count;
  const points = new Uint32Array(records * count);
  const distances = new Float32Array(records * count);
  for (let row = 0; row < records; row++) {
    const from = row * graph.count;
    points.set(graph.points.subarray(from, from + count), row * count);
    distances.set(graph.distances.subarray(from, from + count), row * count);
  }
  return { count, points, distances };
}
