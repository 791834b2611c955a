import type { LayerStates } from "../projection/layerStates.ts";
import type { Metric } from "./analysis.ts";
import { cosineDistance } from "./cosine.ts";

/** How far a record's state turns from one layer to the next: cosine distance to its own state one layer before. */
export const moved: Metric = { kind: "metric", id: "moved", label: "Movement", parameters: {}, ofRange };

async function ofRange(states: LayerStates, from: number, to: number): Promise<Float32Array> {
  const { layers, hidden } = states;
  const count = to - from;
  const distances = new Float32Array(layers * count);
  let before: Float32Array | undefined;
  for (let layer = 0; layer < layers; layer++) {
    const here = await states.read(layer, from, to);
    if (before !== undefined) {
      for (let row = 0; row < count; row++) {
        distances[layer * count + row] = cosineDistance(before, row * hidden, here, row * hidden, hidden);
      }
    }
    before = here;
  }
  return distances;
}
