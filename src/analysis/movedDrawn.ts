import type { PerPoint, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

/** How far a point lies from its own place one layer before in the picture, in the layers' radius; 0 at the first. */
export const movedDrawn: Analysis<Record<string, never>, PerPoint> = {
  id: "movedDrawn",
  version: 1,
  label: "Moved in the plane",
  help: "How far a point lies from its place one layer before in the picture, in radii of the layers.",
  of: "coordinates",
  parameters: {},
  result: "perPoint",
  ofPicture: true,
  run,
};

// eslint-disable-next-line @typescript-eslint/require-await -- in the form of every analysis
async function* run({ states, from, to, picture }: AnalysisInput): AsyncGenerator<Step, PerPoint> {
  const { dimensions, coordinates } = picture;
  const layers = states.widths.length;
  const count = to - from;
  const values = new Float32Array(layers * count);
  for (let layer = 1; layer < layers; layer++) {
    for (let point = from; point < to; point++) {
      const here = (layer * states.records + point) * dimensions;
      const before = here - states.records * dimensions;
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis++)
        squares += ((coordinates[here + axis] ?? NaN) - (coordinates[before + axis] ?? NaN)) ** 2;
      values[layer * count + point - from] = Math.sqrt(squares);
    }
    yield { done: (layer + 1) / layers };
  }
  yield { done: 1 };
  return { kind: "perPoint", values, total: "in all, in radii" };
}
