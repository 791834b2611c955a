import type { NeighbourGraph } from "../numeric/neighbourGraph.ts";
import type { Step } from "../protocol/tasks.ts";

/** How near the entropy must come, and after how many tries it is near enough. */
const TOLERANCE = 1e-6;
const MOST_TRIES = 60;
/** Points gone through between two yields. */
const TURN_ROWS = 4096;
const NONE = 0xffffffff;

/** How much each point is another's neighbour: those of point `i` are from `starts[i]` up to `starts[i + 1]`. */
export interface Affinities {
  readonly starts: Uint32Array;
  readonly others: Uint32Array;
  /** All of them add up to 1. */
  readonly values: Float32Array;
}

/**
 * The conditional probabilities of neighbours at some distances, in place of them: those of the Gaussian whose
 * perplexity is the given one. Van der Maaten and Hinton 2008, section 2. NaN where there is no neighbour.
 */
export function conditional(distances: Float32Array, perplexity: number): void {
  let count = 0;
  let least = Infinity;
  for (const distance of distances) {
    if (!(distance >= 0)) continue;
    count++;
    least = Math.min(least, distance * distance);
  }
  if (count === 0) return;
  const target = Math.log(Math.min(perplexity, count));
  let mean = 0;
  for (const distance of distances) if (distance >= 0) mean += (distance * distance - least) / count;
  let precision = mean > 0 ? 1 / mean : 0;
  let [low, high] = [0, Infinity];
  for (let tried = 0; tried < MOST_TRIES && precision > 0; tried++) {
    let sum = 0;
    let first = 0;
    let second = 0;
    for (const distance of distances) {
      if (!(distance >= 0)) continue;
      const square = distance * distance - least;
      const weight = Math.exp(-precision * square);
      sum += weight;
      first += weight * square;
      second += weight * square * square;
    }
    first /= sum;
    const excess = Math.log(sum) + precision * first - target;
    if (Math.abs(excess) < TOLERANCE) break;
    if (excess > 0) low = precision;
    else high = precision;
    // Newton's step in the logarithm of the precision, within what is known.
    const slope = precision * precision * (second / sum - first * first);
    const next = slope > 0 ? precision * Math.exp(Math.min(2, Math.max(-2, excess / slope))) : NaN;
    precision = next > low && next < high ? next : high === Infinity ? precision * 4 : (low + high) / 2;
  }
  let sum = 0;
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i] ?? NaN;
    const weight = distance >= 0 ? Math.exp(-precision * (distance * distance - least)) : NaN;
    distances[i] = weight;
    if (weight >= 0) sum += weight;
  }
  for (let i = 0; i < distances.length; i++) distances[i] = (distances[i] ?? NaN) / sum;
}

/**
 * Both directions of every pair together, `points` numbered anew in their order; in memory that `memory` gives. Yields
 * the share done.
 */
export function* symmetric(
  graph: NeighbourGraph,
  probabilities: Float32Array,
  points: Uint32Array,
  memory: (bytes: number) => ArrayBufferLike,
): Generator<Step, Affinities, void> {
  const { count } = graph;
  const total = points.length;
  const neighbours = yield* renumbered(graph, probabilities, points);
  const { starts: incoming, others: sources, values } = yield* reversed(neighbours, probabilities, points, count);
  const starts = new Uint32Array(memory(4 * (total + 1)));
  const others = new Uint32Array(memory(8 * sources.length));
  const sums = new Float32Array(memory(8 * sources.length));
  const placeOf = new Uint32Array(total).fill(NONE);
  const factor = 1 / (2 * total);
  let end = 0;
  for (let i = 0; i < total; i++) {
    const begin = end;
    const from = (points[i] ?? 0) * count;
    for (let at = from; at < from + count; at++) {
      const other = neighbours[at] ?? NONE;
      if (other === NONE) continue;
      placeOf[other] = end;
      others[end] = other;
      sums[end++] = (probabilities[at] ?? 0) * factor;
    }
    const known = end;
    for (let at = incoming[i] ?? 0, last = incoming[i + 1] ?? 0; at < last; at++) {
      const other = sources[at] ?? 0;
      const value = (values[at] ?? 0) * factor;
      const place = placeOf[other] ?? NONE;
      if (place >= begin && place < known && others[place] === other) sums[place] = (sums[place] ?? 0) + value;
      else {
        others[end] = other;
        sums[end++] = value;
      }
    }
    starts[i + 1] = end;
    if (i % TURN_ROWS === TURN_ROWS - 1) yield { done: 0.5 + (0.5 * i) / total };
  }
  return { starts, others: others.subarray(0, end), values: sums.subarray(0, end) };
}

/** The neighbours as numbered among `points`; `NONE` where there is none. */
function* renumbered(
  graph: NeighbourGraph,
  probabilities: Float32Array,
  points: Uint32Array,
): Generator<Step, Uint32Array, void> {
  const numberOf = new Uint32Array(graph.points.length / graph.count).fill(NONE);
  for (let i = 0; i < points.length; i++) numberOf[points[i] ?? 0] = i;
  const neighbours = new Uint32Array(graph.points.length);
  for (let at = 0; at < neighbours.length; at++) {
    const isNeighbour = (probabilities[at] ?? NaN) >= 0;
    neighbours[at] = isNeighbour ? (numberOf[graph.points[at] ?? 0] ?? NONE) : NONE;
    if (at % (TURN_ROWS * graph.count) === 0) yield { done: (0.2 * at) / neighbours.length };
  }
  return neighbours;
}

/** Whose neighbour each point is. */
function* reversed(
  neighbours: Uint32Array,
  probabilities: Float32Array,
  points: Uint32Array,
  count: number,
): Generator<Step, Affinities, void> {
  const total = points.length;
  const starts = new Uint32Array(total + 1);
  for (const other of neighbours) if (other !== NONE) starts[other + 1] = (starts[other + 1] ?? 0) + 1;
  for (let i = 0; i < total; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const others = new Uint32Array(starts[total] ?? 0);
  const values = new Float32Array(others.length);
  const next = starts.slice();
  for (let i = 0; i < total; i++) {
    const from = (points[i] ?? 0) * count;
    for (let at = from; at < from + count; at++) {
      const other = neighbours[at] ?? NONE;
      if (other === NONE) continue;
      const to = next[other] ?? 0;
      next[other] = to + 1;
      others[to] = i;
      values[to] = probabilities[at] ?? 0;
    }
    if (i % TURN_ROWS === TURN_ROWS - 1) yield { done: 0.2 + (0.3 * i) / total };
  }
  return { starts, others, values };
}
