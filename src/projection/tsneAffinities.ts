import type { NeighbourGraph } from "../numeric/neighbourGraph.ts";

/** How near the entropy must come, and after how many tries it is near enough. */
const TOLERANCE = 1e-6;
const MOST_TRIES = 60;

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

/** Both directions of every pair together, `points` numbered anew in their order; in memory that `memory` gives. */
export function symmetric(
  graph: NeighbourGraph,
  probabilities: Float32Array,
  points: Uint32Array,
  memory: (bytes: number) => ArrayBufferLike,
): Affinities {
  const { count } = graph;
  const total = points.length;
  const numberOf = new Uint32Array(count === 0 ? 0 : graph.points.length / count).fill(total);
  for (let i = 0; i < total; i++) numberOf[points[i] ?? 0] = i;
  const incoming = new Uint32Array(total + 1);
  const each = (visit: (from: number, to: number, value: number) => void): void => {
    for (let i = 0; i < total; i++) {
      for (let at = (points[i] ?? 0) * count, end = at + count; at < end; at++) {
        const value = probabilities[at] ?? NaN;
        const other = numberOf[graph.points[at] ?? 0] ?? total;
        if (value >= 0 && other < total) visit(i, other, value);
      }
    }
  };
  each((_, to) => (incoming[to + 1] = (incoming[to + 1] ?? 0) + 1));
  for (let i = 0; i < total; i++) incoming[i + 1] = (incoming[i + 1] ?? 0) + (incoming[i] ?? 0);
  const sources = new Uint32Array(incoming[total] ?? 0);
  const values = new Float32Array(sources.length);
  const next = incoming.slice();
  each((from, to, value) => {
    const at = next[to] ?? 0;
    next[to] = at + 1;
    sources[at] = from;
    values[at] = value;
  });
  const starts = new Uint32Array(memory(4 * (total + 1)));
  const others = new Uint32Array(memory(8 * sources.length));
  const sums = new Float32Array(memory(8 * sources.length));
  const placeOf = new Uint32Array(total).fill(0xffffffff);
  const factor = 1 / (2 * total);
  let end = 0;
  for (let i = 0; i < total; i++) {
    const begin = end;
    for (let at = (points[i] ?? 0) * count, last = at + count; at < last; at++) {
      const value = probabilities[at] ?? NaN;
      const other = numberOf[graph.points[at] ?? 0] ?? total;
      if (!(value >= 0) || other === total) continue;
      placeOf[other] = end;
      others[end] = other;
      sums[end++] = value * factor;
    }
    const known = end;
    for (let at = incoming[i] ?? 0; at < (incoming[i + 1] ?? 0); at++) {
      const other = sources[at] ?? 0;
      const value = (values[at] ?? 0) * factor;
      const place = placeOf[other] ?? 0;
      if (place >= begin && place < known && others[place] === other) sums[place] = (sums[place] ?? 0) + value;
      else {
        others[end] = other;
        sums[end++] = value;
      }
    }
    starts[i + 1] = end;
  }
  return { starts, others: others.subarray(0, end), values: sums.subarray(0, end) };
}
