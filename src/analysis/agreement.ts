/** Points of each pair of groups of two partitions, and of each group. */
interface Contingency {
  readonly points: number;
  /** Of pairs that have any. */
  readonly cells: readonly { readonly one: number; readonly other: number; readonly count: number }[];
  readonly ones: Float64Array;
  readonly others: Float64Array;
}

/** `one` and `other`: `[points]` the group of each in two partitions, numbered from 0. */
function contingency(one: ArrayLike<number>, other: ArrayLike<number>): Contingency {
  let most = 0;
  let width = 0;
  for (let point = 0; point < one.length; point++) {
    most = Math.max(most, (one[point] ?? 0) + 1);
    width = Math.max(width, (other[point] ?? 0) + 1);
  }
  const ones = new Float64Array(most);
  const others = new Float64Array(width);
  const counts = new Map<number, number>();
  for (let point = 0; point < one.length; point++) {
    const [a, b] = [one[point] ?? 0, other[point] ?? 0];
    ones[a] = (ones[a] ?? 0) + 1;
    others[b] = (others[b] ?? 0) + 1;
    counts.set(a * width + b, (counts.get(a * width + b) ?? 0) + 1);
  }
  const cells = Array.from(counts, ([cell, count]) => ({ one: Math.floor(cell / width), other: cell % width, count }));
  return { points: one.length, cells, ones, others };
}

/**
 * The adjusted Rand index of two partitions of the same points: 1 where they are the same, 0 as often as by chance
 * (Hubert and Arabie 1985, doi:10.1007/BF01908075). NaN of no points.
 */
export function adjustedRand(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length === 0) return NaN;
  const { points, cells, ones, others } = contingency(one, other);
  const squares = (counts: Iterable<number>): number => {
    let sum = 0;
    for (const count of counts) sum += count * count;
    return sum;
  };
  const both = squares(cells.map(({ count }) => count));
  const [first, second] = [squares(ones), squares(others)];
  // Ordered pairs of points: together in both, in one of the two, in none.
  const together = both - points;
  const [onlyOne, onlyOther] = [first - both, second - both];
  if (onlyOne === 0 && onlyOther === 0) return 1;
  const apart = points * points - first - second + both;
  return (
    (2 * (together * apart - onlyOne * onlyOther)) /
    ((together + onlyOne) * (onlyOne + apart) + (together + onlyOther) * (onlyOther + apart))
  );
}

/**
 * The adjusted mutual information of two partitions of the same points, normalised by the mean of their entropies: 1 where
 * they are the same, 0 as much as by chance (Vinh, Epps and Bailey 2010, JMLR 11). NaN of no points.
 */
export function adjustedMutualInformation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  if (one.length === 0) return NaN;
  const { points, cells, ones, others } = contingency(one, other);
  const [first, second] = [ones.filter((count) => count > 0), others.filter((count) => count > 0)];
  if (first.length === 1 && second.length === 1) return 1;
  let information = 0;
  for (const cell of cells) {
    const expected = (ones[cell.one] ?? 0) * (others[cell.other] ?? 0);
    information += (cell.count / points) * Math.log((cell.count * points) / expected);
  }
  const byChance = expectedInformation(first, second, points);
  const least = Number.EPSILON;
  const room = (entropy(first, points) + entropy(second, points)) / 2 - byChance;
  return (Math.max(0, information) - byChance) / (room < 0 ? Math.min(room, -least) : Math.max(room, least));
}

function entropy(counts: Float64Array, points: number): number {
  let sum = 0;
  for (const count of counts) sum -= (count / points) * Math.log(count / points);
  return sum;
}

/** The mean mutual information of partitions with groups of these sizes: Vinh et al., equation 24a. Once for each pair of sizes. */
function expectedInformation(first: Float64Array, second: Float64Array, points: number): number {
  const logs = logFactorials(points);
  const log = (of: number): number => logs[of] ?? 0;
  let sum = 0;
  for (const [a, times] of sizesOf(first)) {
    for (const [b, otherTimes] of sizesOf(second)) {
      const fixed = log(a) + log(b) + log(points - a) + log(points - b) - log(points);
      let expected = 0;
      for (let both = Math.max(1, a + b - points); both <= Math.min(a, b); both++) {
        const chance = fixed - log(both) - log(a - both) - log(b - both) - log(points - a - b + both);
        expected += (both / points) * Math.log((points * both) / (a * b)) * Math.exp(chance);
      }
      sum += times * otherTimes * expected;
    }
  }
  return sum;
}

function sizesOf(counts: Float64Array): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const count of counts) sizes.set(count, (sizes.get(count) ?? 0) + 1);
  return sizes;
}

/** Logarithms of the factorials up to that of a number. */
function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let number = 2; number <= most; number++) logs[number] = (logs[number - 1] ?? 0) + Math.log(number);
  return logs;
}
