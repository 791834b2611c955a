import { inTurns } from "../numeric/inTurns.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { countTo, sampleOf } from "../numeric/sample.ts";
import { shuffledStates } from "../numeric/shuffledStates.ts";
import { partly } from "../numeric/work.ts";
import { fitStack } from "../projection/fitStack.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { drawnLayer, metricOf, neighboursOf, type DrawnLayer } from "./drawnLayer.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
import { preparedLayer } from "./preparedLayer.ts";
import { Shuffles } from "./shuffles.ts";

/** Points that are asked: it is shown with every picture, and is to come soon. */
const SAMPLE = 1000;
/** Nearest points that are looked at. */
const NEIGHBOURS = 15;
/** Pictures of shuffled states: several where one is made at once. */
const PICTURES = 3;

/**
 * How much more of the neighbours the picture keeps than one of the same states shuffled: with `T` its trustworthiness
 * and `S` the mean of that of pictures made in the same way of states whose every dimension was dealt to other records,
 * `(T - S) / (1 - S)`, from 0. Variance that one dimension has for itself adds nothing to it, as it is kept shuffled, too.
 */
export const structure: Analysis<Record<string, never>, PerLayer> = {
  id: "structure",
  version: 1,
  label: "Structure shown",
  help: "How much more of the neighbours the picture keeps than the same projection of the same numbers shuffled within each dimension. Of more than 1 000 records, among 1 000.",
  reference: "Venna and Kaski 2001, doi:10.1007/3-540-44668-0_68 (trustworthiness, 15 nearest)",
  parameters: {},
  range: {
    words:
      "From 0 to 1: 0 where the picture shows no more than chance does, 1 where all drawn nearest are nearest in the model.",
    form: "share",
    low: 0,
    high: 1,
  },
  result: "perLayer",
  ofPicture: true,
  run,
};

async function* run(
  { states, picture, algebra }: AnalysisInput,
  _values: unknown,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { madeBy, dimensions } = picture;
  const layers = states.widths.length;
  const finite = drawnEverywhere(picture, layers, states.records);
  const points = sampleOf(finite, SAMPLE);
  const everyone = countTo(points.length);
  const k = neighboursOf(NEIGHBOURS, points.length);
  const metric = metricOf(picture);
  const pictures = madeBy?.projection.iterative === true ? 1 : PICTURES;
  const parts = layers * (1 + 2 * pictures);
  let done = 0;
  const part = <Output>(work: AsyncGenerator<Step, Output>, count = 1): AsyncGenerator<Step, Output> => {
    done += count;
    return partly(work, (done - count) / parts, done / parts);
  };
  const trustOf = async function* (seen: LayerStates, layer: number, drawn: DrawnLayer): AsyncGenerator<Step, number> {
    const asked = { states: seen, layer, drawn, points: everyone, k, metric, algebra, signal };
    return (yield* neighbourhoods(asked)).trustworthiness;
  };

  const own = new Float32Array(layers).fill(NaN);
  const chance = new Shuffles(layers);
  const sums = new Float64Array(layers);
  if (k >= 1 && madeBy !== undefined) {
    for (let layer = 0; layer < layers; layer++) {
      const drawn = drawnLayer(picture, layer, states.records).picked(points);
      const preparing = preparedLayer(states, layer, picture, algebra, signal);
      const seen = pickedStates(yield* part(preparing, 0), points);
      const work = trustOf(seen, layer, drawn);
      own[layer] = drawn.isOnePlace ? NaN : yield* part(work);
    }
    const some = pickedStates(states, points);
    const values = { ...madeBy.values, shuffle: "no" };
    for (let seed = 0; seed < pictures; seed++) {
      const shuffled = shuffledStates(some, seed);
      const fitting = { projection: madeBy.projection, values, dimensions, algebra, signal };
      const { coordinates } = yield* part(
        inTurns((onStep) => fitStack(shuffled, { ...fitting, onStep })),
        layers,
      );
      const drawing = { dimensions, coordinates, madeBy: { projection: madeBy.projection, values } };
      for (let layer = 0; layer < layers; layer++) {
        const seen = yield* part(preparedLayer(shuffled, layer, drawing, algebra, signal), 0);
        const by = yield* part(trustOf(seen, layer, drawnLayer(drawing, layer, points.length)));
        chance.put(layer, by);
        sums[layer] = (sums[layer] ?? 0) + by / pictures;
      }
    }
  }
  const shown = own.map((trustworthiness, layer) => {
    const by = sums[layer] ?? 0;
    return by < 1 || Number.isNaN(trustworthiness) ? Math.max(0, (trustworthiness - by) / (1 - by)) : 0;
  });
  yield { done: 1 };
  const series = [
    { id: "structure", label: "Structure shown", values: shown },
    { id: "trustworthiness", label: "Trustworthiness", values: own, chance: chance.result },
  ];
  return { kind: "perLayer", series, ...(points.length < finite.length && { sampled: points.length }) };
}

/** The points that are drawn at every layer. */
function drawnEverywhere(picture: AnalysisInput["picture"], layers: number, records: number): Uint32Array {
  const drawn = Array.from({ length: layers }, (_, layer) => drawnLayer(picture, layer, records).has);
  return countTo(records).filter((point) => drawn.every((has) => has[point] === 1));
}
