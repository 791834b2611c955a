import { metricParameter, type Metric } from "../numeric/metrics.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { seededRandom } from "../numeric/random.ts";
import { allOrSample, countTo, shuffled } from "../numeric/sample.ts";
import { rowsInTurn, similarityBlocks } from "../numeric/similarities.ts";
import { unitStates } from "../numeric/unitStates.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { dense, labelledPoints } from "./labelled.ts";
import { SHUFFLES, Shuffles } from "./shuffles.ts";

const parameters = { metric: metricParameter } as const;

/**
 * The mean silhouette of the points that have a label: `(b - a) / max(a, b)` with `a` the mean distance to the others of
 * the same label and `b` to those of the nearest other label; 0 where no other has the label. Distances in single
 * precision. By chance: with the labels shuffled. NaN where there are not from 2 labels to one less than the points.
 */
export const silhouette: Analysis<typeof parameters, PerLayer> = {
  id: "silhouette",
  version: 1,
  label: "Silhouette",
  help: "How much nearer records are to their own label than to the next one.",
  reference: "Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7",
  parameters,
  range: { words: "From −1 to 1: 1 where labels are far apart, 0 where they overlap.", form: "number" },
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
  const picked = pickedStates(states, points);
  const isOfPlaces = metric === "euclidean" || metric === "manhattan";
  const some = isOfPlaces ? picked : unitStates(picked, metric === "correlation");
  const { of, sizes } = dense(labels, points);
  const values = new Float32Array(layers).fill(NaN);
  const chance = new Shuffles(layers);
  const turn = Math.max(1, Math.floor(rowsInTurn(points.length) / (SHUFFLES + 1)));
  const isDefined = sizes.length >= 2 && sizes.length < points.length;
  for (let layer = 0; layer < layers && isDefined; layer++) {
    const random = seededRandom(layer + 1);
    const all = [of, ...Array.from({ length: SHUFFLES }, () => shuffled(of, random))];
    const sums = all.map((labelling) => new Silhouettes(labelling, sizes));
    const asked = countTo(points.length);
    const by = metric === "manhattan" ? "manhattan" : "euclidean";
    const search = { layer, states: some, points: asked, among: some, metric: by, algebra, signal } as const;
    for await (const { from, to, similarities } of similarityBlocks(search)) {
      for (let point = from; point < to; point++) {
        const row = similarities.subarray((point - from) * points.length, (point - from + 1) * points.length);
        toDistances(row, metric);
        for (const one of sums) one.add(point, row);
        if ((point - from) % turn === turn - 1) yield { done: (layer + (point + 1) / points.length) / layers };
      }
    }
    const [own, ...others] = sums.map(({ mean }) => mean);
    values[layer] = own ?? NaN;
    for (const other of others) chance.put(layer, other);
  }
  yield { done: 1 };
  const series = [{ id: "silhouette", label: "Silhouette", values, chance: chance.result }];
  return { kind: "perLayer", series, ...(points.length < labelled.length && { sampled: points.length }) };
}

/** Similarities of places as distances, in place: of places scaled to length 1, half the square is the cosine's. */
export function toDistances(row: Float32Array, metric: Metric): void {
  const isEuclidean = metric === "euclidean";
  for (let i = 0; i < row.length; i++) {
    const half = Math.max(0, -(row[i] ?? 0));
    row[i] = isEuclidean ? Math.sqrt(2 * half) : half;
  }
}

/** The silhouettes of points under one labelling. */
export class Silhouettes {
  readonly #of: Uint16Array;
  readonly #sizes: Uint32Array;
  readonly #sums: Float64Array;
  #sum = 0;

  constructor(of: Uint16Array, sizes: Uint32Array) {
    this.#of = of;
    this.#sizes = sizes;
    this.#sums = new Float64Array(sizes.length);
  }

  get mean(): number {
    return this.#sum / this.#of.length;
  }

  /** Takes in a point's distances to all; gives its silhouette. */
  add(point: number, distances: Float32Array): number {
    const of = this.#of;
    const sums = this.#sums.fill(0);
    for (let other = 0; other < distances.length; other++) {
      const label = of[other] ?? 0;
      sums[label] = (sums[label] ?? 0) + (distances[other] ?? 0);
    }
    const own = of[point] ?? 0;
    const others = (this.#sizes[own] ?? 0) - 1;
    if (others === 0) return 0;
    const a = ((sums[own] ?? 0) - (distances[point] ?? 0)) / others;
    let b = Infinity;
    for (let label = 0; label < sums.length; label++) {
      if (label !== own) b = Math.min(b, (sums[label] ?? 0) / (this.#sizes[label] ?? 1));
    }
    const most = Math.max(a, b);
    const found = most > 0 ? (b - a) / most : 0;
    this.#sum += found;
    return found;
  }
}
