import { nearestAtLayer, nearestCount, nearestParameters } from "../numeric/nearestStates.ts";
import { seededRandom } from "../numeric/random.ts";
import { allOrSample, countTo, shuffled } from "../numeric/sample.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerLayer, Related, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { Shuffles } from "./shuffles.ts";

/**
 * Of the `k` nearest points of each, the share that is among the `k` nearest at another layer: the one before, and the
 * last. By chance: what is left of it when the lists of the layer before are dealt to other points.
 */
export const neighboursKept: Analysis<typeof nearestParameters, PerLayer> = {
  id: "neighboursKept",
  version: 1,
  label: "Neighbours kept",
  help: "The share of a record's nearest that were its nearest at the layer before, and are at the last.",
  reference: "Huh et al. 2024, arXiv:2405.07987 (mutual nearest neighbours)",
  parameters: nearestParameters,
  range: { words: "From 0 to 1: 1 where all neighbours are the same.", form: "share", low: 0, high: 1 },
  onDemand: true,
  result: "perLayer",
  ofPicture: false,
  run,
};

async function* run(
  { states, algebra }: AnalysisInput,
  { k, metric }: ParameterValues<typeof nearestParameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { widths, records } = states;
  const layers = widths.length;
  const points = allOrSample(countTo(records));
  const count = nearestCount({ states, among: states, k });
  const size = layers * points.length * count;
  const related = { kind: "related", count, points: new Uint32Array(size), distances: new Float32Array(size) } as const;
  if (count > 0) {
    for (let layer = 0; layer < layers; layer++) {
      const search = { states, among: states, points, layer, k, metric, algebra, signal };
      for await (const done of nearestAtLayer(search, related, layer * points.length))
        yield { done: (0.9 * (layer + done)) / layers };
    }
  }
  const last = layers - 1;
  const before = new Float32Array(layers).fill(NaN);
  const toLast = new Float32Array(layers).fill(NaN);
  const chance = new Shuffles(layers);
  const share = new Shared(related, points.length, records);
  for (let layer = 0; layer < layers && count > 0; layer++) {
    toLast[layer] = share.of(layer, last);
    if (layer > 0) {
      before[layer] = share.of(layer, layer - 1);
      const random = seededRandom(layer);
      chance.add(layer, () => share.of(layer, layer - 1, shuffled(countTo(points.length), random)));
    }
    yield { done: 0.9 + (0.1 * (layer + 1)) / layers };
  }
  const series = [
    { id: "before", label: "From the layer before", values: before, chance: chance.result },
    { id: "last", label: "Shared with the last layer", values: toLast },
  ];
  return { kind: "perLayer", series, ...(points.length < records && { sampled: points.length }) };
}

/** What the lists of two layers have in common. */
class Shared {
  readonly #related: Related;
  readonly #rows: number;
  /** The last list each point was marked for. */
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(related: Related, rows: number, points: number) {
    this.#related = related;
    this.#rows = rows;
    this.#marks = new Uint32Array(points);
  }

  /** The share of the lists of one layer that is in the same row's of another; in the row `dealt` to it where given. */
  of(layer: number, other: number, dealt?: Uint32Array): number {
    const { points, count } = this.#related;
    let shared = 0;
    for (let row = 0; row < this.#rows; row++) {
      const mark = ++this.#mark;
      const from = (other * this.#rows + (dealt?.[row] ?? row)) * count;
      for (let i = from; i < from + count; i++) this.#marks[points[i] ?? 0] = mark;
      const own = (layer * this.#rows + row) * count;
      for (let i = own; i < own + count; i++) if (this.#marks[points[i] ?? 0] === mark) shared++;
    }
    return shared / (this.#rows * count);
  }
}
