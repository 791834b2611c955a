/** Significant digits: every number of so many is kept by a float32, and a float32 needs no more than the second. */
const [KEPT, MOST] = [6, 9];

/** A label's number as it was written: the shortest one that the float32 stands for. */
export function labelNumber(value: number): number {
  for (let digits = KEPT; digits < MOST; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(MOST));
}
