import type { TaskContext } from "../protocol/tasks.ts";
import type { PacmapValues } from "./pacmapRun.ts";
import { nearFitted, radiusOf, spreadOut } from "./placeNear.ts";
import type { LayerStep, PlaceInput } from "./projection.ts";
import { partly } from "../numeric/work.ts";

/** What a picture of PaCMAP is about as wide as, whatever the points: the loss knows no other scale. */
const USUAL_RADIUS = 15;
const ITERATIONS = 60;
/** Points placed between two yields. */
const TURN = 256;

/**
 * Places further points by the loss of PaCMAP's near pairs alone, as the reference implementation does: each goes to the
 * least sum of `d / (10 + d)` over its neighbours among the fitted points. The loss grows less than proportionally, so
 * that each weighted mean lowers it (majorisation): no rate has to be chosen.
 */
export async function* placePacmap(
  input: PlaceInput,
  { n_neighbors, metric }: PacmapValues,
  { signal }: TaskContext,
): AsyncGenerator<LayerStep, Float64Array, void> {
  const { states, dimensions, fitted } = input;
  const { points, near, places } = yield* partly(nearFitted(input, n_neighbors, metric, signal), 0, 0.8);
  const scale = USUAL_RADIUS / radiusOf(fitted.coordinates, dimensions);
  const next = new Float64Array(dimensions);
  for (let i = 0; i < points.length && near.count > 0; i++) {
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      next.fill(0);
      let sum = 0;
      for (let at = i * near.count; at < (i + 1) * near.count; at++) {
        const other = (near.points[at] ?? 0) * dimensions;
        let square = 1;
        for (let axis = 0; axis < dimensions; axis++)
          square += (scale * ((places[i * dimensions + axis] ?? 0) - (fitted.coordinates[other + axis] ?? 0))) ** 2;
        const weight = 1 / (10 + square) ** 2;
        sum += weight;
        for (let axis = 0; axis < dimensions; axis++)
          next[axis] = (next[axis] ?? 0) + weight * (fitted.coordinates[other + axis] ?? 0);
      }
      for (let axis = 0; axis < dimensions; axis++) places[i * dimensions + axis] = (next[axis] ?? 0) / sum;
    }
    if (i % TURN === TURN - 1) {
      signal.throwIfAborted();
      yield { done: 0.8 + (0.2 * i) / points.length };
    }
  }
  yield { done: 1 };
  return spreadOut(places, points, states.records, dimensions, 1);
}
