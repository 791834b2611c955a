import { spearman } from "../numeric/spearman.ts";
import { partly } from "../numeric/work.ts";
import { dimensionSpread } from "../projection/dimensionSpread.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { PREPARATION_SHARE, preparedLayer } from "./preparedLayer.ts";

/** Largest dimensions whose shares are added up. */
const SEVERAL = 3;

const axes = [
  { id: "length1", label: "First axis and text length" },
  { id: "length2", label: "Second axis and text length" },
  { id: "length3", label: "Third axis and text length" },
] as const;

/**
 * What a picture may show in place of meaning: the share of the variance that the largest dimensions hold, of the states
 * as the picture's method sees them, and how closely each drawn axis follows the length of the texts in characters, as the
 * magnitude of the rank correlation: Pearson's of the ranks, so that neither outliers nor `1 / length` change it.
 */
export const dominance: Analysis<Record<string, never>, PerLayer> = {
  id: "dominance",
  version: 1,
  label: "Rogue dimensions",
  help: "The share of the variance that the largest dimensions hold, and how closely each drawn axis follows the length of the texts.",
  reference: "Timkey and van Schijndel 2021, arXiv:2109.04404; Spearman 1904, doi:10.2307/1412159",
  parameters: {},
  range: {
    words: "From 0 to 1: near 1 where a single dimension, or the length of the texts, makes the picture.",
    form: "share",
    low: 0,
    high: 1,
  },
  result: "perLayer",
  ofPicture: true,
  ofTexts: true,
  run,
};

async function* run(
  { states, picture, algebra, textOf }: AnalysisInput,
  _values: unknown,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { dimensions, coordinates } = picture;
  const layers = states.widths.length;
  const { records } = states;
  const [largest, several] = [new Float32Array(layers).fill(NaN), new Float32Array(layers).fill(NaN)];
  const lengths = Float64Array.from({ length: records }, (_, point) => textOf?.(point).length ?? NaN);
  const ofAxes = Array.from({ length: dimensions }, () => new Float32Array(layers).fill(NaN));
  for (let layer = 0; layer < layers; layer++) {
    const [from, to] = [layer / layers, (layer + 1) / layers];
    const middle = from + PREPARATION_SHARE * (to - from);
    const seen = yield* partly(preparedLayer(states, layer, picture, algebra, signal), from, middle);
    const spread = yield* partly(dimensionSpread(seen, layer, signal), middle, to);
    const variance = spread.variance.toSorted((a, b) => b - a);
    const total = variance.reduce((sum, value) => sum + value, 0);
    if (total > 0) {
      largest[layer] = (variance[0] ?? 0) / total;
      several[layer] = variance.subarray(0, SEVERAL).reduce((sum, value) => sum + value, 0) / total;
    }
    for (const [axis, values] of ofAxes.entries()) {
      const along = Float64Array.from(
        { length: records },
        (_, point) => coordinates[(layer * records + point) * dimensions + axis] ?? NaN,
      );
      values[layer] = Math.abs(spearman(along, lengths));
      yield { done: to };
    }
  }
  yield { done: 1 };
  const series = [
    { id: "largest", label: "Largest dimension", values: largest },
    { id: "several", label: "Largest three dimensions", values: several },
    ...(textOf === undefined
      ? []
      : axes.slice(0, dimensions).map((axis, i) => ({ ...axis, values: ofAxes[i] ?? new Float32Array() }))),
  ];
  return { kind: "perLayer", series };
}
