import type { Algebra } from "./algebra.ts";
import { seededRandom } from "./random.ts";

/** Random directions that rows are laid along before they are divided: dividing looks at few numbers of each. */
const DIRECTIONS = 32;
/** Rows of one product. */
const BLOCK_ROWS = 4096;

/** `[rows × returned width]` the rows along random directions, or themselves where they are as narrow. */
export async function sketched(
  rows: Float32Array,
  width: number,
  algebra: Algebra,
  seed: number,
): Promise<{ readonly sketch: Float32Array; readonly narrow: number }> {
  if (width <= DIRECTIONS) return { sketch: rows, narrow: width };
  const random = seededRandom(seed);
  const directions = Float32Array.from(
    { length: DIRECTIONS * width },
    () => random() + random() + random() + random() - 2,
  );
  const count = rows.length / width;
  const sketch = new Float32Array(count * DIRECTIONS);
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    const block = rows.subarray(from * width, (from + BLOCK_ROWS) * width);
    sketch.set(await algebra.products(block, directions, width), from * DIRECTIONS);
  }
  return { sketch, narrow: DIRECTIONS };
}

/**
 * Leaves of a random projection tree (Dasgupta and Freund 2008), each of at most `size` points: divided in halves, again
 * and again, by how far they lie along the difference of two of them.
 */
export function* leavesOf(
  sketch: Float32Array,
  narrow: number,
  size: number,
  random: () => number,
): Generator<Uint32Array, void, void> {
  const count = sketch.length / narrow;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const along = new Float64Array(count);
  const open: [number, number][] = [[0, count]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [from, to] = range;
    if (to - from <= size) {
      if (to > from) yield order.subarray(from, to);
      continue;
    }
    const one = (order[from + Math.floor(random() * (to - from))] ?? 0) * narrow;
    const other = (order[from + Math.floor(random() * (to - from))] ?? 0) * narrow;
    const part = order.subarray(from, to);
    for (const point of part) {
      let sum = 0;
      for (let i = 0; i < narrow; i++)
        sum += (sketch[point * narrow + i] ?? 0) * ((sketch[one + i] ?? 0) - (sketch[other + i] ?? 0));
      along[point] = sum;
    }
    // Halves, whatever the numbers are: as many equal points as there may be.
    const half = (to - from) >> 1;
    divide(part, along, half);
    open.push([from, from + half], [from + half, to]);
  }
}

/** Puts the `count` points with the smallest numbers first, of equal ones any: Hoare's selection, in place. */
function divide(points: Uint32Array, along: Float64Array, count: number): void {
  for (let low = 0, high = points.length - 1; low < high;) {
    const pivot = along[points[(low + high) >> 1] ?? 0] ?? 0;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((along[points[i] ?? 0] ?? 0) < pivot) i++;
      while ((along[points[j] ?? 0] ?? 0) > pivot) j--;
      if (i > j) break;
      const point = points[i] ?? 0;
      points[i++] = points[j] ?? 0;
      points[j--] = point;
    }
    if (count <= j) high = j;
    else if (count >= i) low = i;
    else return;
  }
}
