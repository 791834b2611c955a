import type { Related } from "../src/protocol/tasks.ts";
import { memoLast } from "./memo.ts";

/** The points related to one at a layer, the closest first. */
export function relatedAt({ points, distances, count }: Related, layer: number): Uint32Array {
  return points.subarray(layer * count, layer * count + countAt(distances, count, layer));
}

/** Their distances. */
export function distancesAt({ distances, count }: Related, layer: number): Float32Array {
  return distances.subarray(layer * count, layer * count + countAt(distances, count, layer));
}

/** How many there are: those without a distance are not there. */
function countAt(distances: Float32Array, count: number, layer: number): number {
  let there = count;
  while (there > 0 && Number.isNaN(distances[layer * count + there - 1])) there--;
  return there;
}

/** Points related at a layer that were not at the layer before. */
export function newAt(related: Related, layer: number): ReadonlySet<number> {
  if (layer === 0) return new Set();
  const before = new Set(relatedAt(related, layer - 1));
  return new Set([...relatedAt(related, layer)].filter((point) => !before.has(point)));
}

/** Points related at the layer before that are not any more, the closest first. */
export function goneAt(related: Related, layer: number): readonly number[] {
  if (layer === 0) return [];
  const now = new Set(relatedAt(related, layer));
  return [...relatedAt(related, layer - 1)].filter((point) => !now.has(point));
}

/** Per layer, how many stayed from the layer before; `undefined` at the first. */
export function keptPerLayer(related: Related, layers: number): readonly (number | undefined)[] {
  return Array.from({ length: layers }, (_, layer) =>
    layer === 0 ? undefined : relatedAt(related, layer).length - newAt(related, layer).size,
  );
}

/** `[layers]` of a point: whether it is related there. */
export function layersOf(related: Related, point: number, layers: number): readonly boolean[] {
  const sets = relatedSets(related, layers);
  return sets.map((set) => set.has(point));
}

const relatedSets = memoLast((related: Related, layers: number): readonly ReadonlySet<number>[] =>
  Array.from({ length: layers }, (_, layer) => new Set(relatedAt(related, layer))),
);
