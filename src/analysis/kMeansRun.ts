import { squaresOf } from "../numeric/factored.ts";
import type { Algebra } from "../numeric/algebra.ts";
import { seededRandom } from "../numeric/random.ts";

/** Rows of which the products with all centres are formed at a time. */
const CHUNK = 4096;
/** Means move on until none does, or so often. */
const MOST_STEPS = 300;

export interface MeansInput {
  /** `[points × width]` */
  readonly rows: Float32Array;
  readonly width: number;
  readonly count: number;
  readonly seed: number;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
}

export interface Means {
  /** `[points]` the mean each is nearest to. */
  readonly of: Uint16Array;
  /** The sum of the squared distances to it. */
  readonly inertia: number;
}

/**
 * `count` means, each of the points nearest to it: seeded by k-means++ with several tries for each (Arthur and Vassilvitskii
 * 2007), then moved by Lloyd's steps until they rest. A mean that loses all points begins again at the point furthest from
 * its own. Yields between steps.
 */
export async function* kMeansOf(input: MeansInput): AsyncGenerator<void, Means> {
  const { width, signal } = input;
  const points = input.rows.length / width;
  const count = Math.min(input.count, points);
  const rows = centred(input.rows, width);
  const squares = squaresOf(rows, width);
  const centres = yield* seeds({ ...input, rows, count }, squares);
  const of = new Uint16Array(points);
  const least = new Float64Array(points);
  let inertia = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    signal.throwIfAborted();
    let changed = 0;
    const lengths = squaresOf(centres, width);
    for (let from = 0; from < points; from += CHUNK) {
      const to = Math.min(from + CHUNK, points);
      const products = await input.algebra.products(rows.subarray(from * width, to * width), centres, width);
      for (let point = from, at = 0; point < to; point++) {
        let best = 0;
        let smallest = Infinity;
        for (let mean = 0; mean < count; mean++, at++) {
          const distance = (lengths[mean] ?? 0) - 2 * (products[at] ?? 0);
          if (distance < smallest) {
            smallest = distance;
            best = mean;
          }
        }
        if (of[point] !== best || step === 0) changed++;
        of[point] = best;
        least[point] = Math.max(0, smallest + (squares[point] ?? 0));
      }
      yield;
    }
    inertia = least.reduce((sum, each) => sum + each, 0);
    if (changed === 0) break;
    moveCentres(centres, rows, width, of, least);
  }
  return { of, inertia };
}

/** Deviations from the mean of all: less is lost in products of single precision. */
function centred(rows: Float32Array, width: number): Float32Array {
  const mean = new Float64Array(width);
  const points = rows.length / width;
  for (let at = 0; at < rows.length; at++) mean[at % width] = (mean[at % width] ?? 0) + (rows[at] ?? 0) / points;
  return rows.map((value, at) => value - (mean[at % width] ?? 0));
}

/** Points to begin with, each far from those before: the best of some that are drawn by their squared distance. */
async function* seeds(
  { rows, width, count, seed, algebra, signal }: MeansInput,
  squares: Float64Array,
): AsyncGenerator<void, Float32Array> {
  const points = squares.length;
  const random = seededRandom(seed);
  const centres = new Float32Array(count * width);
  const rowOf = (point: number): Float32Array => rows.subarray(point * width, (point + 1) * width);
  const distancesTo = async (chosen: readonly number[]): Promise<Float32Array[]> => {
    const centre = new Float32Array(chosen.length * width);
    chosen.forEach((point, i) => centre.set(rowOf(point), i * width));
    const products = await algebra.products(rows, centre, width);
    return chosen.map((point, i) =>
      Float32Array.from({ length: points }, (_, other) => {
        const product = products[other * chosen.length + i] ?? 0;
        return Math.max(0, (squares[other] ?? 0) + (squares[point] ?? 0) - 2 * product);
      }),
    );
  };
  const first = Math.min(points - 1, Math.floor(random() * points));
  centres.set(rowOf(first));
  let [least = new Float32Array(points)] = await distancesTo([first]);
  const tries = 2 + Math.floor(Math.log(count));
  for (let mean = 1; mean < count; mean++) {
    signal.throwIfAborted();
    let total = 0;
    for (const distance of least) total += distance;
    const drawn = Array.from({ length: tries }, () => drawnBy(least, random() * total));
    const nearer = (await distancesTo(drawn)).map((distances) => {
      let sum = 0;
      for (let point = 0; point < points; point++) {
        const distance = Math.min(distances[point] ?? 0, least[point] ?? 0);
        distances[point] = distance;
        sum += distance;
      }
      return { distances, sum };
    });
    const best = nearer.reduce((one, other) => (other.sum < one.sum ? other : one));
    least = best.distances;
    centres.set(rowOf(drawn[nearer.indexOf(best)] ?? 0), mean * width);
    yield;
  }
  return centres;
}

/** The place at which the sum of the weights passes a value. */
function drawnBy(weights: Float32Array, value: number): number {
  let sum = 0;
  for (const [point, weight] of weights.entries()) {
    sum += weight;
    if (sum > value) return point;
  }
  return weights.length - 1;
}

/** Moves every centre to the mean of its points. */
function moveCentres(
  centres: Float32Array,
  rows: Float32Array,
  width: number,
  of: Uint16Array,
  least: Float64Array,
): void {
  const count = centres.length / width;
  const sums = new Float64Array(centres.length);
  const sizes = new Uint32Array(count);
  for (let point = 0, at = 0; point < of.length; point++) {
    const mean = of[point] ?? 0;
    sizes[mean] = (sizes[mean] ?? 0) + 1;
    for (let i = mean * width, end = i + width; i < end; i++, at++) sums[i] = (sums[i] ?? 0) + (rows[at] ?? 0);
  }
  for (let mean = 0; mean < count; mean++) {
    const size = sizes[mean] ?? 0;
    if (size === 0) {
      const far = furthest(least);
      least[far] = 0;
      centres.set(rows.subarray(far * width, (far + 1) * width), mean * width);
      continue;
    }
    for (let i = mean * width, end = i + width; i < end; i++) centres[i] = (sums[i] ?? 0) / size;
  }
}

function furthest(distances: Float64Array): number {
  let far = 0;
  for (let point = 1; point < distances.length; point++)
    if ((distances[point] ?? 0) > (distances[far] ?? 0)) far = point;
  return far;
}
