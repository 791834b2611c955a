import type { Step } from "../protocol/tasks.ts";
import { LARGEST_STATE } from "./layerStates.ts";

/** How far apart states are taken to be, of those metrics that are Euclidean distances of something. */
export type PlacedMetric = "cosine" | "euclidean" | "correlation";

/**
 * States as places of which half the squared Euclidean distance ranks as the metric does: themselves, or their
 * directions, as deviations from the mean place: less is lost in rounding where all are alike.
 */
export interface Places {
  /** Which states have a place: those that are finite, ascending. */
  readonly points: Uint32Array;
  /** `[points × width]` */
  readonly rows: Float32Array;
  /** `[points]` the squared length of each row. */
  readonly squares: Float64Array;
  /** `[points]` 1 where a state has no direction: it is at distance 1 from everything. All 0 for the Euclidean. */
  readonly undirected: Uint8Array;
}

/** Values gone through between two yields: some 10 ms. */
const TURN_VALUES = 2 ** 22;

/** Places of states `[count, width]`; in shared memory where threads are to read them. Yields the share done. */
export function* placesOf(
  states: Float32Array,
  width: number,
  metric: PlacedMetric,
  memory: ArrayBufferConstructor | SharedArrayBufferConstructor = ArrayBuffer,
): Generator<Step, Places, void> {
  const { points, means, factors } = yield* scalesOf(states, width, metric);
  const middle = yield* middleOf(states, width, points, means, factors);
  const turn = rowsInTurn(width);
  const rows = new Float32Array(new memory(points.length * width * Float32Array.BYTES_PER_ELEMENT));
  const squares = new Float64Array(points.length);
  const undirected = new Uint8Array(points.length);
  for (let i = 0; i < points.length; i++) {
    const [mean, factor] = [means[i] ?? 0, factors[i] ?? 0];
    undirected[i] = factor === 0 ? 1 : 0;
    let sum = 0;
    for (let j = 0, from = (points[i] ?? 0) * width, to = i * width; j < width; j++) {
      const value = Math.fround(((states[from + j] ?? 0) - mean) * factor - (middle[j] ?? 0));
      rows[to + j] = value;
      sum += value * value;
    }
    squares[i] = sum;
    if (i % turn === turn - 1) yield { done: (2 + i / points.length) / 3 };
  }
  return { points, rows, squares, undirected };
}

interface Scales {
  readonly points: Uint32Array;
  /** What is taken from each number of a state, and what the difference is multiplied by; 0 where it has no direction. */
  readonly means: Float64Array;
  readonly factors: Float64Array;
}

function rowsInTurn(width: number): number {
  return Math.max(1, Math.floor(TURN_VALUES / Math.max(1, width)));
}

function* scalesOf(states: Float32Array, width: number, metric: PlacedMetric): Generator<Step, Scales, void> {
  const count = states.length / width;
  const points = new Uint32Array(count);
  const means = new Float64Array(count);
  const factors = new Float64Array(count);
  let found = 0;
  const turn = rowsInTurn(width);
  for (let row = 0; row < count; row++) {
    if (row % turn === turn - 1) yield { done: row / count / 3 };
    const at = row * width;
    let sum = 0;
    let all = 0;
    for (let j = at; j < at + width; j++) {
      const value = states[j] ?? 0;
      sum += value;
      all += value * value;
    }
    if (!(all < LARGEST_STATE ** 2)) continue;
    const mean = metric === "correlation" ? sum / width : 0;
    let squares = all;
    if (metric === "correlation") {
      squares = 0;
      for (let j = at; j < at + width; j++) squares += ((states[j] ?? 0) - mean) ** 2;
    }
    points[found] = row;
    means[found] = mean;
    factors[found] = metric === "euclidean" ? 1 : squares > 0 ? 1 / Math.sqrt(squares) : 0;
    found++;
  }
  return { points: points.slice(0, found), means, factors };
}

function* middleOf(
  states: Float32Array,
  width: number,
  points: Uint32Array,
  means: Float64Array,
  factors: Float64Array,
): Generator<Step, Float64Array, void> {
  const middle = new Float64Array(width);
  const turn = rowsInTurn(width);
  for (let i = 0; i < points.length; i++) {
    if (i % turn === turn - 1) yield { done: (1 + i / points.length) / 3 };
    const [mean, factor] = [means[i] ?? 0, factors[i] ?? 0];
    for (let j = 0, at = (points[i] ?? 0) * width; j < width; j++, at++)
      middle[j] = (middle[j] ?? 0) + ((states[at] ?? 0) - mean) * factor;
  }
  for (let j = 0; j < width; j++) middle[j] = (middle[j] ?? 0) / Math.max(1, points.length);
  return middle;
}
