import type { Parameters } from "../protocol/parameters.ts";
import type { Related } from "../protocol/tasks.ts";
import type { Algebra } from "./algebra.ts";
import { cosineDistance } from "./cosine.ts";
import { chunksOf, type LayerStates } from "./layerStates.ts";
import { Nearest } from "./nearest.ts";
import { rowsInTurn, similarityBlocks, similarityError, type Layer } from "./similarities.ts";

/** Points looked for one by one: fewer do not need a layer in memory. */
const FEW_POINTS = 8;

/** What every task that names nearest points takes. */
export const nearestParameters = {
  k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many nearest points to name at each layer" },
} as const satisfies Parameters;

/** Points whose states are asked about. */
export interface AskedPoints {
  readonly states: LayerStates;
  /** `from` up to `to`, exclusive, of `states`. */
  readonly from: number;
  readonly to: number;
  readonly algebra: Algebra;
}

export interface NearestSearch extends AskedPoints {
  /** Where they are looked for. The same object where no point is to be its own neighbour. */
  readonly among: LayerStates;
  /** How many to name. */
  readonly k: number;
  readonly signal: AbortSignal;
}

/**
 * The nearest states of points at every layer by cosine distance, exact; equals by lower index first. Yields the share
 * done, after at most some 50 ms.
 */
export async function* nearestStates(search: NearestSearch): AsyncGenerator<{ readonly done: number }, Related> {
  const { states, from, to, among, k } = search;
  const layers = states.widths.length;
  const others = among.records - (among === states ? 1 : 0);
  const count = Math.max(Math.min(k, others), 0);
  const size = layers * (to - from) * count;
  const related: Related = {
    kind: "related",
    count,
    points: new Uint32Array(size),
    distances: new Float32Array(size),
  };
  if (count === 0) return related;
  const find = to - from < FEW_POINTS ? few : many;
  for (let layer = 0; layer < layers; layer++) {
    for await (const done of find(search, layer, related)) yield { done: (layer + done) / layers };
  }
  return related;
}

/** Writes the neighbours of a few points at one layer, chunk by chunk. */
async function* few(search: NearestSearch, layer: number, related: Related): AsyncGenerator<number> {
  const { states, from, to, among } = search;
  const width = states.widths[layer] ?? 0;
  const own = await states.read(layer, from, to);
  const nearest = Array.from({ length: to - from }, () => new Nearest(related.count));
  for await (const { from: first, to: end, rows } of chunksOf(among, layer)) {
    for (const [i, found] of nearest.entries()) {
      const self = among === states ? from + i : -1;
      for (let other = first; other < end; other++) {
        if (other === self) continue;
        found.offer(other, cosineDistance(own, i * width, rows, (other - first) * width, width));
      }
    }
    yield end / among.records;
  }
  for (const [i, found] of nearest.entries()) found.write(related, layer * (to - from) + i);
}

/** Writes the neighbours of many points at one layer, by matrix products. */
async function* many(search: NearestSearch, layer: number, related: Related): AsyncGenerator<number> {
  const { states, from, to, among, algebra, signal } = search;
  const turn = rowsInTurn(among.records);
  const points = Uint32Array.from({ length: to - from }, (_, i) => from + i);
  for await (const block of similarityBlocks({ layer, states, points, among, algebra, signal })) {
    const { own, others, similarities } = block;
    for (let i = block.from; i < block.to; i++) {
      const row = i - block.from;
      const ofPoint = similarities.subarray(row * among.records, (row + 1) * among.records);
      const self = among === states ? from + i : -1;
      const state = own.subarray(row * others.width, (row + 1) * others.width);
      nearestOf(state, self, ofPoint, others, related.count).write(related, layer * (to - from) + i);
      if (row % turn === turn - 1 || i === block.to - 1) yield (i + 1) / points.length;
    }
  }
}

/**
 * The nearest points by distances in double precision, of those that the similarities in single precision leave
 * possible: so equal states stay equal, and one point and all points give the same answer.
 */
function nearestOf(
  state: Float32Array,
  self: number,
  similarities: Float32Array,
  { rows, width }: Layer,
  count: number,
): Nearest {
  const rough = new Nearest(count);
  for (let other = 0; other < similarities.length; other++) {
    if (other !== self) rough.offer(other, -(similarities[other] ?? 0));
  }
  const least = -rough.worst - 2 * similarityError(width);
  const nearest = new Nearest(count);
  for (let other = 0; other < similarities.length; other++) {
    if (other === self || (similarities[other] ?? 0) < least) continue;
    nearest.offer(other, cosineDistance(state, 0, rows, other * width, width));
  }
  return nearest;
}
