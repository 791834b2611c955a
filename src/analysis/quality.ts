import { allOrSample } from "../numeric/sample.ts";
import { partly } from "../numeric/work.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { drawnLayer, metricOf, neighboursOf } from "./drawnLayer.ts";
import { PREPARATION_SHARE, preparedLayer } from "./preparedLayer.ts";
import { neighbourhoods } from "./neighbourhoods.ts";

const parameters = {
  k: { kind: "integer", default: 15, min: 1, max: 100, help: "How many nearest points are looked at" },
} as const;

/** How well the picture keeps who is near whom; NaN where fewer than three points are drawn. */
export const quality: Analysis<typeof parameters, PerLayer> = {
  id: "quality",
  version: 3,
  label: "Picture quality",
  help: "How far points drawn near each other are near each other in the model, and the other way round.",
  reference: "Venna and Kaski 2001, doi:10.1007/3-540-44668-0_68",
  parameters,
  range: {
    words:
      "From 0 to 1: 1 where the picture keeps all neighbours, by the distance the projection goes by, else by cosine distance.",
    form: "share",
    low: 0,
    high: 1,
  },
  result: "perLayer",
  ofPicture: true,
  run,
};

async function* run(
  { states, algebra, picture }: AnalysisInput,
  { k: wanted }: ParameterValues<typeof parameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { widths, records } = states;
  const trustworthiness = new Float32Array(widths.length).fill(NaN);
  const continuity = trustworthiness.slice();
  const kept = trustworthiness.slice();
  const metric = metricOf(picture);
  let sampled: number | undefined;
  for (let layer = 0; layer < widths.length; layer++) {
    const drawn = drawnLayer(picture, layer, records);
    const points = allOrSample(drawn.finite);
    if (points.length < drawn.finite.length) sampled = points.length;
    const k = neighboursOf(wanted, drawn.finite.length);
    if (k < 1) continue;
    const [from, to] = [layer / widths.length, (layer + 1) / widths.length];
    const middle = from + PREPARATION_SHARE * (to - from);
    const seen = yield* partly(preparedLayer(states, layer, picture, algebra, signal), from, middle);
    const work = neighbourhoods({ states: seen, layer, drawn, points, k, metric, algebra, signal });
    const found = yield* partly(work, middle, to);
    trustworthiness[layer] = found.trustworthiness;
    continuity[layer] = found.continuity;
    kept[layer] = found.kept;
  }
  const series = [
    { id: "trustworthiness", label: "Trustworthiness", values: trustworthiness },
    { id: "continuity", label: "Continuity", values: continuity },
    { id: "kept", label: "Neighbours kept", values: kept },
  ];
  yield { done: 1 };
  return { kind: "perLayer", series, ...(sampled && { sampled }) };
}
