import { partly } from "../numeric/work.ts";
import { chunksOf, LARGEST_STATE, type LayerStates } from "../numeric/layerStates.ts";
import { contiguous } from "../numeric/moments.ts";
import { addScaled, dot } from "../numeric/vector.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Step } from "../protocol/tasks.ts";
import { mapRows } from "./linearMap.ts";
import type { LayerProjection } from "./projection.ts";

/** Variance below this share of the squared mean is rounding of states that are all the same. */
const ROUNDING_OF_MEAN = 1e-14;

/** Where a layer's states lie, and how far apart. */
export interface LayerCentre {
  /** `[width]` */
  readonly mean: Float64Array;
  /** Sum of the variances of all dimensions. */
  readonly totalVariance: number;
}

/** The centre of a layer's finite states. Goes through them once. */
export async function* layerCentre(states: LayerStates, layer: number): AsyncGenerator<Step, LayerCentre, void> {
  const width = states.widths[layer] ?? 0;
  // Sums of differences from one of the states: those of the states themselves would cancel out where their mean is far.
  let origin: Float64Array | undefined;
  const sum = new Float64Array(width);
  let [count, squares] = [0, 0];
  const difference = new Float64Array(width);
  for await (const { to, rows } of chunksOf(states, layer)) {
    for (let at = 0; at < rows.length; at += width) {
      if (!isState(rows, at, width)) continue;
      origin ??= Float64Array.from(rows.subarray(at, at + width));
      for (let i = 0; i < width; i++) difference[i] = (rows[at + i] ?? 0) - (origin[i] ?? 0);
      addScaled(sum, 0, 1, difference, 0, width);
      squares += dot(difference, 0, difference, 0, width);
      count++;
    }
    yield { done: to / states.records };
  }
  const mean = origin ?? new Float64Array(width);
  if (count < 2) return { mean, totalVariance: 0 };
  const scattered = squares - dot(sum, 0, sum, 0, width) / count;
  addScaled(mean, 0, 1 / count, sum, 0, width);
  const isRounding = scattered <= count * ROUNDING_OF_MEAN * dot(mean, 0, mean, 0, width);
  return { mean, totalVariance: isRounding ? 0 : scattered / (count - 1) };
}

/** A layer drawn along axes `[dimensions × width]` that are not its own, around its own mean. */
export async function* alongAxes(
  states: LayerStates,
  layer: number,
  axes: Float64Array,
): AsyncGenerator<Step, LayerProjection, void> {
  const width = states.widths[layer] ?? 0;
  const dimensions = axes.length / width;
  const { mean, totalVariance } = yield* partly(layerCentre(states, layer), 0, 0.5);
  const map = { mean, axes: totalVariance > 0 ? axes : new Float64Array(axes.length) };
  const coordinates = new Float64Array(states.records * dimensions);
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    coordinates.set(mapRows(map, rows, contiguous(to - from, width)), from * dimensions);
    yield { done: (1 + to / states.records) / 2 };
  }
  return { coordinates, linear: { map, totalVariance } };
}

/**
 * The states of all layers, each in those prepared for it, as one layer's: one layer behind the other, each around its own mean and of the same total
 * variance: what a linear method finds in them is the basis of all layers together. Layers without variance stay zero.
 */
export function pooledStates(layers: readonly LayerStates[], centres: readonly LayerCentre[]): LayerStates {
  const [width = 0] = layers[0]?.widths ?? [];
  const records = layers[0]?.records ?? 0;
  return {
    widths: [width],
    spaces: ["all layers"],
    records: records * layers.length,
    read: async (_layer, from, to) => {
      const pooled = new Float32Array((to - from) * width);
      for (let row = from; row < to;) {
        const layer = Math.floor(row / records);
        const end = Math.min(to, (layer + 1) * records);
        const rows = (await layers[layer]?.read(layer, row - layer * records, end - layer * records)) ?? [];
        const { mean, totalVariance = 0 } = centres[layer] ?? {};
        const factor = totalVariance > 0 ? 1 / Math.sqrt(totalVariance) : 0;
        const start = (row - from) * width;
        for (let i = 0; i < rows.length; i++)
          pooled[start + i] = ((rows[i] ?? NaN) - (mean?.[i % width] ?? 0)) * factor;
        row = end;
      }
      return pooled;
    },
  };
}

/** Throws `optionUnknown` where layers cannot share axes: they differ in width, or each would be left other dimensions. */
export function assertOneSpace({ widths }: LayerStates, values: ParameterValues): void {
  const different = [...new Set(widths)];
  if (different.length > 1) {
    const allowed = `each, as the layers are ${different.join(", ")} wide`;
    throw new StrataError("optionUnknown", { option: "basis", value: String(values["basis"]), allowed });
  }
  for (const name of ["drop_dimensions", "reduce"]) {
    const value = values[name] ?? 0;
    const allowed = "0, where layers share axes";
    if (value !== 0) throw new StrataError("optionUnknown", { option: name, value: String(value), allowed });
  }
}

function isState(rows: Float32Array, at: number, width: number): boolean {
  let sum = 0;
  for (let i = at; i < at + width; i++) sum += Math.abs(rows[i] ?? NaN);
  return sum < LARGEST_STATE;
}
