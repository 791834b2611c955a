/** What starting one more batch costs, in tokens of padding. */
const BATCH_COST = 32;

/** Share of the texts that the first picture is drawn of: with a larger first window, longer ones would come before it. */
export const FIRST_SHARE = 0.005;
const FIRST_TEXTS = 64;
const WINDOW_GROWTH = 4;
const WINDOW_TEXTS = 4096;

/**
 * Divides `count` texts into the windows they are tokenized and sorted in: a small first one for an early picture, then
 * growing to a bounded size. Every window is spread over the whole file, and so is what was done at any time.
 */
export function* windows(count: number): Generator<Uint32Array> {
  const order = spreadOrder(count);
  let size = Math.min(WINDOW_TEXTS, Math.max(FIRST_TEXTS, Math.ceil(count * FIRST_SHARE)));
  for (let start = 0; start < count; size = Math.min(size * WINDOW_GROWTH, WINDOW_TEXTS)) {
    yield order.subarray(start, start + size);
    start += size;
  }
}

/**
 * A permutation of which every beginning is spread evenly: the ranks of the multiples of the golden ratio, modulo 1
 * (three-distance theorem). Unlike a fixed step it falls into no rhythm with a file that repeats itself.
 */
function spreadOrder(count: number): Uint32Array {
  const goldenRatio = (Math.sqrt(5) - 1) / 2;
  const multiples = Float64Array.from({ length: count }, (_, index) => (index * goldenRatio) % 1);
  const sorted = multiples.toSorted();
  return Uint32Array.from(multiples, (value) => rankIn(sorted, value));
}

/** Where `value` stands in a sorted array. */
function rankIn(sorted: Float64Array, value: number): number {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What texts cost in a graph made for so many `rows` or `tokens`: each the same where every one is filled up to as many
 * tokens, and nothing more than its place where the batch is filled up as well.
 */
export function plannedLengths(
  lengths: Uint32Array,
  { rows, tokens }: { readonly rows: number | undefined; readonly tokens: number | undefined },
): Uint32Array {
  if (tokens === undefined) return lengths;
  return new Uint32Array(lengths.length).fill(rows === undefined ? tokens : 1);
}

/**
 * Divides texts into batches of similar length, longest first, each at most `budget` tokens with its padding (one text
 * alone may be longer) and `mostTexts` texts, where `equal` all of one length. Least padding plus a fixed cost per batch, found by dynamic programming over the sorted
 * lengths. Returns indices into `lengths`.
 */
export function planBatches(
  lengths: Uint32Array,
  budget: number,
  { mostTexts = Infinity, equal = false }: { readonly mostTexts?: number; readonly equal?: boolean } = {},
): Uint32Array[] {
  const length = (index: number | undefined) => lengths[index ?? 0] ?? 0;
  const order = Uint32Array.from(lengths.keys()).sort((a, b) => length(b) - length(a) || a - b);
  // cost[n]: the least for the first n texts of the order; from[n]: where their last batch begins.
  const cost = new Float64Array(order.length + 1).fill(Infinity);
  const from = new Uint32Array(order.length + 1);
  cost[0] = 0;
  for (let start = 0; start < order.length; start++) {
    const longest = Math.max(1, length(order[start]));
    const most = Math.min(mostTexts, Math.max(1, Math.floor(budget / longest)));
    for (let end = start + 1; end <= Math.min(start + most, order.length); end++) {
      if (equal && length(order[end - 1]) !== length(order[start])) break;
      const total = (cost[start] ?? 0) + (end - start) * longest + BATCH_COST;
      if (total >= (cost[end] ?? 0)) continue;
      cost[end] = total;
      from[end] = start;
    }
  }
  const batches: Uint32Array[] = [];
  for (let end = order.length; end > 0; end = from[end] ?? 0) batches.push(order.subarray(from[end] ?? 0, end));
  return batches.reverse();
}
