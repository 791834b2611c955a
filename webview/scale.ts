/** Stretches of a scale of numbers, each with a colour of its own: as many as the style sheet has. */
export const BINS = 64;

/** Share of the records at each end that may lie outside the scale where they would stretch it. */
const TAIL = 0.02;

/** How numbers become colours: evenly from `low` to `high`; what lies beyond has the colour of the end. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly least: number;
  readonly most: number;
  readonly median: number;
  /** Records with a number, and without. */
  readonly present: number;
  readonly missing: number;
  /** Whether they are whole numbers, fewer than there are colours. */
  readonly few: boolean;
}

/**
 * The scale of some finite numbers, NaN where there is none. It spans all of them, but where the outermost 2 % at an
 * end reach further than all the others together, it ends where these do.
 */
export function scaleOf(values: Float64Array): Scale {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const [first, last] = [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
  const [least, most] = [quantile(sorted, 0), quantile(sorted, 1)];
  const spread = last - first;
  const isFar = (tail: number): boolean => spread > 0 && tail > spread;
  return {
    low: isFar(first - least) ? first : least,
    high: isFar(most - last) ? last : most,
    least,
    most,
    median: quantile(sorted, 0.5),
    present: sorted.length,
    missing: values.length - sorted.length,
    few: most - least < BINS && sorted.every(Number.isInteger),
  };
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}

/** Where a number stands on the scale, between 0 and 1; in the middle where all are alike. */
export function shareOf({ low, high }: Scale, value: number): number {
  return high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
}

export function binOf(scale: Scale, value: number): number {
  return Math.min(BINS - 1, Math.floor(shareOf(scale, value) * BINS));
}

/** The numbers between which a bin lies; those at the ends reach to the last number. */
export function binEdges({ low, high, least, most }: Scale, bin: number): readonly [from: number, to: number] {
  const edge = (at: number): number => low + ((high - low) * at) / BINS;
  return [bin === 0 ? least : edge(bin), bin === BINS - 1 ? most : edge(bin + 1)];
}
