import { pickedStates } from "../numeric/pickedStates.ts";
import { countTo, sampleOf } from "../numeric/sample.ts";
import { similarityBlocks } from "../numeric/similarities.ts";
import { unitStates } from "../numeric/unitStates.ts";
import type { ClusterSpace } from "./clusterSpace.ts";
import { dense } from "./labelled.ts";
import { Silhouettes, toDistances } from "./silhouette.ts";

/** How many clusters, where the number is chosen: 0 takes the one with the greatest silhouette. */
export const countParameter = {
  kind: "integer",
  default: 0,
  min: 0,
  max: 1000,
  help: "How many clusters; 0 takes the number from 2 to 30 with the greatest silhouette",
} as const;

/** Numbers of clusters that are tried. */
const COUNTS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30];
/** Points whose silhouettes are compared. */
const SAMPLE = 1000;

/** Some of a layer's points. */
interface Sample {
  readonly places: Uint32Array;
  readonly space: ClusterSpace;
}

/** Clusters `[places]` of a sample for a number of clusters. */
type ClusteringOf = (count: number) => AsyncGenerator<unknown, Uint16Array> | Generator<unknown, Uint16Array>;

/**
 * The number of clusters that is wanted; where it is 0, the one that suits a sample best. Yields the share done, from
 * `from` to `to`.
 */
export async function* chosenCount(
  space: ClusterSpace,
  wanted: number,
  clusteringOf: (sample: Sample) => ClusteringOf | Promise<ClusteringOf>,
  [from, to]: readonly [number, number],
): AsyncGenerator<number, number> {
  if (wanted > 0) return wanted;
  const sample = sampleSpace(space);
  const choosing = bestCount(sample.space, await clusteringOf(sample));
  for (;;) {
    const step = await choosing.next();
    if (step.done === true) return step.value;
    yield from + (to - from) * step.value;
  }
}

/** Some of the points, always the same ones: all of few. */
function sampleSpace(space: ClusterSpace): Sample {
  const places = sampleOf(countTo(space.states.records), SAMPLE);
  if (places.length === space.states.records) return { places, space };
  const points = places.map((place) => space.points[place] ?? 0);
  return { places, space: { ...space, points, states: pickedStates(space.states, places) } };
}

/**
 * The number of clusters whose mean silhouette in a sample is the greatest, of equal ones the least; 1 where it is
 * positive for none.
 * @param clusteringOf `[places]` the cluster of each of the sample's places for a number of clusters
 */
async function* bestCount(
  { states, metric, algebra, signal }: ClusterSpace,
  clusteringOf: ClusteringOf,
): AsyncGenerator<number, number> {
  const points = countTo(states.records);
  const scaled = metric === "euclidean" ? states : unitStates(states, metric === "correlation");
  const distances = new Float32Array(points.length * points.length);
  const search = { layer: 0, states: scaled, points, among: scaled, metric: "euclidean", algebra, signal } as const;
  for await (const { from, similarities } of similarityBlocks(search)) {
    toDistances(similarities, metric);
    distances.set(similarities, from * points.length);
  }
  let best = 1;
  let greatest = 0;
  const counts = COUNTS.filter((count) => count < points.length);
  for (const [i, count] of counts.entries()) {
    signal.throwIfAborted();
    const work = clusteringOf(count);
    let step = await work.next();
    for (; step.done !== true; step = await work.next()) yield i / counts.length;
    const { of, sizes } = dense(step.value, points);
    if (sizes.length < 2) continue;
    const silhouettes = new Silhouettes(of, sizes);
    for (let point = 0; point < points.length; point++)
      silhouettes.add(point, distances.subarray(point * points.length, (point + 1) * points.length));
    yield (i + 1) / counts.length;
    if (silhouettes.mean <= greatest) continue;
    greatest = silhouettes.mean;
    best = count;
  }
  return best;
}
