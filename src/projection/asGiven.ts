import { chunksOf } from "../numeric/layerStates.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { layerParameters } from "./layers.ts";
import type { LayerInput, LayerProjection, Projection } from "./projection.ts";

const parameters = layerParameters("none");

/** The first two or three numbers of each state as its place, their mean taken off. */
export const asGiven: Projection<typeof parameters> = {
  id: "asGiven",
  version: 2,
  label: "As given",
  help: "The coordinates of the file as they are, each layer in the middle and at the same radius.",
  of: "coordinates",
  parameters,
  run,
};

async function* run(
  { states, layer, dimensions }: LayerInput,
  _values: unknown,
  { signal }: TaskContext,
): AsyncGenerator<Step, LayerProjection, void> {
  const width = states.widths[layer] ?? 0;
  const coordinates = new Float64Array(states.records * dimensions);
  const sums = new Float64Array(dimensions);
  let finite = 0;
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    signal.throwIfAborted();
    for (let record = from; record < to; record++) {
      const state = rows.subarray((record - from) * width, (record - from + 1) * width);
      if (!state.every(Number.isFinite)) {
        coordinates.fill(NaN, record * dimensions, (record + 1) * dimensions);
        continue;
      }
      finite++;
      for (let axis = 0; axis < Math.min(dimensions, width); axis++) {
        const value = state[axis] ?? 0;
        coordinates[record * dimensions + axis] = value;
        sums[axis] = (sums[axis] ?? 0) + value;
      }
    }
    yield { done: to / states.records };
  }
  for (let at = 0; at < coordinates.length; at++)
    coordinates[at] = (coordinates[at] ?? 0) - (sums[at % dimensions] ?? 0) / Math.max(1, finite);
  return { coordinates };
}
