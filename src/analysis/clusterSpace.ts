import type { Algebra } from "../numeric/algebra.ts";
import { chunksOf, LARGEST_STATE, type LayerStates } from "../numeric/layerStates.ts";
import type { Metric } from "../numeric/metrics.ts";
import { unitStates } from "../numeric/unitStates.ts";
import type { AnalysisInput } from "./analysis.ts";

/** Where clusters are looked for at a layer: the points that have a place, in memory. */
export interface ClusterSpace {
  /** `[places]` the points that are clustered, ascending: those whose states are finite. */
  readonly points: Uint32Array;
  /** Their states or drawn places, as the one layer of states. */
  readonly states: LayerStates;
  readonly metric: Metric;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
}

/** Where the points of an analysis are: their hidden states, or where they are drawn. */
export function placesOfPoints({ states, picture }: AnalysisInput, on: "states" | "drawing"): LayerStates {
  if (on === "states") return states;
  const { dimensions, coordinates } = picture;
  const { records, spaces } = states;
  return {
    ...{ records, spaces },
    widths: states.widths.map(() => dimensions),
    read: (layer, from, to) => {
      const start = layer * records;
      return Promise.resolve(coordinates.slice((start + from) * dimensions, (start + to) * dimensions));
    },
  };
}

/** A layer's points in memory, without those that have no place. */
export async function clusterSpace(
  states: LayerStates,
  layer: number,
  metric: Metric,
  { algebra, signal }: Pick<ClusterSpace, "algebra" | "signal">,
): Promise<ClusterSpace> {
  const width = states.widths[layer] ?? 0;
  const rows = new Float32Array(states.records * width);
  const points = new Uint32Array(states.records);
  let count = 0;
  for await (const chunk of chunksOf(states, layer)) {
    signal.throwIfAborted();
    for (let point = chunk.from; point < chunk.to; point++) {
      const start = (point - chunk.from) * width;
      let sum = 0;
      for (let i = start; i < start + width; i++) sum += Math.abs(chunk.rows[i] ?? NaN);
      if (!(sum < LARGEST_STATE)) continue;
      rows.set(chunk.rows.subarray(start, start + width), count * width);
      points[count++] = point;
    }
  }
  return {
    points: points.subarray(0, count),
    states: {
      widths: [width],
      spaces: ["space"],
      records: count,
      read: (_, from, to) => Promise.resolve(rows.subarray(from * width, to * width)),
    },
    ...{ metric, algebra, signal },
  };
}

/**
 * `[places × width]` the rows whose squared Euclidean distances are what is clustered by means: of directions those scaled
 * to length 1, where half of it is the cosine's.
 */
export function meanRows({ states, metric }: ClusterSpace): Promise<Float32Array> {
  const scaled = metric === "euclidean" ? states : unitStates(states, metric === "correlation");
  return scaled.read(0, 0, states.records);
}
