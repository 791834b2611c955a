import type { LayerStates } from "../numeric/layerStates.ts";
import { distances, FURTHEST, type Metric } from "../numeric/metrics.ts";
import { sampleOf } from "../numeric/sample.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { spearman } from "../numeric/spearman.ts";
import { partly } from "../numeric/work.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { PREPARATION_SHARE, preparedLayer } from "./preparedLayer.ts";
import { drawnLayer, metricOf, type DrawnLayer } from "./drawnLayer.ts";

/** Points up to which all pairs are looked at; of more, those of so many. */
const ALL_PAIRS = 1000;
/** Distances formed between two yields, by the width of the states: some 10 ms. */
const TURN = 2 ** 23;

/**
 * How well the picture keeps distances: over all pairs, Spearman's correlation of the states' distances with the drawn
 * ones, and the stress-1 `sqrt(Σ (d - bδ)² / Σ d²)` of drawn distances `d` and states' distances `δ` at the best scale
 * `b`, which is `sqrt(1 - (Σ dδ)² / (Σ d² Σ δ²))`. NaN where there are fewer than three points, or no distances.
 */
export const distancesKept: Analysis<Record<string, never>, PerLayer> = {
  id: "distancesKept",
  version: 1,
  label: "Distances kept",
  help: "How far points drawn further apart are further apart in the model. Of more than 1 000 records, between 1 000 of them.",
  reference: "Kruskal 1964, doi:10.1007/BF02289565 (stress); Shepard 1962, doi:10.1007/BF02289630",
  parameters: {},
  range: {
    words:
      "Correlation: from -1 to 1, 1 where the order of all distances is kept. Stress: from 0 to 1, 0 where all distances are kept at one scale. By the distance the projection goes by, else by cosine distance.",
    form: "number",
  },
  onDemand: true,
  result: "perLayer",
  ofPicture: true,
  run,
};

async function* run(
  { states, picture, algebra }: AnalysisInput,
  _values: unknown,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { widths, records } = states;
  const shepard = new Float32Array(widths.length).fill(NaN);
  const stress = shepard.slice();
  const metric = metricOf(picture);
  let sampled: number | undefined;
  for (let layer = 0; layer < widths.length; layer++) {
    const drawn = drawnLayer(picture, layer, records);
    const points = sampleOf(drawn.finite, ALL_PAIRS);
    if (points.length < drawn.finite.length) sampled = points.length;
    if (points.length >= 3) {
      const [from, to] = [layer / widths.length, (layer + 1) / widths.length];
      const middle = from + PREPARATION_SHARE * (to - from);
      const seen = yield* partly(preparedLayer(states, layer, picture, algebra, signal), from, middle);
      const pairs = yield* partly(pairsOf(pickedStates(seen, points), layer, metric, signal), middle, to);
      const places = pairsDrawn(drawn.picked(points), points.length);
      shepard[layer] = spearman(pairs, places);
      stress[layer] = stressOf(pairs, places);
    }
    yield { done: (layer + 1) / widths.length };
  }
  const series = [
    { id: "shepard", label: "Correlation of distances (Shepard)", values: shepard },
    { id: "stress", label: "Stress", values: stress },
  ];
  yield { done: 1 };
  return { kind: "perLayer", series, ...(sampled && { sampled }) };
}

/** The distances of all pairs of states, the pairs of the first point first. */
async function* pairsOf(
  states: LayerStates,
  layer: number,
  metric: Metric,
  signal: AbortSignal,
): AsyncGenerator<Step, Float64Array> {
  const { records } = states;
  const width = states.widths[layer] ?? 0;
  const distance = distances[metric];
  const rows = await states.read(layer, 0, records);
  const pairs = new Float64Array((records * (records - 1)) / 2);
  const turn = Math.max(1, Math.floor(TURN / Math.max(1, records * width)));
  for (let i = 0, at = 0; i < records; i++) {
    for (let j = i + 1; j < records; j++, at++) {
      const found = distance(rows, i * width, rows, j * width, width);
      pairs[at] = found < FURTHEST ? found : NaN;
    }
    if (i % turn !== turn - 1) continue;
    signal.throwIfAborted();
    yield { done: i / records };
  }
  return pairs;
}

/** The distances of all pairs of points as they are drawn, in the same order. */
function pairsDrawn(drawn: DrawnLayer, points: number): Float64Array {
  const pairs = new Float64Array((points * (points - 1)) / 2);
  for (let i = 0, at = 0; i < points; i++) {
    const squares = drawn.squaresFrom(drawn.placeOf(i));
    for (let j = i + 1; j < points; j++) pairs[at++] = Math.sqrt(squares[j] ?? NaN);
  }
  return pairs;
}

function stressOf(states: Float64Array, drawn: Float64Array): number {
  let [both, ofStates, ofDrawn] = [0, 0, 0];
  for (let i = 0; i < states.length; i++) {
    const [far, apart] = [states[i] ?? NaN, drawn[i] ?? NaN];
    both += far * apart;
    ofStates += far * far;
    ofDrawn += apart * apart;
  }
  return Math.sqrt(Math.max(0, 1 - both ** 2 / (ofStates * ofDrawn)));
}
