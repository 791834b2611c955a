import { LARGEST_STATE } from "../numeric/layerStates.ts";
import type { RowLayout } from "../numeric/moments.ts";
import { dot, dotSingle } from "../numeric/vector.ts";

/** A linear projection: `(state - mean) · axis` for each axis. */
export interface LinearMap {
  /** `[width]`. */
  readonly mean: Float64Array;
  /** `[dimensions × width]`. */
  readonly axes: Float64Array;
}

/**
 * Coordinates `[rows × dimensions]` of states; NaN where a state is not finite, or too large.
 * Row by row in double precision: a row's coordinates do not depend on the rows it is computed with.
 */
export function mapRows({ mean, axes }: LinearMap, states: Float32Array, layout: RowLayout): Float64Array {
  const hidden = mean.length;
  const dimensions = axes.length / hidden;
  const coordinates = new Float64Array(layout.rows * dimensions);
  // In double precision the mean can be taken off the sum in place of every state.
  const middle = Array.from({ length: dimensions }, (_, axis) => dot(mean, 0, axes, axis * hidden, hidden));
  for (let row = 0; row < layout.rows; row++) {
    const from = layout.offset + row * layout.stride;
    for (let axis = 0; axis < dimensions; axis++) {
      const coordinate = dotSingle(states, from, axes, axis * hidden, hidden) - (middle[axis] ?? 0);
      coordinates[row * dimensions + axis] = Math.abs(coordinate) < LARGEST_STATE ? coordinate : NaN;
    }
  }
  return coordinates;
}
