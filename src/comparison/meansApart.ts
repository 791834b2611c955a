import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import type { PerLayer, Step } from "../protocol/tasks.ts";
import type { Comparison, ComparisonInput } from "./comparison.ts";

/**
 * How far apart two sets of points are at each layer: the distance between the means of their hidden states, as cosine
 * distance and as Euclidean distance. Means are summed in double precision; states that are no numbers count as 0.
 */
export const meansApart: Comparison<Record<string, never>, PerLayer> = {
  id: "meansApart",
  version: 1,
  label: "Distance between means",
  help: "The distance between the mean hidden states of two sets of points, by cosine and by Euclidean distance.",
  parameters: {},
  result: "perLayer",
  ofSets: true,
  run,
};

async function* run({ states, against, one, other }: ComparisonInput): AsyncGenerator<Step, PerLayer> {
  const layers = states.widths.length;
  const cosine = new Float32Array(layers).fill(NaN);
  const euclidean = new Float32Array(layers).fill(NaN);
  for (let layer = 0; layer < layers; layer++) {
    const a = yield* meanOf(states, layer, one, { from: layer / layers, share: 0.5 / layers });
    const b = yield* meanOf(against, layer, other, { from: (layer + 0.5) / layers, share: 0.5 / layers });
    if (one.length === 0 || other.length === 0) continue;
    let [ab, aa, bb, apart] = [0, 0, 0, 0];
    for (const [i, x] of a.entries()) {
      const y = b[i] ?? 0;
      ab += x * y;
      aa += x * x;
      bb += y * y;
      apart += (x - y) ** 2;
    }
    cosine[layer] = aa === 0 || bb === 0 ? 1 : Math.min(Math.max(1 - ab / Math.sqrt(aa * bb), 0), 2);
    euclidean[layer] = Math.sqrt(apart);
  }
  return {
    kind: "perLayer",
    series: [
      { id: "cosine", label: "cosine", values: cosine },
      { id: "euclidean", label: "Euclidean", values: euclidean },
    ],
  };
}

/** `[width]` the mean state of some points at a layer. */
async function* meanOf(
  states: LayerStates,
  layer: number,
  points: Uint32Array,
  { from: begun, share }: { readonly from: number; readonly share: number },
): AsyncGenerator<Step, Float64Array> {
  const width = states.widths[layer] ?? 0;
  const mean = new Float64Array(width);
  let at = 0;
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    for (let point = points[at]; point !== undefined && point < to; point = points[++at]) {
      const start = (point - from) * width;
      for (let i = 0; i < width; i++) {
        const value = rows[start + i] ?? 0;
        mean[i] = (mean[i] ?? 0) + (Number.isFinite(value) ? value : 0);
      }
    }
    yield { done: begun + (share * to) / states.records };
  }
  return mean.map((sum) => sum / points.length);
}
