import { nearestAtLayer, nearestCount } from "../numeric/nearestStates.ts";
import { allOrSample, countTo } from "../numeric/sample.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

const parameters = {
  discard: {
    kind: "number",
    default: 0.1,
    min: 0,
    max: 0.5,
    help: "How many numbers say where a record lies among its nearest, by TwoNN.",
  },
} as const;

/**
 * TwoNN: with `μ` the ratio of the Euclidean distances to a point's second and to its nearest neighbour, and `F(μ)` the
 * share of points with so small a ratio, `-log(1 - F)` grows with `log μ`; the slope of the line through the origin is
 * the dimension. Points with a neighbour at no distance are left out, and so are the largest ratios. NaN where fewer than
 * two are left.
 */
export const intrinsicDimension: Analysis<typeof parameters, PerLayer> = {
  id: "intrinsicDimension",
  version: 1,
  label: "Intrinsic dimension",
  help: "How many numbers would do to say where a record lies among its nearest: TwoNN, without the top tenth of ratios.",
  reference: "Facco et al. 2017, doi:10.1038/s41598-017-11873-y",
  parameters,
  range: {
    words: "From 0 up; below the width of the states. The tenth of the records with the largest ratios is left out.",
    form: "number",
    low: 0,
  },
  onDemand: true,
  result: "perLayer",
  ofPicture: false,
  run,
};

async function* run(
  { states, algebra }: AnalysisInput,
  { discard }: ParameterValues<typeof parameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { widths, records } = states;
  const values = new Float32Array(widths.length).fill(NaN);
  const points = allOrSample(countTo(records));
  const search = { states, among: states, points, k: 2, metric: "euclidean", algebra, signal } as const;
  const count = nearestCount(search);
  const size = points.length * count;
  const related = { kind: "related", count, points: new Uint32Array(size), distances: new Float32Array(size) } as const;
  for (let layer = 0; layer < widths.length && count === 2; layer++) {
    for await (const done of nearestAtLayer({ ...search, layer }, related, 0))
      yield { done: (layer + done) / widths.length };
    values[layer] = dimensionOf(related.distances, discard);
  }
  yield { done: 1 };
  const series = [{ id: "dimension", label: "Intrinsic dimension", values }];
  return { kind: "perLayer", series, ...(points.length < records && { sampled: points.length }) };
}

/** `[points × 2]` distances to the nearest and the second. */
function dimensionOf(distances: Float32Array, discard: number): number {
  const ratios = Float64Array.from({ length: distances.length / 2 }, (_, point) =>
    Math.log((distances[2 * point + 1] ?? 0) / (distances[2 * point] ?? 0)),
  )
    .filter(Number.isFinite)
    .sort();
  const kept = Math.trunc(ratios.length * (1 - discard));
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < kept; i++) {
    const x = ratios[i] ?? 0;
    // The last one of all would lie infinitely high.
    if (i + 1 === ratios.length) break;
    xy -= x * Math.log(1 - (i + 1) / ratios.length);
    xx += x * x;
  }
  return kept >= 2 && xx > 0 ? xy / xx : NaN;
}
