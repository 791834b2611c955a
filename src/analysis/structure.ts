import { inTurns } from "../numeric/inTurns.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { countTo, sampleOf } from "../numeric/sample.ts";
import { shuffledStates } from "../numeric/shuffledStates.ts";
import { fitStack } from "../projection/fitStack.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { DrawnLayer, drawnLayer, metricOf, neighboursOf } from "./drawnLayer.ts";
import { neighbourhoods } from "./neighbourhoods.ts";
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
  { states: all, picture, algebra }: AnalysisInput,
  _values: unknown,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { madeBy } = picture;
  const layers = all.widths.length;
  const finite = drawnEverywhere(picture, layers, all.records);
  const points = sampleOf(finite, SAMPLE);
  const states = pickedStates(all, points);
  const k = neighboursOf(NEIGHBOURS, points.length);
  const pictures = madeBy?.projection.iterative === true ? 1 : PICTURES;
  const trust = async function* (of: LayerStates, layer: number, drawn: DrawnLayer): AsyncGenerator<number, number> {
    const everyone = drawn.finite;
    if (k < 1 || everyone.length < points.length) return NaN;
    const metric = metricOf(picture);
    const asked = { states: of, layer, drawn, points: everyone, k, metric, algebra, signal };
    return (yield* neighbourhoods(asked)).trustworthiness;
  };
  let done = 0;
  const share = (part: number): Step => ({ done: (done + part) / (layers * (1 + 2 * pictures)) });

  const own = new Float32Array(layers).fill(NaN);
  for (let layer = 0; layer < layers; layer++, done++) {
    const work = trust(states, layer, drawnLayer(picture, layer, all.records).picked(points));
    let step = await work.next();
    for (; step.done !== true; step = await work.next()) yield share(step.value);
    own[layer] = step.value;
  }

  const chance = new Shuffles(layers);
  const sums = new Float64Array(layers);
  for (let seed = 0; seed < pictures && madeBy !== undefined && k >= 1; seed++) {
    const shuffled = shuffledStates(states, seed);
    const { dimensions } = picture;
    const fitting = { ...madeBy, dimensions, algebra, signal };
    const fit = inTurns((onStep) => fitStack(shuffled, { ...fitting, onStep }));
    let fitted = await fit.next();
    for (; fitted.done !== true; fitted = await fit.next()) yield share(fitted.value.done * layers);
    done += layers;
    for (let layer = 0; layer < layers; layer++, done++) {
      const drawn = drawnLayer({ dimensions, coordinates: fitted.value.coordinates }, layer, points.length);
      const work = trust(shuffled, layer, drawn);
      let step = await work.next();
      for (; step.done !== true; step = await work.next()) yield share(step.value);
      chance.put(layer, step.value);
      sums[layer] = (sums[layer] ?? 0) + step.value;
    }
  }

  const shown = own.map((trustworthiness, layer) => {
    const by = (sums[layer] ?? 0) / pictures;
    return Number.isNaN(chance.result.low[layer]) ? NaN : by < 1 ? Math.max(0, (trustworthiness - by) / (1 - by)) : 0;
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
