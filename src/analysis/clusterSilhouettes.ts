import { pickedStates } from "../numeric/pickedStates.ts";
import { allOrSample, countTo } from "../numeric/sample.ts";
import { rowsInTurn, similarityBlocks } from "../numeric/similarities.ts";
import { unitStates } from "../numeric/unitStates.ts";
import { UNCLUSTERED } from "../protocol/tasks.ts";
import type { ClusterSpace } from "./clusterSpace.ts";
import { dense } from "./labelled.ts";
import { Silhouettes, toDistances } from "./silhouette.ts";

/** The silhouettes of a layer's clusters. */
export interface ClusterSilhouettes {
  /** Mean of all points that are clustered; NaN where there are not from 2 clusters to one less than the points. */
  readonly mean: number;
  /** Means of the points of each cluster; NaN of one that none was asked of. */
  readonly ofGroups: Float64Array;
  /** How many points were asked; undefined where all were. */
  readonly sampled: number | undefined;
}

/** Of points in `groups` clusters, `[places]` the one of each; of many points those of a sample. Yields the share done. */
export async function* clusterSilhouettes(
  { states, metric, algebra, signal }: ClusterSpace,
  of: Uint16Array,
  groups: number,
): AsyncGenerator<number, ClusterSilhouettes> {
  const inside = countTo(of.length).filter((point) => of[point] !== UNCLUSTERED);
  const asked = allOrSample(inside);
  const { of: group, sizes } = dense(of, asked);
  const sums = new Float64Array(groups);
  const counts = new Float64Array(groups);
  const sampled = asked.length < inside.length ? asked.length : undefined;
  let mean = NaN;
  if (sizes.length >= 2 && sizes.length < asked.length) {
    const picked = pickedStates(states, asked);
    const some = metric === "euclidean" ? picked : unitStates(picked, metric === "correlation");
    const silhouettes = new Silhouettes(group, sizes);
    const points = countTo(asked.length);
    const search = { layer: 0, states: some, points, among: some, metric: "euclidean", algebra, signal } as const;
    const turn = rowsInTurn(asked.length);
    for await (const { from, to, similarities } of similarityBlocks(search)) {
      for (let point = from; point < to; point++) {
        const row = similarities.subarray((point - from) * asked.length, (point - from + 1) * asked.length);
        toDistances(row, metric);
        const own = of[asked[point] ?? 0] ?? 0;
        sums[own] = (sums[own] ?? 0) + silhouettes.add(point, row);
        counts[own] = (counts[own] ?? 0) + 1;
        if ((point - from) % turn === turn - 1) yield (point + 1) / asked.length;
      }
    }
    mean = silhouettes.mean;
  }
  return { mean, ofGroups: sums.map((sum, own) => sum / (counts[own] ?? 0)), sampled };
}
