import { FURTHEST } from "../numeric/metrics.ts";
import { nearestAtLayer, nearestCount, nearestParameters } from "../numeric/nearestStates.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { countTo, sampleOf } from "../numeric/sample.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerPoint, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

/** Points up to which the nearest of all are looked for; of more, those of so many. */
const ALL_POINTS = 5000;
const SAMPLE = 1000;

/**
 * How densely other states lie round a point's: the mean of its distances to the `k` nearest, exact. Of many points the
 * nearest are looked for among a sample, so that time grows with their number and not with its square; then distances are
 * longer, and comparable with each other all the same. NaN where a point is alone,
 * or its state is no number.
 */
export const density: Analysis<typeof nearestParameters, PerPoint> = {
  id: "density",
  version: 2,
  label: "Density (mean distance)",
  help: "Mean distance to the nearest: small where records lie dense. Of more than 5 000 the nearest of 1 000, always the same.",
  reference: "Loftsgaarden and Quesenberry 1965, doi:10.1214/aoms/1177700079",
  parameters: nearestParameters,
  onDemand: true,
  result: "perPoint",
  ofPicture: false,
  run,
};

async function* run(
  { states, from, to, algebra }: AnalysisInput,
  { k, metric }: ParameterValues<typeof nearestParameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerPoint> {
  const { widths, records } = states;
  const values = new Float32Array(widths.length * (to - from)).fill(NaN);
  const sample = records <= ALL_POINTS ? undefined : sampleOf(countTo(records), SAMPLE);
  const among = sample === undefined ? states : pickedStates(states, sample);
  const allows = sample && ((point: number, other: number) => sample[other] !== point);
  const count = nearestCount({ states, among, k });
  const points = countTo(to - from).map((point) => point + from);
  const size = points.length * count;
  const related = { kind: "related", count, points: new Uint32Array(size), distances: new Float32Array(size) } as const;
  for (let layer = 0; layer < widths.length && count > 0; layer++) {
    const search = { states, among, points, layer, k, metric, allows, algebra, signal };
    for await (const done of nearestAtLayer(search, related, 0)) yield { done: (layer + done) / widths.length };
    for (let i = 0; i < points.length; i++)
      values[layer * points.length + i] = mean(related.distances.subarray(i * count, (i + 1) * count));
  }
  yield { done: 1 };
  return { kind: "perPoint", values };
}

/** Of the numbers that are distances; NaN of none. */
function mean(distances: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const distance of distances) {
    if (!(distance < FURTHEST)) continue;
    sum += distance;
    count++;
  }
  return sum / count;
}
