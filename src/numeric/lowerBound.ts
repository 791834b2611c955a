/** The first place in ascending numbers whose value is not below `value`: so many are below it. */
export function lowerBound(values: Uint32Array | Float32Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
