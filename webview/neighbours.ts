import type { PointDetails } from "../src/protocol/engine.ts";
import type { Related } from "../src/protocol/tasks.ts";

function related({ results }: PointDetails): Related | undefined {
  return Object.values(results).find((result) => result.kind === "related");
}

function moved({ results }: PointDetails): Float32Array {
  return Object.values(results).find((result) => result.kind === "perPoint")?.values ?? new Float32Array();
}

/** Neighbours stored per layer, 0 until they are computed. */
export function neighbourCount(details: PointDetails): number {
  return related(details)?.count ?? 0;
}

/** The nearest records at a layer, nearest first. */
export function neighboursAt(details: PointDetails, layer: number): Uint32Array {
  const k = neighbourCount(details);
  return related(details)?.points.subarray(layer * k, (layer + 1) * k) ?? new Uint32Array();
}

/** Their cosine distances. */
export function distancesAt(details: PointDetails, layer: number): Float32Array {
  const k = neighbourCount(details);
  return related(details)?.distances.subarray(layer * k, (layer + 1) * k) ?? new Float32Array();
}

/** Neighbours at a layer that were none at the layer before. */
export function newAt(details: PointDetails, layer: number): ReadonlySet<number> {
  if (layer === 0) return new Set();
  const before = new Set(neighboursAt(details, layer - 1));
  return new Set([...neighboursAt(details, layer)].filter((record) => !before.has(record)));
}

/** Neighbours of the layer before that are none any more, nearest first. */
export function goneAt(details: PointDetails, layer: number): readonly number[] {
  if (layer === 0) return [];
  const now = new Set(neighboursAt(details, layer));
  return [...neighboursAt(details, layer - 1)].filter((record) => !now.has(record));
}

/** Per layer, how many neighbours stayed from the layer before; `undefined` at the first. */
export function keptPerLayer(details: PointDetails): readonly (number | undefined)[] {
  const k = neighbourCount(details);
  return Array.from(moved(details), (_, layer) => (layer === 0 ? undefined : k - newAt(details, layer).size));
}

/** Per layer, how far the record moved; `undefined` at the first and where a layer cannot be compared with the one before. */
export function movedPerLayer(details: PointDetails): readonly (number | undefined)[] {
  return Array.from(moved(details), (distance, layer) =>
    layer === 0 || Number.isNaN(distance) ? undefined : distance,
  );
}
