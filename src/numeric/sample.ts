import { seededRandom } from "./random.ts";

/** Points up to which all are asked; of more, so many. */
const ALL_POINTS = 5000;
const SAMPLE = 2000;

/** All points, ascending, or a sample of many that is always the same. */
export function allOrSample(points: Uint32Array): Uint32Array {
  return points.length > ALL_POINTS ? sampleOf(points, SAMPLE) : points;
}

/** The numbers from 0 up to `count`. */
export function countTo(count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

/** So many of the points, in their order, always the same: Knuth's selection sampling. */
export function sampleOf(points: Uint32Array, count: number): Uint32Array {
  if (points.length <= count) return points;
  const random = seededRandom(1);
  const sample = new Uint32Array(count);
  let taken = 0;
  for (const [i, point] of points.entries()) {
    if (random() * (points.length - i) < count - taken) sample[taken++] = point;
  }
  return sample;
}

/** The values in another order, each order as likely: Fisher and Yates. */
export function shuffled<A extends Uint16Array | Uint32Array>(values: A, random: () => number): A {
  const mixed = values.slice() as A;
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = mixed[i] ?? 0;
    mixed[i] = mixed[j] ?? 0;
    mixed[j] = value;
  }
  return mixed;
}
