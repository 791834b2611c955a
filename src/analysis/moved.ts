import type { PerPoint, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { cosineDistance } from "../numeric/cosine.ts";

/**
 * How far a point's state turns from one layer to the next: cosine distance to its own state one layer before, 0 at the
 * first. NaN where the two lie in different spaces: their directions cannot be compared.
 */
export const moved: Analysis<Record<string, never>, PerPoint> = {
  id: "moved",
  version: 1,
  label: "Distance moved",
  help: "How far a point's hidden state turns from one layer to the next, as cosine distance.",
  parameters: {},
  result: "perPoint",
  ofPicture: false,
  run,
};

/** Values gone through between two yields: some 10 ms. */
const TURN_VALUES = 2 ** 22;

async function* run({ states, from, to }: AnalysisInput): AsyncGenerator<Step, PerPoint> {
  const { widths, spaces } = states;
  const count = to - from;
  const distances = new Float32Array(widths.length * count);
  let before: Float32Array | undefined;
  for (const [layer, width] of widths.entries()) {
    const here = await states.read(layer, from, to);
    const turn = Math.max(1, Math.floor(TURN_VALUES / width));
    const comparable = width === widths[layer - 1] && spaces[layer] === spaces[layer - 1];
    for (let row = 0; before !== undefined && row < count; row++) {
      distances[layer * count + row] = comparable ? cosineDistance(before, row * width, here, row * width, width) : NaN;
      if ((row + 1) % turn === 0) yield { done: (layer + (row + 1) / count) / widths.length };
    }
    before = here;
    yield { done: (layer + 1) / widths.length };
  }
  return { kind: "perPoint", values: distances, total: "in all, cosine" };
}
