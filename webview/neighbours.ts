import type { RecordDetails } from "../src/protocol/engine.ts";

/** Neighbours stored per layer, 0 until they are computed. */
export function neighbourCount({ neighbours, moved }: RecordDetails): number {
  return moved.length === 0 ? 0 : Math.floor(neighbours.length / moved.length);
}

/** The nearest records at a layer, nearest first. */
export function neighboursAt(details: RecordDetails, layer: number): Uint32Array {
  const k = neighbourCount(details);
  return details.neighbours.subarray(layer * k, (layer + 1) * k);
}

/** Their cosine distances. */
export function distancesAt(details: RecordDetails, layer: number): Float32Array {
  const k = neighbourCount(details);
  return details.distances.subarray(layer * k, (layer + 1) * k);
}

/** Neighbours at a layer that were none at the layer before. */
export function newAt(details: RecordDetails, layer: number): ReadonlySet<number> {
  if (layer === 0) return new Set();
  const before = new Set(neighboursAt(details, layer - 1));
  return new Set([...neighboursAt(details, layer)].filter((record) => !before.has(record)));
}

/** Neighbours of the layer before that are none any more, nearest first. */
export function goneAt(details: RecordDetails, layer: number): readonly number[] {
  if (layer === 0) return [];
  const now = new Set(neighboursAt(details, layer));
  return [...neighboursAt(details, layer - 1)].filter((record) => !now.has(record));
}

/** Per layer, how many neighbours stayed from the layer before; `undefined` at the first. */
export function keptPerLayer(details: RecordDetails): readonly (number | undefined)[] {
  const k = neighbourCount(details);
  return Array.from(details.moved, (_, layer) => (layer === 0 ? undefined : k - newAt(details, layer).size));
}

/** Per layer, how far the record moved; `undefined` at the first and where a layer cannot be compared with the one before. */
export function movedPerLayer({ moved }: RecordDetails): readonly (number | undefined)[] {
  return Array.from(moved, (distance, layer) => (layer === 0 || Number.isNaN(distance) ? undefined : distance));
}
