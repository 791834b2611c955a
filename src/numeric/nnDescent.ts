import type { Step } from "../protocol/tasks.ts";
import { manhattanDistance } from "./manhattan.ts";
import { distances as distancesBy } from "./metrics.ts";
import { Nearest } from "./nearest.ts";
import type { GraphOptions, NeighbourGraph } from "./neighbourGraph.ts";
import { nnDescentKernel, type DescentData } from "./nnDescentKernel.ts";
import { placesOf, type Places } from "./places.ts";
import { leavesOf, sketched } from "./projectionForest.ts";
import { seededRandom } from "./random.ts";
import { sharedFloats, sharedIntegers } from "./sharedMemory.ts";
import { runKernel } from "./threads.ts";
import { partly, partlyInTurns } from "./work.ts";

const TREES = 4;
/** Points of a leaf, which are all compared with each other by one product. */
const LEAF = 1024;
const ROUNDS = 6;
/** A round that finds fewer new neighbours than this share of all of them is the last. */
const LEAST_FOUND = 0.02;
/** Points of one part of a round. */
const PART_POINTS = 256;
/** Distances in double precision computed between two yields: some 20 ms. */
const TURN_VALUES = 2 ** 24;
const SEED = 1;
/** The share of the work that ends when states are places, with the forest, and with the descent. */
const [PREPARED, FOREST, DESCENT] = [0.05, 0.4, 0.95];

/**
 * Nearly the nearest of all states `[records, width]`: a forest of random projection trees whose leaves are compared by
 * matrix products, then NN-descent (Dong, Charikar and Li 2011, doi:10.1145/1963405.1963487) on all cores. Of the 15
 * nearest it finds more than 95 in 100. The same at every run.
 */
export async function* nnDescent(
  states: Float32Array,
  width: number,
  { k, metric, algebra, signal }: GraphOptions,
): AsyncGenerator<Step, NeighbourGraph, void> {
  const by = metric === "manhattan" ? "euclidean" : metric;
  const places = yield* partlyInTurns(placesOf(states, width, by, SharedArrayBuffer), signal, 0, PREPARED);
  let lists = noNeighbours(places.points.length, k);
  yield* plant(lists, places, width, metric === "manhattan", { algebra, signal });
  for (let round = 0; round < ROUNDS; round++) {
    const data = roundOf(lists, places, width, metric === "manhattan");
    const parts = Math.max(1, Math.ceil(places.points.length / PART_POINTS));
    const [from, to] = [round, round + 1].map((done) => FOREST + ((DESCENT - FOREST) * done) / ROUNDS);
    yield* partly(
      runKernel(nnDescentKernel, { data, steps: 1, parts, isSmall: false }, { signal }),
      from ?? 0,
      to ?? 1,
    );
    lists = { count: k, points: data.nextPoints, distances: data.nextDistances, isNew: data.nextIsNew };
    if ((data.found[0] ?? 0) < LEAST_FOUND * lists.points.length) break;
  }
  return yield* graphOf(states, width, lists, places.points, { metric, signal });
}

/** `[points × count]` neighbours so far, the nearest first; distances are infinite where there is none. */
type Lists = Pick<DescentData, "count" | "points" | "distances" | "isNew">;

function noNeighbours(points: number, count: number): Lists {
  const size = points * count;
  return {
    count,
    points: sharedIntegers(size),
    distances: sharedFloats(size).fill(Infinity),
    isNew: new Uint8Array(new SharedArrayBuffer(size)).fill(1),
  };
}

/** Fills the lists with the nearest in the leaves of a few trees. */
async function* plant(
  lists: Lists,
  { rows, squares }: Places,
  width: number,
  isManhattan: boolean,
  { algebra, signal }: Pick<GraphOptions, "algebra" | "signal">,
): AsyncGenerator<Step, void, void> {
  const random = seededRandom(SEED);
  const points = squares.length;
  const { sketch, narrow } = await sketched(rows, width, algebra, SEED);
  let done = 0;
  for (let tree = 0; tree < TREES; tree++) {
    for (const leaf of leavesOf(sketch, narrow, LEAF, random)) {
      signal.throwIfAborted();
      const own = new Float32Array(leaf.length * width);
      const summands = new Float32Array(leaf.length);
      for (const [i, point] of leaf.entries()) {
        own.set(rows.subarray(point * width, (point + 1) * width), i * width);
        summands[i] = -(squares[point] ?? 0) / 2;
      }
      const count = Math.min(lists.count + 1, leaf.length);
      const found = await algebra.nearest(own, own, { columns: width, summands, count });
      for (const [i, point] of leaf.entries()) {
        for (let at = i * count; at < (i + 1) * count; at++) {
          const other = leaf[found.points[at] ?? 0] ?? 0;
          const rough = (squares[point] ?? 0) - 2 * (found.similarities[at] ?? 0);
          const distance = isManhattan
            ? manhattanDistance(rows, point * width, rows, other * width, width)
            : Math.max(0, rough);
          if (other !== point) offer(lists, point, other, distance);
        }
      }
      done += leaf.length;
      yield { done: PREPARED + ((FOREST - PREPARED) * done) / (TREES * points) };
    }
  }
}

/** Puts a neighbour into a point's list where it is near enough and not there yet. */
function offer({ count, points, distances }: Lists, point: number, other: number, distance: number): void {
  const own = point * count;
  const last = own + count - 1;
  if (distance >= (distances[last] ?? 0)) return;
  for (let at = own; at <= last; at++) if (points[at] === other && distances[at] !== Infinity) return;
  let slot = last;
  for (; slot > own && (distances[slot - 1] ?? 0) > distance; slot--) {
    distances[slot] = distances[slot - 1] ?? 0;
    points[slot] = points[slot - 1] ?? 0;
  }
  distances[slot] = distance;
  points[slot] = other;
}

function roundOf(lists: Lists, { rows }: Places, width: number, isManhattan: boolean): DescentData {
  const { count, points, distances } = lists;
  const total = points.length / count;
  const starts = sharedIntegers(total + 1);
  for (let at = 0; at < points.length; at++) {
    const other = points[at] ?? 0;
    if (distances[at] !== Infinity) starts[other + 1] = (starts[other + 1] ?? 0) + 1;
  }
  for (let point = 0; point < total; point++) starts[point + 1] = (starts[point + 1] ?? 0) + (starts[point] ?? 0);
  const next = starts.slice();
  const sources = sharedIntegers(starts[total] ?? 0);
  for (let at = 0; at < points.length; at++) {
    if (distances[at] === Infinity) continue;
    const other = points[at] ?? 0;
    const slot = next[other] ?? 0;
    next[other] = slot + 1;
    sources[slot] = Math.floor(at / count);
  }
  const empty = noNeighbours(total, count);
  const { points: nextPoints, distances: nextDistances, isNew: nextIsNew } = empty;
  const found = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return { ...lists, rows, width, isManhattan, starts, sources, nextPoints, nextDistances, nextIsNew, found };
}

/** The lists as a graph of all records, by distances in double precision. */
async function* graphOf(
  states: Float32Array,
  width: number,
  { count, points, distances }: Lists,
  records: Uint32Array,
  { metric, signal }: Pick<GraphOptions, "metric" | "signal">,
): AsyncGenerator<Step, NeighbourGraph, void> {
  const size = (states.length / width) * count;
  const graph = { count, points: new Uint32Array(size), distances: new Float32Array(size).fill(NaN) };
  const distance = distancesBy[metric];
  const turn = Math.max(1, Math.floor(TURN_VALUES / (count * width)));
  for (const [i, record] of records.entries()) {
    const near: number[] = [];
    for (let at = i * count; at < (i + 1) * count; at++)
      if (distances[at] !== Infinity) near.push(records[points[at] ?? 0] ?? 0);
    near.sort((a, b) => a - b);
    const nearest = new Nearest(count);
    for (const other of near) nearest.offer(other, distance(states, record * width, states, other * width, width));
    nearest.write(graph, record);
    if (i % turn !== turn - 1) continue;
    yield { done: DESCENT + ((1 - DESCENT) * i) / records.length };
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
  return graph;
}
