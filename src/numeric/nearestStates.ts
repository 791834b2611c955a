import type { Parameters } from "../protocol/parameters.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Algebra } from "./algebra.ts";
import { chunksOf, type LayerStates } from "./layerStates.ts";
import { distances, metricParameter, type Distance, type Metric } from "./metrics.ts";
import { Nearest } from "./nearest.ts";
import { countTo } from "./sample.ts";
import { rowsInTurn, similarityBlocks, type SimilarityBlock } from "./similarities.ts";

/** Points looked for one by one: fewer do not need a layer in memory. */
const FEW_POINTS = 8;

/** What every task that names nearest points takes. */
export const nearestParameters = {
  k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many nearest points to name at each layer" },
  metric: metricParameter,
} as const satisfies Parameters;

/** Points whose states are asked about. */
export interface AskedPoints {
  readonly states: LayerStates;
  /** `from` up to `to`, exclusive, of `states`. */
  readonly from: number;
  readonly to: number;
  readonly algebra: Algebra;
}

/** Whether `other` may be named as near to `point`. */
export type Allows = (point: number, other: number) => boolean;

interface Among {
  /** Where they are looked for. The same object where no point is to be its own neighbour. */
  readonly among: LayerStates;
  /** How many to name. */
  readonly k: number;
  readonly metric: Metric;
  /** All others where left out. */
  readonly allows?: Allows | undefined;
  readonly signal: AbortSignal;
}

export type NearestSearch = AskedPoints & Among;

/**
 * The nearest states of points at every layer, exact; equals by lower index first. Where fewer are allowed than asked
 * for, the distances of the rest are NaN. Yields the share done, after at most some 50 ms.
 */
export async function* nearestStates(search: NearestSearch): AsyncGenerator<{ readonly done: number }, Related> {
  const { states, from, to } = search;
  const layers = states.widths.length;
  const points = countTo(to - from).map((point) => point + from);
  const count = nearestCount(search);
  const size = layers * (to - from) * count;
  const related: Related = {
    kind: "related",
    count,
    points: new Uint32Array(size),
    distances: new Float32Array(size),
  };
  if (count === 0) return related;
  for (let layer = 0; layer < layers; layer++) {
    const search1 = { ...search, points, layer };
    for await (const done of nearestAtLayer(search1, related, layer * (to - from)))
      yield { done: (layer + done) / layers };
  }
  return related;
}

/** How many nearest points there are to name. */
export function nearestCount({ states, among, k }: { readonly states: LayerStates } & Pick<Among, "among" | "k">) {
  return Math.max(Math.min(k, among.records - (among === states ? 1 : 0)), 0);
}

/** A search at one layer, for points in ascending order. */
export interface LayerSearch extends Among {
  readonly states: LayerStates;
  readonly points: Uint32Array;
  readonly layer: number;
  readonly algebra: Algebra;
}

/** Writes the neighbours of points at one layer as the rows of `related` from `row` on. Yields the share done. */
export function nearestAtLayer(search: LayerSearch, related: Related, row: number): AsyncGenerator<number> {
  return search.points.length < FEW_POINTS ? few(search, related, row) : many(search, related, row);
}

/** Chunk by chunk. */
async function* few(search: LayerSearch, related: Related, row: number): AsyncGenerator<number> {
  const { states, points, layer, among, allows, metric } = search;
  const width = states.widths[layer] ?? 0;
  const distance = distances[metric];
  const own: Float32Array[] = [];
  for (const point of points) own.push(await states.read(layer, point, point + 1));
  const nearest = own.map(() => new Nearest(related.count));
  for await (const { from: first, to: end, rows } of chunksOf(among, layer)) {
    for (const [i, found] of nearest.entries()) {
      const point = points[i] ?? 0;
      const self = among === states ? point : -1;
      const state = own[i] ?? new Float32Array(width);
      for (let other = first; other < end; other++) {
        if (other === self || (allows !== undefined && !allows(point, other))) continue;
        found.offer(other, distance(state, 0, rows, (other - first) * width, width));
      }
    }
    yield end / among.records;
  }
  for (const [i, found] of nearest.entries()) found.write(related, row + i);
}

/** By matrix products. */
async function* many(search: LayerSearch, related: Related, row: number): AsyncGenerator<number> {
  const { among, points } = search;
  const turn = rowsInTurn(among.records);
  for await (const block of similarityBlocks(search)) {
    for (let i = block.from; i < block.to; i++) {
      nearestOf(search, block, i, related.count).write(related, row + i);
      if ((i - block.from) % turn === turn - 1 || i === block.to - 1) yield (i + 1) / points.length;
    }
  }
}

/** What is looked for in a block of similarities. */
type NearestSearchOfBlock = Pick<LayerSearch, "states" | "among" | "points" | "metric" | "allows">;

/**
 * The nearest points by distances in double precision, of those that the similarities in single precision leave
 * possible: so equal states stay equal, and one point and all points give the same answer.
 */
export function nearestOf(search: NearestSearchOfBlock, block: SimilarityBlock, i: number, count: number): Nearest {
  const { states, among, points, allows, metric } = search;
  const { others, otherErrors } = block;
  const row = i - block.from;
  const point = points[i] ?? 0;
  const self = among === states ? point : -1;
  const similarities = block.similarities.subarray(row * among.records, (row + 1) * among.records);
  const isAsked = (other: number): boolean => other !== self && (allows === undefined || allows(point, other));
  const rough = new Nearest(count);
  for (let other = 0; other < similarities.length; other++) {
    const furthest = (otherErrors[other] ?? 0) - (similarities[other] ?? 0);
    if (furthest < rough.worst && isAsked(other)) rough.offer(other, furthest);
  }
  const most = rough.worst + 2 * (block.ownErrors[row] ?? 0);
  const nearest = new Nearest(count);
  const distance: Distance = distances[metric];
  for (let other = 0; other < similarities.length; other++) {
    const closest = -(similarities[other] ?? 0) - (otherErrors[other] ?? 0);
    if (closest > most || !isAsked(other)) continue;
    nearest.offer(other, distance(block.own, row * others.width, others.rows, other * others.width, others.width));
  }
  return nearest;
}
