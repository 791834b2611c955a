import { dot } from "../numeric/vector.ts";
import type { PerLayer, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { layerDirections } from "./directions.ts";

/**
 * The mean cosine of two different points, over all pairs: with `s` the sum of the `n` states scaled to length 1,
 * `(s·s - n) / (n (n - 1))`, exact. Points without a direction are left out; NaN where fewer than two have one.
 */
export const anisotropy: Analysis<Record<string, never>, PerLayer> = {
  id: "anisotropy",
  version: 1,
  label: "Cosine between records",
  help: "The mean cosine of two different records. High: all point the same way.",
  reference: "Ethayarajh 2019, doi:10.18653/v1/D19-1006",
  parameters: {},
  range: { words: "From −1 to 1: 0 where directions are spread evenly, 1 where all are the same.", form: "number" },
  onDemand: true,
  result: "perLayer",
  ofPicture: false,
  run,
};

async function* run({ states }: AnalysisInput): AsyncGenerator<Step, PerLayer> {
  const layers = yield* layerDirections(states);
  const values = Float32Array.from(layers, ({ sum, count }) =>
    count < 2 ? NaN : (dot(sum, 0, sum, 0, sum.length) - count) / (count * (count - 1)),
  );
  return { kind: "perLayer", series: [{ id: "cosine", label: "Cosine between records", values }] };
}
