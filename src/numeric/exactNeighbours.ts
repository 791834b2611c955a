import { partlyInTurns } from "./work.ts";
import type { Step } from "../protocol/tasks.ts";
import type { Algebra } from "./algebra.ts";
import { distances as distancesBy, type Distance } from "./metrics.ts";
import { Nearest } from "./nearest.ts";
import type { GraphOptions, NeighbourGraph } from "./neighbourGraph.ts";
import { placesOf, type PlacedMetric, type Places } from "./places.ts";

/** Products in memory at a time: 16 MB, some 30 ms. */
const BLOCK_VALUES = 2 ** 22;
/** Found in single precision besides those asked for, to be put in order in double precision. */
const SPARE = 8;
/** The most that are found so where rounding leaves the order of the last ones open. */
const MOST_CANDIDATES = 1024;
/** The share of the work that ends when states are places. */
const PREPARED = 0.05;
/** Distances in double precision computed between two yields: some 20 ms. */
const TURN_VALUES = 2 ** 24;

/**
 * The nearest of all states `[records, width]`: found by matrix products in single precision, put in order by
 * distances in double precision. Where more than a thousand are as near to a point as rounding can tell, single
 * precision decides which of them are named.
 */
export async function* exactNeighbours(
  states: Float32Array,
  width: number,
  options: GraphOptions & { readonly metric: PlacedMetric },
): AsyncGenerator<Step, NeighbourGraph, void> {
  const { metric, signal, k } = options;
  const records = width === 0 ? 0 : states.length / width;
  const graph: NeighbourGraph = {
    count: k,
    points: new Uint32Array(records * k),
    distances: new Float32Array(records * k).fill(NaN),
  };
  if (k === 0) return graph;
  const places = yield* partlyInTurns(placesOf(states, width, metric), signal, 0, PREPARED);
  const search = { states, width, metric, places, graph, distance: distancesBy[metric] };
  const summands = Float32Array.from(places.squares, (own, i) => -own / 2 - (places.undirected[i] === 1 ? 0.5 : 0));
  const total = places.points.length;
  const done = (places: number): number => PREPARED + ((1 - PREPARED) * places) / total;
  const rows = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, total)));
  for (let from = 0; from < total; from += rows) {
    const to = Math.min(from + rows, total);
    let open: readonly number[] = Array.from({ length: to - from }, (_, i) => from + i);
    for (let count = k + 1 + SPARE; open.length > 0; count *= 8) {
      signal.throwIfAborted();
      open = yield* candidates(search, summands, open, Math.min(count, total, MOST_CANDIDATES), options, done(from));
    }
    yield { done: done(to) };
  }
  return graph;
}

interface Search {
  readonly states: Float32Array;
  readonly width: number;
  readonly metric: PlacedMetric;
  readonly places: Places;
  readonly graph: NeighbourGraph;
  readonly distance: Distance;
}

/** Writes the neighbours of places among `count` candidates each; returns those of which more candidates are needed. */
async function* candidates(
  search: Search,
  summands: Float32Array,
  open: readonly number[],
  count: number,
  { algebra, signal }: { readonly algebra: Algebra; readonly signal: AbortSignal },
  done: number,
): AsyncGenerator<Step, number[], void> {
  const { places, width } = search;
  const asked = new Float32Array(open.length * width);
  for (const [i, place] of open.entries())
    asked.set(places.rows.subarray(place * width, (place + 1) * width), i * width);
  const found = await algebra.nearest(asked, places.rows, { columns: width, summands, count });
  const isLast = count === places.points.length || count === MOST_CANDIDATES;
  const more: number[] = [];
  const turn = Math.max(1, Math.floor(TURN_VALUES / (count * width)));
  for (const [i, place] of open.entries()) {
    if (i % turn === turn - 1) {
      signal.throwIfAborted();
      yield { done };
    }
    if (places.undirected[place] === 1) writeFirst(search, place);
    else {
      const last = found.similarities[(i + 1) * count - 1] ?? 0;
      const isSure = write(search, place, found.points.subarray(i * count, (i + 1) * count), last);
      if (!isSure && !isLast) more.push(place);
    }
  }
  return more;
}

/** A state without direction is as far from one as from another. */
function writeFirst({ places, graph }: Search, place: number): void {
  const nearest = new Nearest(graph.count);
  for (let other = 0; other < places.points.length && nearest.worst === Infinity; other++)
    if (other !== place) nearest.offer(places.points[other] ?? 0, 1);
  nearest.write(graph, places.points[place] ?? 0);
}

/** Writes the nearest of the candidates of a place; whether none that is no candidate can be as near. */
function write(search: Search, place: number, candidates: Int32Array, last: number): boolean {
  const { states, width, places, graph, distance, metric } = search;
  const point = places.points[place] ?? 0;
  candidates.sort();
  const nearest = new Nearest(graph.count);
  for (const other of candidates) {
    if (other === place) continue;
    const at = places.points[other] ?? 0;
    nearest.offer(at, distance(states, point * width, states, at * width, width));
  }
  nearest.write(graph, point);
  const furthest = nearest.worst;
  if (furthest === 0) return true;
  const half = metric === "euclidean" ? furthest ** 2 / 2 : furthest;
  const squares = places.squares[place] ?? 0;
  const length = Math.sqrt(squares);
  const otherLength = length + Math.sqrt(2 * half);
  return last < squares / 2 - half - roundingOf(width) * (length * otherLength + otherLength ** 2 / 2);
}

/** What the rounding of single precision makes of a sum of products, as a share of the lengths: Higham and Mary 2019, doi:10.1137/18M1226312. */
function roundingOf(width: number): number {
  return 4 * (Math.sqrt(width) + 4) * 2 ** -24;
}
