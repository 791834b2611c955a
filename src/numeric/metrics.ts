import type { Parameter } from "../protocol/parameters.ts";
import { cosineDistance } from "./cosine.ts";
import { manhattanDistance } from "./manhattan.ts";

/** The ways to say how far two states are from each other. */
export const metrics = ["cosine", "euclidean", "correlation", "manhattan"] as const;
export type Metric = (typeof metrics)[number];

/** What every task that compares states by one of them takes. */
export const metricParameter = {
  kind: "choice",
  default: "cosine",
  options: metrics,
  help: "The distance: between directions, between places, between directions from each state's own mean, or between places along the axes",
} as const satisfies Parameter;

/** The distance of `length` elements of `a` from `atA` and of `b` from `atB`, in double precision. */
export type Distance = (a: Float32Array, atA: number, b: Float32Array, atB: number, length: number) => number;

export const distances: Readonly<Record<Metric, Distance>> = {
  cosine: cosineDistance,
  euclidean: euclideanDistance,
  correlation: correlationDistance,
  manhattan: (a, atA, b, atB, length) => {
    const distance = manhattanDistance(a, atA, b, atB, length);
    return distance < FURTHEST ? distance : FURTHEST;
  },
};

/** Further than any two states that are numbers; still a number in single precision. */
export const FURTHEST = 3e38;

function euclideanDistance(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  let squares = 0;
  for (let i = 0; i < length; i++) {
    const difference = (a[atA + i] ?? 0) - (b[atB + i] ?? 0);
    squares += difference * difference;
  }
  return squares < FURTHEST ** 2 ? Math.sqrt(squares) : FURTHEST;
}

/** One less Pearson's correlation, from 0 to 2; 1 where one of them is the same everywhere, or not finite. */
function correlationDistance(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < length; i++) {
    sumA += a[atA + i] ?? 0;
    sumB += b[atB + i] ?? 0;
  }
  const meanA = sumA / length;
  const meanB = sumB / length;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < length; i++) {
    const x = (a[atA + i] ?? 0) - meanA;
    const y = (b[atB + i] ?? 0) - meanB;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  const distance = 1 - ab / Math.sqrt(aa * bb);
  return Number.isFinite(distance) ? Math.min(Math.max(distance, 0), 2) : 1;
}
