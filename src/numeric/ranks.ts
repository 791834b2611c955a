import { distances, type Distance, type Metric } from "./metrics.ts";
import type { SimilarityBlock } from "./similarities.ts";

/**
 * Ranks, from 1, of some `points` among all whose `values` are numbers, but for `self`: the smallest is the first, equals
 * share the lowest.
 */
export function ranksOf(values: Float64Array, points: Uint32Array, self: number): Uint32Array {
  const bounds = boundsOf(Float64Array.from(points, (point) => values[point] ?? NaN));
  const { sorted } = bounds;
  const most = sorted.at(-1) ?? -Infinity;
  for (let other = 0; other < values.length; other++) {
    const value = values[other] ?? NaN;
    if (value < most && other !== self) bounds.count(firstAbove(sorted, value));
  }
  return bounds.ranks();
}

/** What ranks by states are of. */
export interface StateRanks {
  readonly block: SimilarityBlock;
  /** The point of the block they are distances from, and its number among the others. */
  readonly row: number;
  readonly self: number;
  readonly metric: Metric;
  /** `[others]`, 1 for those that count. */
  readonly counted: Uint8Array;
}

/**
 * Ranks as of `ranksOf`, by the distance of states in double precision, which is formed only where the similarities in
 * single precision leave the order open.
 */
export function stateRanksOf({ block, row, self, metric, counted }: StateRanks, points: Uint32Array): Uint32Array {
  const { own, others, otherErrors, similarities } = block;
  const { rows, width } = others;
  const distance: Distance = distances[metric];
  const keyOf = (other: number): number =>
    keyOfDistance(metric, distance(own, row * width, rows, other * width, width));
  const bounds = boundsOf(Float64Array.from(points, keyOf));
  const { sorted } = bounds;
  const most = sorted.at(-1) ?? -Infinity;
  const ownError = block.ownErrors[row] ?? 0;
  for (let other = 0, at = row * counted.length; other < counted.length; other++, at++) {
    const rough = -(similarities[at] ?? 0);
    const error = ownError + (otherErrors[other] ?? 0);
    if (!(rough - error < most) || other === self || counted[other] === 0) continue;
    const below = firstAbove(sorted, rough - error);
    const isOpen = (sorted[below] ?? Infinity) <= rough + error;
    bounds.count(isOpen ? firstAbove(sorted, keyOf(other)) : below);
  }
  return bounds.ranks();
}

/** Less the similarity of a block that a distance stands for. */
function keyOfDistance(metric: Metric, distance: number): number {
  if (metric === "manhattan") return distance;
  return metric === "euclidean" ? distance ** 2 / 2 : distance - 1;
}

/** Counts of what lies below some bounds. */
interface Bounds {
  /** The bounds, ascending. */
  readonly sorted: Float64Array;
  /** One more that lies below the bound numbered so among the sorted ones, and those above it. */
  count(place: number): void;
  /** How many lie below each bound, in the order they were given in, and one more. */
  ranks(): Uint32Array;
}

function boundsOf(values: Float64Array): Bounds {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const from = new Uint32Array(values.length + 1);
  return {
    sorted: Float64Array.from(order, (place) => values[place] ?? 0),
    count: (place) => (from[place] = (from[place] ?? 0) + 1),
    ranks: () => {
      const ranks = new Uint32Array(values.length);
      let below = 0;
      for (const [place, own] of order.entries()) {
        below += from[place] ?? 0;
        ranks[own] = below + 1;
      }
      return ranks;
    },
  };
}

/** The first of ascending bounds that a value lies below. */
function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
