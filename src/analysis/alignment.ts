import { agreement } from "../projection/align.ts";
import type { PerLayer, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

/**
 * How much of where a layer's points are drawn the layer it is aligned to does not say, whatever its scale: `1 - r²` with
 * `r` the sum of products of both, each with a sum of squares of 1; 1 where `r` is negative. After Procrustes it is the
 * disparity of Gower. A layer without extent is passed over; NaN where there is none to compare with.
 */
export const alignment: Analysis<Record<string, never>, PerLayer> = {
  id: "alignment",
  version: 1,
  label: "Alignment residual",
  help: "How far a layer's picture differs from that of the layer it is aligned to.",
  reference: "Gower 1975, doi:10.1007/BF02291478",
  parameters: {},
  range: {
    words: "From 0 to 1: 0 where both are the same but for their scale, 1 where one says nothing of the other.",
    form: "share",
    low: 0,
    high: 1,
  },
  result: "perLayer",
  ofPicture: true,
  run,
};

/** The same where the file gives the coordinates. */
export const alignmentDrawn: Analysis<Record<string, never>, PerLayer> = {
  ...alignment,
  id: "alignmentDrawn",
  of: "coordinates",
};

// eslint-disable-next-line @typescript-eslint/require-await -- in the form of every analysis
async function* run({ states, picture }: AnalysisInput): AsyncGenerator<Step, PerLayer> {
  const { dimensions, coordinates, alignedTo } = picture;
  const layers = states.widths.length;
  const perLayer = states.records * dimensions;
  const values = new Float32Array(layers).fill(NaN);
  const at = (layer: number): Float32Array => coordinates.subarray(layer * perLayer, (layer + 1) * perLayer);
  const hasExtent = (layer: Float32Array): boolean => !Number.isNaN(agreement(layer, layer, dimensions));
  let before: Float32Array | undefined;
  for (let layer = 0; layer < layers; layer++) {
    const here = at(layer);
    const to = alignedTo === undefined ? before : alignedTo === layer ? undefined : at(alignedTo);
    if (to !== undefined) values[layer] = 1 - Math.max(0, agreement(here, to, dimensions)) ** 2;
    if (hasExtent(here)) before = here;
    yield { done: (layer + 1) / layers };
  }
  yield { done: 1 };
  return { kind: "perLayer", series: [{ id: "residual", label: "Alignment residual", values }] };
}
