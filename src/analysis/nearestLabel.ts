import { metricParameter } from "../numeric/metrics.ts";
import { nearestAtLayer, type Allows } from "../numeric/nearestStates.ts";
import { seededRandom } from "../numeric/random.ts";
import { allOrSample, shuffled } from "../numeric/sample.ts";
import { NO_LABEL } from "../protocol/engine.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { dense, labelledPoints } from "./labelled.ts";
import { Shuffles } from "./shuffles.ts";

const parameters = { metric: metricParameter } as const;

/**
 * Leave-one-out accuracy of the nearest neighbour: of the points that have a label, the share whose nearest other one has
 * the same. By chance: with the labels shuffled. NaN where fewer than two have one.
 */
export const nearestLabel: Analysis<typeof parameters, PerLayer> = {
  id: "nearestLabel",
  version: 1,
  label: "Label of the nearest",
  help: "The share of records whose nearest neighbour has their label.",
  reference: "Cover and Hart 1967, doi:10.1109/TIT.1967.1053964",
  parameters,
  range: { words: "From 0 to 1: 1 where every record lies beside its own label.", form: "share", low: 0, high: 1 },
  onDemand: true,
  result: "perLayer",
  ofPicture: false,
  ofLabels: true,
  run,
};

async function* run(
  { states, algebra, labels }: AnalysisInput,
  { metric }: ParameterValues<typeof parameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  if (labels === undefined) return { kind: "perLayer", series: [], lacks: "labels" };
  const layers = states.widths.length;
  const labelled = labelledPoints(labels);
  const points = allOrSample(labelled);
  const values = new Float32Array(layers).fill(NaN);
  const chance = new Shuffles(layers);
  const allows: Allows | undefined =
    labelled.length === labels.length ? undefined : (_, other) => labels[other] !== NO_LABEL;
  const search = { states, among: states, points, k: 1, metric, allows, algebra, signal };
  const related = {
    ...({ kind: "related", count: 1 } as const),
    points: new Uint32Array(points.length),
    distances: new Float32Array(points.length),
  };
  const { of } = dense(labels, labelled);
  const own = new Uint16Array(labels.length);
  const shareUnder = (labelling: Uint16Array): number => {
    for (const [i, point] of labelled.entries()) own[point] = labelling[i] ?? 0;
    let same = 0;
    for (const [i, point] of points.entries()) if (own[point] === own[related.points[i] ?? 0]) same++;
    return same / points.length;
  };
  for (let layer = 0; layer < layers && labelled.length > 1; layer++) {
    for await (const done of nearestAtLayer({ ...search, layer }, related, 0)) yield { done: (layer + done) / layers };
    values[layer] = shareUnder(of);
    const random = seededRandom(layer + 1);
    chance.add(layer, () => shareUnder(shuffled(of, random)));
  }
  yield { done: 1 };
  const series = [{ id: "accuracy", label: "Label of the nearest", values, chance: chance.result }];
  return { kind: "perLayer", series, ...(points.length < labelled.length && { sampled: points.length }) };
}
