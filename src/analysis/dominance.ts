import { dimensionSpread } from "../projection/dimensionSpread.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { preparedLayer } from "./preparedLayer.ts";

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
    const share = (done: number) => ({ done: (layer + done) / layers });
    const preparing = preparedLayer(states, layer, picture, algebra, signal);
    let prepared = await preparing.next();
    for (; prepared.done !== true; prepared = await preparing.next()) yield share(prepared.value.done / 2);
    const spreading = dimensionSpread(prepared.value, layer, signal);
    let spread = await spreading.next();
    for (; spread.done !== true; spread = await spreading.next()) yield share((1 + spread.value.done) / 2);
    const variance = spread.value.variance.toSorted((a, b) => b - a);
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
      values[layer] = Math.abs(rankCorrelation(along, lengths));
      yield share(1);
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

/** Pearson's correlation of the ranks of the places where both have numbers; NaN where one of them is all the same. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const places = Uint32Array.from(a.keys()).filter((i) => Number.isFinite(a[i]) && Number.isFinite(b[i]));
  const [one, other] = [ranksOf(a, places), ranksOf(b, places)];
  const middle = (places.length - 1) / 2;
  let [both, ofOne, ofOther] = [0, 0, 0];
  for (let i = 0; i < places.length; i++) {
    const [x, y] = [(one[i] ?? 0) - middle, (other[i] ?? 0) - middle];
    both += x * y;
    ofOne += x * x;
    ofOther += y * y;
  }
  return ofOne > 0 && ofOther > 0 ? both / Math.sqrt(ofOne * ofOther) : NaN;
}

/** The rank of each place, from 0; of equal values the mean. */
function ranksOf(values: Float64Array, places: Uint32Array): Float64Array {
  const order = Uint32Array.from(places.keys()).sort(
    (i, j) => (values[places[i] ?? 0] ?? 0) - (values[places[j] ?? 0] ?? 0),
  );
  const ranks = new Float64Array(places.length);
  for (let from = 0; from < order.length;) {
    const value = values[places[order[from] ?? 0] ?? 0];
    let to = from + 1;
    while (to < order.length && values[places[order[to] ?? 0] ?? 0] === value) to++;
    for (let i = from; i < to; i++) ranks[order[i] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}
