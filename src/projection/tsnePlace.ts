import type { Metric } from "../numeric/metrics.ts";
import type { TaskContext } from "../protocol/tasks.ts";
import { nearFitted, spreadOut } from "./placeNear.ts";
import type { LayerStep, PlaceInput } from "./projection.ts";
import { partly } from "../numeric/work.ts";
import { conditional } from "./tsneAffinities.ts";
import { TreeRepulsion, treeState } from "./tsneTree.ts";

/** As openTSNE's `transform` places points. */
const PERPLEXITY = 5;
const NEIGHBOURS = 25;
const EXAGGERATION = 1.5;
const ITERATIONS = 250;
const RATE = 0.1;
const MOMENTUM = 0.8;
const STEEPEST = 0.25;
/** How near points drawn by t-SNE lie to the next: the scale its kernel knows. */
const USUAL_GAP = 0.3;
/** Points of which the gap is measured. */
const MEASURED = 500;
const TURN_MS = 20;

/**
 * Places further points by the loss of t-SNE against the fitted ones, which stay, one by one: Poličar, Stražar and Zupan
 * 2023, doi:10.1007/s10994-021-06043-1.
 */
export async function* placeTsne(
  input: PlaceInput,
  { metric, theta }: { readonly metric: Metric; readonly theta: number },
  { signal }: TaskContext,
): AsyncGenerator<LayerStep, Float64Array, void> {
  const { states, dimensions, fitted } = input;
  const { points, near, places } = yield* partly(nearFitted(input, NEIGHBOURS, metric, signal), 0, 0.5);
  const drawn = fitted.coordinates.filter((_, at) => Number.isFinite(fitted.coordinates[at - (at % dimensions)]));
  const gap = gapOf(drawn, dimensions);
  if (gap === 0 || near.count === 0) {
    yield { done: 1 };
    return spreadOut(places, points, states.records, dimensions, 1);
  }
  const scale = USUAL_GAP / gap;
  const tree = new TreeRepulsion(
    treeState(
      drawn.map((value) => value * scale),
      dimensions,
      (bytes) => new ArrayBuffer(bytes),
    ),
    dimensions,
    theta,
  );
  tree.prepare();
  const own = new Float64Array(dimensions);
  const force = new Float64Array(dimensions);
  const update = new Float64Array(dimensions);
  const gains = new Float64Array(dimensions);
  let last = performance.now();
  for (let i = 0; i < points.length; i++) {
    const probabilities = near.distances.slice(i * near.count, (i + 1) * near.count);
    conditional(probabilities, Math.min(PERPLEXITY, near.count));
    for (let axis = 0; axis < dimensions; axis++) own[axis] = (places[i * dimensions + axis] ?? 0) * scale;
    update.fill(0);
    gains.fill(1);
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const sum = tree.repelAt(0, own, force);
      for (let axis = 0; axis < dimensions; axis++) force[axis] = -(force[axis] ?? 0) / Math.max(sum, Number.MIN_VALUE);
      for (let j = 0; j < near.count; j++) {
        const other = (near.points[i * near.count + j] ?? 0) * dimensions;
        let square = 1;
        for (let axis = 0; axis < dimensions; axis++)
          square += ((own[axis] ?? 0) - scale * (fitted.coordinates[other + axis] ?? 0)) ** 2;
        const weight = (EXAGGERATION * (probabilities[j] ?? 0)) / square;
        for (let axis = 0; axis < dimensions; axis++) {
          const far = (own[axis] ?? 0) - scale * (fitted.coordinates[other + axis] ?? 0);
          force[axis] = (force[axis] ?? 0) + weight * far;
        }
      }
      move(own, force, update, gains);
    }
    for (let axis = 0; axis < dimensions; axis++) places[i * dimensions + axis] = own[axis] ?? 0;
    if (performance.now() - last < TURN_MS) continue;
    signal.throwIfAborted();
    yield { done: 0.5 + (0.5 * i) / points.length };
    last = performance.now();
  }
  yield { done: 1 };
  return spreadOut(places, points, states.records, dimensions, 1 / scale);
}

/** One step of a single point down its gradient, with momentum and gains. */
function move(own: Float64Array, gradient: Float64Array, update: Float64Array, gains: Float64Array): void {
  let squares = 0;
  for (const value of gradient) squares += value * value;
  const factor = squares > STEEPEST ** 2 ? STEEPEST / Math.sqrt(squares) : 1;
  for (let axis = 0; axis < own.length; axis++) {
    const value = (gradient[axis] ?? 0) * factor;
    const before = update[axis] ?? 0;
    const gain = Math.sign(before) !== Math.sign(value) ? (gains[axis] ?? 1) + 0.2 : (gains[axis] ?? 1) * 0.8 + 0.01;
    gains[axis] = gain;
    update[axis] = MOMENTUM * before - RATE * gain * value;
    own[axis] = (own[axis] ?? 0) + (update[axis] ?? 0);
  }
}

/** The median distance of what is drawn to what is drawn nearest to it and not at the same place; 0 where there is none. */
function gapOf(places: Float64Array, dimensions: number): number {
  const count = places.length / dimensions;
  const asked = Math.min(count, MEASURED);
  const gaps = new Float64Array(asked);
  for (let i = 0; i < asked; i++) {
    const own = Math.floor((i * count) / asked) * dimensions;
    let least = Infinity;
    for (let other = 0; other < places.length; other += dimensions) {
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis++)
        squares += ((places[own + axis] ?? 0) - (places[other + axis] ?? 0)) ** 2;
      if (squares > 0 && squares < least) least = squares;
    }
    gaps[i] = Math.sqrt(least);
  }
  const median = gaps.sort()[asked >> 1] ?? 0;
  return Number.isFinite(median) ? median : 0;
}
