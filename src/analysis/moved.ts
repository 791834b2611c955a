import type { LayerStates } from "../projection/layerStates.ts";
import type { Metric } from "./analysis.ts";
import { cosineDistance } from "./cosine.ts";

/**
 * How far a record's state turns from one layer to the next: cosine distance to its own state one layer before, 0 at the
 * first. NaN where the two lie in different spaces: their directions cannot be compared.
 */
export const moved: Metric = { kind: "metric", id: "moved", label: "Movement", parameters: {}, ofRange };

async function ofRange(states: LayerStates, from: number, to: number): Promise<Float32Array> {
  const { widths, spaces } = states;
  const count = to - from;
  const distances = new Float32Array(widths.length * count);
  let before: Float32Array | undefined;
  for (const [layer, width] of widths.entries()) {
    const here = await states.read(layer, from, to);
    const comparable = width === widths[layer - 1] && spaces[layer] === spaces[layer - 1];
    if (before !== undefined) {
      for (let row = 0; row < count; row++) {
        distances[layer * count + row] = comparable
          ? cosineDistance(before, row * width, here, row * width, width)
          : NaN;
      }
    }
    before = here;
  }
  return distances;
}
