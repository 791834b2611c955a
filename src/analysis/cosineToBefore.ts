import { dot } from "../numeric/vector.ts";
import type { PerLayer, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { layerDirections, type LayerDirections } from "./directions.ts";

/**
 * The mean cosine of a point's state to its own state one layer before. By chance: the mean over all pairs of different
 * points, exact, which is what shuffling the points of one layer gives. NaN where the two lie in different spaces.
 */
export const cosineToBefore: Analysis<Record<string, never>, PerLayer> = {
  id: "cosineToBefore",
  version: 1,
  label: "Cosine to the layer before",
  help: "How far records keep their direction. Low: the layer rewrites what it is given.",
  reference: "Ethayarajh 2019, doi:10.18653/v1/D19-1006",
  parameters: {},
  range: { words: "From −1 to 1: 1 where no direction changes.", form: "number", high: 1 },
  onDemand: true,
  result: "perLayer",
  ofPicture: false,
  run,
};

async function* run({ states }: AnalysisInput): AsyncGenerator<Step, PerLayer> {
  const layers = yield* layerDirections(states);
  const values = Float32Array.from(layers, ({ toBefore }) =>
    toBefore.count === 0 ? NaN : toBefore.sum / toBefore.count,
  );
  const others = Float32Array.from(layers, (layer, i) => ofOthers(layer, layers[i - 1]));
  const series = { id: "cosine", label: "Cosine to the layer before", values, chance: { low: others, high: others } };
  return { kind: "perLayer", series: [series] };
}

/** The mean cosine of a point's state to another point's state one layer before. */
function ofOthers({ sum, count, toBefore }: LayerDirections, before: LayerDirections | undefined): number {
  if (before === undefined || toBefore.count === 0) return NaN;
  const pairs = count * before.count - toBefore.count;
  return pairs === 0 ? NaN : (dot(sum, 0, before.sum, 0, sum.length) - toBefore.sum) / pairs;
}
