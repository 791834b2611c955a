import { partly } from "../numeric/work.ts";
import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import { nearestAtLayer, nearestCount, nearestParameters, type LayerSearch } from "../numeric/nearestStates.ts";
import { countTo, sampleOf } from "../numeric/sample.ts";
import { procrustes, turned } from "../projection/align.ts";
import { layerAxes } from "../projection/pca.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Numbers, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

const layerRange = { kind: "integer", min: -1000, max: 1000 } as const;

const parameters = {
  first: {
    ...layerRange,
    default: 0,
    help: "The one layer, 0 for the embedding; -1 is the last, -2 the one before it",
  },
  second: { ...layerRange, default: -1, help: "The other layer, counted as the first" },
  k: { ...nearestParameters.k, help: "How many nearest points are compared" },
  metric: nearestParameters.metric,
} as const;

/** Points up to which all are asked for their nearest; of more, so many: each is compared with all. */
const ALL_POINTS = 20_000;
const SAMPLE = 5000;
/** Principal components of each layer that are aligned. */
const COMPONENTS = 32;

/**
 * How far points move between two layers, in two ways. Neighbours lost: of the `k` nearest at the first layer, those that
 * are not among the `k` nearest at the second; of very many points a sample is asked, and the rest have NaN. Residual:
 * both layers' hidden states in their 32 leading principal components, centred and scaled to a root-mean-square length of
 * 1, the second turned, mirrored and scaled onto the first as well as that goes (Procrustes); what then lies between a
 * point's two places, `‖aᵢ - s bᵢ R‖`. Its mean square is `scipy.spatial.procrustes`' disparity. Throws `optionUnknown`
 * for a layer that is not there.
 */
export const between: Analysis<typeof parameters, Numbers> = {
  id: "between",
  version: 2,
  label: "Moved between two layers",
  help:
    "How far points move between two layers: neighbours lost, and what is left between their places " +
    "in 32 principal components after the layers are turned onto each other. Of more than 20 000 records " +
    "neighbours are compared for a sample of 5 000.",
  reference: "Schönemann 1966, doi:10.1007/BF02289451",
  parameters,
  result: "numbers",
  ofPicture: false,
  run,
};

async function* run(
  { states, from, to, algebra }: AnalysisInput,
  { first, second, k, metric }: ParameterValues<typeof parameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, Numbers> {
  const layers = [placeOf("first", first, states), placeOf("second", second, states)] as const;
  const two = onlyLayers(states, layers);
  const points = askedOf(from, to);
  const isSample = points.length < to - from;
  const lost = new Float32Array(to - from).fill(NaN);
  const search = { states: two, points, among: two, k, metric, algebra, signal };
  const counts = yield* partly(neighboursLost(search), 0, 0.5);
  for (const [i, point] of points.entries()) lost[point - from] = counts[i] ?? NaN;
  const one = yield* partly(scoresOf({ states: two, layer: 0, algebra }, signal), 0.5, 0.75);
  const other = yield* partly(scoresOf({ states: two, layer: 1, algebra }, signal), 0.75, 1);
  const residual = residuals(one, other).subarray(from, to);
  yield { done: 1 };
  const series = [
    { id: "lost", label: `Neighbours lost${isSample ? ` (of a sample of ${SAMPLE})` : ""}`, values: lost },
    { id: "residual", label: "Procrustes residual", values: Float32Array.from(residual) },
  ];
  return { kind: "numbers", series };
}

/** The index of a layer that may be counted from the end. */
function placeOf(name: string, layer: number, { widths }: LayerStates): number {
  const place = layer < 0 ? widths.length + layer : layer;
  if (place >= 0 && place < widths.length) return place;
  const allowed = `a layer from ${-widths.length} to ${widths.length - 1}`;
  throw new StrataError("optionUnknown", { option: name, value: String(layer), allowed });
}

/** Some layers of the states as all there are. */
function onlyLayers(states: LayerStates, layers: readonly number[]): LayerStates {
  const { widths, spaces, records } = states;
  const here = (layer: number): number => layers[layer] ?? 0;
  return {
    widths: layers.map((layer) => widths[layer] ?? 0),
    spaces: layers.map((layer) => spaces[layer] ?? ""),
    records,
    read: (layer, from, to) => states.read(here(layer), from, to),
    ...(states.cursor !== undefined && {
      cursor: () => {
        const cursor = states.cursor?.() ?? { read: states.read.bind(states), close: () => undefined };
        return {
          read: (layer, from, to) => cursor.read(here(layer), from, to),
          close: () => cursor.close(),
        };
      },
    }),
  };
}

/** The points that are asked for their nearest, ascending. */
function askedOf(from: number, to: number): Uint32Array {
  const all = countTo(to - from).map((point) => point + from);
  return all.length > ALL_POINTS ? sampleOf(all, SAMPLE) : all;
}

/** Of each point's nearest at the first of two layers, how many are not among those at the second. */
async function* neighboursLost(search: Omit<LayerSearch, "layer">): AsyncGenerator<Step, Float32Array> {
  const { length } = search.points;
  const count = nearestCount(search);
  const size = 2 * length * count;
  const related = { kind: "related", count, points: new Uint32Array(size), distances: new Float32Array(size) } as const;
  for (let layer = 0; layer < 2 && count > 0; layer++) {
    for await (const done of nearestAtLayer({ ...search, layer }, related, layer * length))
      yield { done: (layer + done) / 2 };
  }
  return Float32Array.from({ length }, (_, row) => {
    const there = related.points.subarray((length + row) * count, (length + row + 1) * count);
    let lost = 0;
    for (const point of related.points.subarray(row * count, (row + 1) * count)) if (!there.includes(point)) lost++;
    return lost;
  });
}

/** `[points × COMPONENTS]`; NaN where a state is not finite. */
type Scores = Float64Array;

/** A layer's points along its leading principal axes. */
async function* scoresOf(
  input: Pick<AnalysisInput, "states" | "algebra"> & { readonly layer: number },
  signal: AbortSignal,
): AsyncGenerator<Step, Scores> {
  const { states, layer, algebra } = input;
  const { map } = yield* layerAxes(input, COMPONENTS, signal);
  const width = states.widths[layer] ?? 0;
  const axes = new Float32Array(map.axes);
  const scores = new Float64Array(states.records * COMPONENTS);
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    const centred = rows.map((value, i) => value - (map.mean[i % width] ?? 0));
    scores.set(await algebra.products(centred, axes, width), from * COMPONENTS);
    yield { done: (1 + to / states.records) / 2 };
  }
  return scores;
}

/** What lies between each point's places at two layers once the second is turned and scaled onto the first. */
function residuals(first: Scores, second: Scores): Float64Array {
  const points = first.length / COMPONENTS;
  const isBoth = (point: number): boolean => {
    const at = point * COMPONENTS;
    return Number.isFinite(first[at]) && Number.isFinite(second[at]);
  };
  const both = Array.from({ length: points }, (_, point) => point).filter(isBoth);
  const [one, other] = [standardized(first, both), standardized(second, both)];
  const turn = procrustes(other, one, COMPONENTS);
  const carried = turned(other, turn, COMPONENTS);
  // The sum of the singular values, over the points: the best scale where both have length 1.
  let scale = 0;
  for (const [i, value] of carried.entries()) scale += (value * (one[i] ?? 0)) / Math.max(1, both.length);
  const found = new Float64Array(points).fill(NaN);
  for (const [row, point] of both.entries()) {
    let squares = 0;
    for (let at = row * COMPONENTS; at < (row + 1) * COMPONENTS; at++) {
      squares += ((one[at] ?? 0) - scale * (carried[at] ?? 0)) ** 2;
    }
    found[point] = Math.sqrt(squares);
  }
  return found;
}

/** Some points, centred and scaled to a root-mean-square length of 1; all in the centre where they do not differ. */
function standardized(scores: Scores, points: readonly number[]): Scores {
  const chosen = new Float64Array(points.length * COMPONENTS);
  for (const [row, point] of points.entries()) {
    chosen.set(scores.subarray(point * COMPONENTS, (point + 1) * COMPONENTS), row * COMPONENTS);
  }
  let squares = 0;
  for (let axis = 0; axis < COMPONENTS; axis++) {
    let sum = 0;
    for (let at = axis; at < chosen.length; at += COMPONENTS) sum += chosen[at] ?? 0;
    const mean = sum / Math.max(1, points.length);
    for (let at = axis; at < chosen.length; at += COMPONENTS) {
      const value = (chosen[at] ?? 0) - mean;
      chosen[at] = value;
      squares += value * value;
    }
  }
  const factor = squares > 0 ? Math.sqrt(points.length / squares) : 0;
  return chosen.map((value) => value * factor);
}
