import { distances as distancesBy, type Metric } from "../numeric/metrics.ts";
import type { NeighbourGraph } from "../numeric/neighbourGraph.ts";
import { RandomStream } from "../numeric/randomStream.ts";
import type { Step } from "../protocol/tasks.ts";

/** No point. */
export const NONE = 0xffffffff;
/** Points of which the second nearest is the mid-near one. */
const MID_NEAR_SAMPLE = 6;
/** Neighbours besides those wanted, from which these are chosen. */
export const EXTRA_NEIGHBOURS = 50;
/** The neighbours, from the nearest, whose mean distance is the scale around a point. */
const [SCALE_FROM, SCALE_TO] = [3, 6];
/** Numbers of states gone through between two yields: some 20 ms. */
const TURN_VALUES = 2 ** 22;
/** Points gone through between two yields. */
const TURN_ROWS = 8192;

/** How many pairs of each kind a point begins. */
export interface PairCounts {
  readonly near: number;
  readonly mid: number;
  readonly further: number;
}

/** As asked for, or fewer in the same proportion where points are few, as the reference implementation does. */
export function pairCounts(points: number, neighbours: number, midRatio: number, furtherRatio: number): PairCounts {
  const others = Math.max(0, points - 1);
  const near = Math.min(neighbours, others);
  const mid = Math.min(Math.round(neighbours * midRatio), others);
  const further = Math.min(Math.round(neighbours * furtherRatio), others - near);
  if (near === 0 || near + mid + further < points) return { near, mid, further };
  const fewer = Math.floor(points / (1 + mid / near + further / near));
  return { near: fewer, mid: Math.floor((fewer * mid) / near), further: Math.floor((fewer * further) / near) };
}

/** Pairs `[points × count]` that each point begins, `NONE` where there are fewer. */
export interface Pairs {
  readonly near: Uint32Array;
  readonly mid: Uint32Array;
  readonly further: Uint32Array;
}

export interface PairInput {
  /** The points that have a place, as numbered among all; `[points × width]` their states. */
  readonly points: Uint32Array;
  readonly rows: Float32Array;
  /** Of all points. */
  readonly graph: NeighbourGraph;
  readonly metric: Metric;
  readonly counts: PairCounts;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * The pairs of PaCMAP, as numbered among `points`: the nearest by distances scaled to what is usual around both, the
 * second nearest of six at random, and others at random. Wang et al. 2021, section 4.
 */
export function* pairsOf(input: PairInput): Generator<Step, Pairs, void> {
  const { points, rows, metric, counts, seed, signal } = input;
  const count = points.length;
  const near = yield* nearPairs(input);
  const mid = new Uint32Array(count * counts.mid).fill(NONE);
  const further = new Uint32Array(count * counts.further).fill(NONE);
  const width = count === 0 ? 0 : rows.length / count;
  const turn = Math.max(1, Math.floor(TURN_VALUES / (counts.mid * MID_NEAR_SAMPLE * width + 100 * counts.further + 1)));
  const random = new RandomStream();
  const sample = new Uint32Array(MID_NEAR_SAMPLE);
  const distance = distancesBy[metric];
  for (let i = 0; i < count; i++) {
    random.begin(seed, i);
    for (let k = 0; k < counts.mid; k++) {
      const taken = mid.subarray(i * counts.mid, i * counts.mid + k);
      const drawn = Math.min(MID_NEAR_SAMPLE, count - 1 - k);
      for (let s = 0; s < drawn; s++) sample[s] = anotherPoint(random, count, i, taken, sample, s);
      let [best, second] = [NONE, NONE];
      let [least, next] = [Infinity, Infinity];
      for (let s = 0; s < drawn; s++) {
        const other = sample[s] ?? 0;
        const far = distance(rows, i * width, rows, other * width, width);
        if (far < least) [best, second, least, next] = [other, best, far, least];
        else if (far < next) [second, next] = [other, far];
      }
      mid[i * counts.mid + k] = second === NONE ? best : second;
    }
    const neighbours = near.subarray(i * counts.near, (i + 1) * counts.near);
    const own = further.subarray(i * counts.further, (i + 1) * counts.further);
    for (let k = 0; k < counts.further; k++) own[k] = anotherPoint(random, count, i, neighbours, own, k);
    if (i % turn === turn - 1) {
      signal.throwIfAborted();
      yield { done: i / count };
    }
  }
  return { near, mid, further };
}

/** A point at random that is neither `self` nor among `taken`, nor the first `drawn` of `others`. */
function anotherPoint(
  random: RandomStream,
  count: number,
  self: number,
  taken: Uint32Array,
  others: Uint32Array,
  drawn: number,
): number {
  for (;;) {
    const point = random.below(count);
    if (point !== self && !isAmong(point, taken, taken.length) && !isAmong(point, others, drawn)) return point;
  }
}

function isAmong(point: number, points: Uint32Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (points[i] === point) return true;
  return false;
}

function* nearPairs({ points, graph, metric, counts }: PairInput): Generator<Step, Uint32Array, void> {
  const numberOf = new Uint32Array(graph.count === 0 ? 0 : graph.points.length / graph.count).fill(NONE);
  for (let i = 0; i < points.length; i++) numberOf[points[i] ?? 0] = i;
  const scales = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) scales[i] = scaleAround(graph, points[i] ?? 0, metric);
  const near = new Uint32Array(points.length * counts.near).fill(NONE);
  const best = new Float64Array(counts.near);
  for (let i = 0; i < points.length; i++) {
    const own = near.subarray(i * counts.near, (i + 1) * counts.near);
    let found = 0;
    const from = (points[i] ?? 0) * graph.count;
    for (let at = from; at < from + graph.count; at++) {
      const distance = graph.distances[at] ?? NaN;
      const other = numberOf[graph.points[at] ?? 0] ?? NONE;
      if (!(distance >= 0) || other === NONE) continue;
      const scaled = squareOf(distance, metric) / (scales[i] ?? 1) / (scales[other] ?? 1);
      if (found === counts.near && scaled >= (best[found - 1] ?? 0)) continue;
      let slot = found < counts.near ? found++ : found - 1;
      for (; slot > 0 && (best[slot - 1] ?? 0) > scaled; slot--) {
        best[slot] = best[slot - 1] ?? 0;
        own[slot] = own[slot - 1] ?? 0;
      }
      best[slot] = scaled;
      own[slot] = other;
    }
    if (i % TURN_ROWS === TURN_ROWS - 1) yield { done: 0 };
  }
  return near;
}

/** Squared distance of the states, or of their directions up to a factor. */
function squareOf(distance: number, metric: Metric): number {
  return metric === "cosine" || metric === "correlation" ? distance : distance * distance;
}

function scaleAround(graph: NeighbourGraph, point: number, metric: Metric): number {
  let sum = 0;
  let count = 0;
  const from = point * graph.count;
  for (let at = from + Math.min(SCALE_FROM, graph.count - 1); at < from + Math.min(SCALE_TO, graph.count); at++) {
    const distance = graph.distances[at] ?? NaN;
    if (!(distance >= 0)) continue;
    sum += Math.sqrt(squareOf(distance, metric));
    count++;
  }
  return Math.max(count === 0 ? 0 : sum / count, 1e-10);
}
