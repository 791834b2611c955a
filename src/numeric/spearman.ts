/**
 * Spearman's correlation of the ranks of paired numbers, equals at the mean of their ranks; pairs of which one is no finite
 * number are left out. NaN where there are fewer than two pairs, or all of one side are equal.
 */
export function spearman(a: Float64Array, b: Float64Array): number {
  const isPair = (_: number, i: number): boolean => Number.isFinite(a[i]) && Number.isFinite(b[i]);
  const [ranksA, ranksB] = [meanRanks(a.filter(isPair)), meanRanks(b.filter(isPair))];
  // Of whatever numbers; a mean that is summed up is rounded, and then all that is equal seems to vary.
  const mean = (ranksA.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < ranksA.length; i++) {
    const x = (ranksA[i] ?? 0) - mean;
    const y = (ranksB[i] ?? 0) - mean;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Ranks from 1; those of equal numbers are the mean of the places they take. */
function meanRanks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  return values.map((value) => (first(sorted, value, false) + first(sorted, value, true) + 1) / 2);
}

/** The first place in ascending numbers that is not below `value`, or that is above it. */
function first(sorted: Float64Array, value: number, above: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle] ?? 0;
    if (there < value || (above && there === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
