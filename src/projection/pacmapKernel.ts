import path from "node:path";
import type { Kernel } from "../numeric/kernel.ts";
import { RandomStream } from "../numeric/randomStream.ts";
import { bothWays, movePacmap, type PairLists, type StepWeights } from "./pacmapForces.ts";
import { NONE } from "./pacmapPairs.ts";

/** What a step is. */
export const [MOVE, RENEW, LIST] = [0, 1, 2];

/** What the threads of PaCMAP share. */
export interface PacmapData {
  readonly dimensions: number;
  /** `[points × dimensions]` each: before an iteration and after it in turn. */
  readonly places: readonly [Float64Array, Float64Array];
  /** Iterations begun. */
  readonly begun: Uint32Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
  readonly near: PairLists;
  readonly mid: PairLists;
  readonly further: PairLists;
  /** What each step is, and of which iteration. */
  readonly kinds: Uint8Array;
  readonly iterations: Uint32Array;
  /** `[iterations]` */
  readonly weights: readonly StepWeights[];
  /** What LocalMAP looks for further points with. */
  readonly renewal: Renewal | undefined;
}

export interface Renewal {
  /** `[points × count]` the pairs that points begin. */
  readonly near: Uint32Array;
  readonly further: Uint32Array;
  /** How far they may be apart in the picture. */
  readonly within: number;
  readonly seed: number;
}

/** How often a further point is looked for before it stays as it was. */
const TRIES = 100;

export const pacmapKernel: Kernel<PacmapData> = {
  file: path.join(import.meta.dirname, "pacmapWorker.ts"),
  open: (data) => {
    const { dimensions, places, begun, means, squares, near, mid, further, kinds, iterations, weights } = data;
    const points = means.length / dimensions;
    const states = [0, 1].map((turn) => ({
      dimensions,
      places: places[turn] ?? places[0],
      next: places[1 - turn] ?? places[0],
      means,
      squares,
      near,
      mid,
      further,
    }));
    return (step, part, parts) => {
      const from = Math.floor((points * part) / parts);
      const to = Math.floor((points * (part + 1)) / parts);
      const iteration = iterations[step] ?? 0;
      const state = states[iteration % 2];
      const weight = weights[iteration];
      if (state === undefined || weight === undefined) return;
      const kind = kinds[step];
      if (kind === MOVE) {
        if (part === 0) begun[0] = iteration + 1;
        movePacmap(state, weight, from, to);
      } else if (data.renewal) {
        if (kind === RENEW) renewFurther(data.renewal, state.next, dimensions, iteration, from, to);
        else if (part === 0) list(data.renewal.further, further, points);
      }
    };
  },
};

function list(pairs: Uint32Array, lists: PairLists, points: number): void {
  const { starts, others } = bothWays(pairs, points);
  lists.starts.set(starts);
  lists.others.set(others);
}

/** Further points are looked for near by in the picture, by trying: what is not found stays as it was. */
function renewFurther(
  { near: nearPairs, further: furtherPairs, within, seed }: Renewal,
  places: Float64Array,
  dimensions: number,
  iteration: number,
  from: number,
  to: number,
): void {
  const count = places.length / dimensions;
  const [near, further] = [nearPairs.length / count, furtherPairs.length / count];
  const random = new RandomStream();
  const before = new Uint32Array(further);
  for (let i = from; i < to; i++) {
    random.begin(seed + iteration, i);
    const own = furtherPairs.subarray(i * further, (i + 1) * further);
    const neighbours = nearPairs.subarray(i * near, (i + 1) * near);
    before.set(own);
    own.fill(NONE);
    for (let k = 0; k < further; k++) {
      let found = NONE;
      for (let tried = 0; tried < TRIES && found === NONE; tried++) {
        const other = random.below(count);
        if (squaredDistance(places, i * dimensions, other * dimensions, dimensions) > within ** 2) continue;
        if (other !== i && !own.includes(other) && !neighbours.includes(other)) found = other;
      }
      own[k] = found === NONE ? (before[k] ?? NONE) : found;
    }
  }
}

function squaredDistance(places: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let axis = 0; axis < dimensions; axis++) sum += ((places[a + axis] ?? 0) - (places[b + axis] ?? 0)) ** 2;
  return sum;
}
