import type { NeighbourGraph } from "../numeric/neighbourGraph.ts";
import type { Step } from "../protocol/tasks.ts";

/** How much points belong together, row by row: of each point those it has an edge to. Each edge stands in both rows. */
export interface FuzzyGraph {
  /** `[points + 1]` where each row begins. */
  readonly starts: Uint32Array;
  readonly tails: Uint32Array;
  /** Membership strengths, above 0 up to 1. */
  readonly weights: Float32Array;
}

/** How far the sum of a point's memberships may be from its goal. */
const TOLERANCE = 1e-5;
const BISECTIONS = 64;
/** A point's scale is at least this share of the mean distance: of many at the same place it would vanish. */
const LEAST_SCALE = 1e-3;
/** Points whose scales are found between two yields. */
const TURN = 4096;

/**
 * The fuzzy union of the points' own views of who is near: McInnes, Healy and Melville 2018, algorithms 2 and 3. As
 * there, a point counts as the nearest neighbour of itself. Yields the share done.
 */
export function* fuzzyGraph(graph: NeighbourGraph): Generator<Step, FuzzyGraph, void> {
  const strengths = yield* membershipStrengths(graph);
  yield { done: 1 };
  return union(graph, strengths);
}

/** `[points × count]` how much each neighbour belongs to a point; 0 where there is none. */
export function* membershipStrengths({ count, distances }: NeighbourGraph): Generator<Step, Float32Array, void> {
  const points = count === 0 ? 0 : distances.length / count;
  const goal = Math.log2(count + 1);
  const strengths = new Float32Array(distances.length);
  const mean = meanOf(distances);
  for (let point = 0; point < points; point++) {
    putStrengths(distances, point * count, count, goal, mean, strengths);
    if (point % TURN === TURN - 1) yield { done: point / points };
  }
  return strengths;
}

function putStrengths(
  distances: Float32Array,
  from: number,
  count: number,
  goal: number,
  meanOfAll: number,
  strengths: Float32Array,
): void {
  let nearest = 0;
  let sum = 0;
  let to = from;
  for (; to < from + count; to++) {
    const distance = distances[to] ?? NaN;
    if (!(distance >= 0)) break;
    if (nearest === 0) nearest = distance;
    sum += distance;
  }
  let [low, high, scale] = [0, Infinity, 1];
  for (let round = 0; round < BISECTIONS; round++) {
    let memberships = 0;
    for (let at = from; at < to; at++) {
      const beyond = (distances[at] ?? 0) - nearest;
      memberships += beyond > 0 ? Math.exp(-beyond / scale) : 1;
    }
    if (Math.abs(memberships - goal) < TOLERANCE) break;
    if (memberships > goal) {
      high = scale;
      scale = (low + high) / 2;
    } else {
      low = scale;
      scale = high === Infinity ? scale * 2 : (low + high) / 2;
    }
  }
  scale = Math.max(scale, LEAST_SCALE * (nearest > 0 ? sum / (count + 1) : meanOfAll));
  for (let at = from; at < to; at++) {
    const beyond = (distances[at] ?? 0) - nearest;
    strengths[at] = beyond <= 0 || scale === 0 ? 1 : Math.exp(-beyond / scale);
  }
}

function meanOf(distances: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const distance of distances) {
    if (!(distance >= 0)) continue;
    sum += distance;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Of `i` to `j` with strength `v` and `j` to `i` with `w`: both ways `v + w - v·w`. */
function union({ count, points: near }: NeighbourGraph, strengths: Float32Array): FuzzyGraph {
  const points = count === 0 ? 0 : near.length / count;
  const incoming = new Uint32Array(points + 1);
  for (let at = 0; at < near.length; at++) {
    const point = near[at] ?? 0;
    if ((strengths[at] ?? 0) > 0) incoming[point + 1] = (incoming[point + 1] ?? 0) + 1;
  }
  for (let point = 0; point < points; point++)
    incoming[point + 1] = (incoming[point + 1] ?? 0) + (incoming[point] ?? 0);
  const next = incoming.slice();
  const sources = new Uint32Array(incoming[points] ?? 0);
  const given = new Float32Array(sources.length);
  for (let at = 0; at < near.length; at++) {
    const strength = strengths[at] ?? 0;
    if (strength === 0) continue;
    const point = near[at] ?? 0;
    const slot = next[point] ?? 0;
    next[point] = slot + 1;
    sources[slot] = Math.floor(at / count);
    given[slot] = strength;
  }
  const starts = new Uint32Array(points + 1);
  const tails = new Uint32Array(near.length + sources.length);
  const weights = new Float32Array(tails.length);
  /** Where the row that is being written names a point; else below the row's start. */
  const places = new Int32Array(points).fill(-1);
  let edges = 0;
  for (let point = 0; point < points; point++) {
    const start = edges;
    starts[point] = start;
    for (let at = point * count; at < (point + 1) * count; at++) {
      const strength = strengths[at] ?? 0;
      if (strength === 0) continue;
      const other = near[at] ?? 0;
      places[other] = edges;
      tails[edges] = other;
      weights[edges++] = strength;
    }
    for (let slot = incoming[point] ?? 0; slot < (incoming[point + 1] ?? 0); slot++) {
      const other = sources[slot] ?? 0;
      const strength = given[slot] ?? 0;
      const place = places[other] ?? -1;
      if (place >= start) {
        const own = weights[place] ?? 0;
        weights[place] = own + strength - own * strength;
      } else {
        tails[edges] = other;
        weights[edges++] = strength;
      }
    }
  }
  starts[points] = edges;
  return { starts, tails: tails.slice(0, edges), weights: weights.slice(0, edges) };
}
