import type { Algebra } from "../numeric/algebra.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { distances, FURTHEST, type Metric } from "../numeric/metrics.ts";
import { neighbourGraph } from "../numeric/neighbourGraph.ts";
import { rowsInTurn, similarityBlocks, type SimilarityBlock } from "../numeric/similarities.ts";
import { Sets } from "./hdbscanSets.ts";

/** Neighbours of each point that are known before the search: most of the tree's edges are among them. */
const KNOWN = 24;

export interface SpanningInput {
  /** Finite ones. */
  readonly states: LayerStates;
  readonly layer: number;
  readonly metric: Metric;
  /** Points, itself among them, within whose reach a point has to have to be dense. */
  readonly minSamples: number;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
}

/** The edges of a tree over all points, the shortest first; one less than there are points. */
export interface SpanningTree {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly lengths: Float64Array;
}

/**
 * The minimum spanning tree of points by their mutual reachability, `max(core(a), core(b), distance(a, b))` with `core`
 * the distance to the `minSamples`th nearest point, itself counted (Campello, Moulavi and Sander 2013). By Borůvka: every
 * component takes its shortest edge outwards, first among the points' nearest neighbours; where a point beyond those could
 * be nearer, all are compared by matrix products. What such a search found stays the least there is as components grow.
 * Yields the share done.
 */
export async function* spanningTree(input: SpanningInput): AsyncGenerator<number, SpanningTree> {
  const { states, layer, metric, minSamples, algebra, signal } = input;
  const points = states.records;
  const search = neighbourGraph(states, layer, { k: Math.max(minSamples - 1, KNOWN), metric, algebra, signal });
  let found = await search.next();
  for (; found.done !== true; found = await search.next()) yield found.value.done / 2;
  const near = found.value;
  const cores = coresOf(near.distances, points, near.count, minSamples);
  const growth = new Growth(near.points, near.distances, cores, near.count);
  for (let left = points; left > 1; left = growth.components) {
    signal.throwIfAborted();
    growth.findKnown();
    yield 0.5 + share(points, left);
    const asked = growth.undecided();
    if (asked.length > 0) {
      const search = { layer, states, points: asked, among: states, metric, algebra, signal };
      const turn = rowsInTurn(points);
      for await (const block of similarityBlocks(search)) {
        for (let i = block.from; i < block.to; i++) {
          growth.search(asked[i] ?? 0, block, i - block.from, metric);
          if ((i - block.from) % turn === turn - 1) yield 0.5 + share(points, left);
        }
      }
    }
    growth.join();
  }
  yield 1;
  return growth.tree();
}

/** How much of the second half is done: components are halved with every round at least. */
function share(points: number, left: number): number {
  return 0.5 * (1 - Math.log2(Math.max(1, left)) / Math.log2(Math.max(2, points)));
}

function coresOf(near: Float32Array, points: number, count: number, minSamples: number): Float64Array {
  const cores = new Float64Array(points);
  const at = Math.min(minSamples - 2, count - 1);
  if (at < 0) return cores;
  for (let point = 0; point < points; point++) cores[point] = finite(near[point * count + at] ?? FURTHEST);
  return cores;
}

function finite(distance: number): number {
  return distance < FURTHEST ? distance : FURTHEST;
}

const NONE = 0xffffffff;

/** Components that grow together. */
class Growth {
  readonly #near: Uint32Array;
  readonly #nearDistances: Float32Array;
  readonly #cores: Float64Array;
  readonly #count: number;
  readonly #sets: Sets;
  /** `[points]` the root of each point's component in this round. */
  readonly #component: Uint32Array;
  /** `[points]` the least that an edge outwards can have, if it is not the one that is known. */
  readonly #bounds: Float64Array;
  /** `[points]` the shortest edge outwards that is known of each point. */
  readonly #to: Uint32Array;
  readonly #lengths: Float64Array;
  /** `[points]` of each component, by its root: the point with the shortest edge. */
  readonly #best: Uint32Array;
  readonly #tree: { readonly from: Uint32Array; readonly to: Uint32Array; readonly lengths: Float64Array };
  #edges = 0;

  constructor(near: Uint32Array, nearDistances: Float32Array, cores: Float64Array, count: number) {
    const points = cores.length;
    this.#near = near;
    this.#nearDistances = nearDistances;
    this.#cores = cores;
    this.#count = count;
    this.#sets = new Sets(points);
    this.#component = new Uint32Array(points);
    this.#bounds = Float64Array.from(cores, (core, point) => {
      // Who knows all others needs no search.
      if (count >= points - 1) return Infinity;
      return Math.max(core, finite(nearDistances[point * count + count - 1] ?? FURTHEST));
    });
    this.#to = new Uint32Array(points).fill(NONE);
    this.#lengths = new Float64Array(points).fill(Infinity);
    this.#best = new Uint32Array(points);
    const edges = Math.max(0, points - 1);
    this.#tree = { from: new Uint32Array(edges), to: new Uint32Array(edges), lengths: new Float64Array(edges) };
  }

  get components(): number {
    return this.#component.length - this.#edges;
  }

  /** Of every point the shortest edge outwards among those that are known, and the best of each component. */
  findKnown(): void {
    const points = this.#component.length;
    for (let point = 0; point < points; point++) this.#component[point] = this.#sets.rootOf(point);
    this.#best.fill(NONE);
    for (let point = 0; point < points; point++) {
      const own = this.#component[point] ?? 0;
      const known = this.#to[point] ?? NONE;
      if (known === NONE || this.#component[known] === own) this.#nearestKnown(point, own);
      this.#offer(point, own);
    }
  }

  #nearestKnown(point: number, own: number): void {
    const core = this.#cores[point] ?? 0;
    let to = NONE;
    let least = Infinity;
    for (let at = point * this.#count, end = at + this.#count; at < end; at++) {
      const distance = Math.max(core, finite(this.#nearDistances[at] ?? FURTHEST));
      if (distance >= least) break;
      const other = this.#near[at] ?? 0;
      if (this.#component[other] === own) continue;
      const length = Math.max(distance, this.#cores[other] ?? 0);
      if (length < least) {
        least = length;
        to = other;
      }
    }
    this.#to[point] = to;
    this.#lengths[point] = least;
  }

  #offer(point: number, own: number): void {
    const best = this.#best[own] ?? NONE;
    if (best === NONE || (this.#lengths[point] ?? Infinity) < (this.#lengths[best] ?? Infinity))
      this.#best[own] = point;
  }

  /** The points that may have a shorter edge to one that is not among their neighbours, ascending. */
  undecided(): Uint32Array {
    const asked: number[] = [];
    for (let point = 0; point < this.#component.length; point++) {
      const best = this.#best[this.#component[point] ?? 0] ?? 0;
      const bound = this.#bounds[point] ?? 0;
      if (bound < (this.#lengths[point] ?? Infinity) && bound < (this.#lengths[best] ?? Infinity)) asked.push(point);
    }
    return Uint32Array.from(asked);
  }

  /** Looks for the shortest edge of a point among all, by its row of similarities. */
  search(point: number, { own, others, similarities }: SimilarityBlock, row: number, metric: Metric): void {
    const component = this.#component;
    const cores = this.#cores;
    const mine = component[point] ?? 0;
    const best = this.#best[mine] ?? point;
    // What another of the component has found in the meantime may be shorter than anything here.
    if ((this.#bounds[point] ?? 0) >= (this.#lengths[best] ?? Infinity)) return;
    const points = component.length;
    const from = row * points;
    const isEuclidean = metric === "euclidean";
    let to = NONE;
    let least = Infinity;
    for (let other = 0; other < points; other++) {
      if (component[other] === mine) continue;
      const less = -(similarities[from + other] ?? 0);
      if (isEuclidean ? 2 * less >= least * least : 1 + less >= least) continue;
      const distance = isEuclidean ? Math.sqrt(Math.max(0, 2 * less)) : Math.max(0, 1 + less);
      const length = Math.max(distance, cores[other] ?? 0);
      if (length < least) {
        least = length;
        to = other;
      }
    }
    if (to === NONE) return;
    const { rows, width } = others;
    // In single precision as those of the neighbours are: equal lengths are to stay equal.
    const exact = finite(Math.fround(distances[metric](own, row * width, rows, to * width, width)));
    const length = Math.max(exact, cores[point] ?? 0, cores[to] ?? 0);
    this.#to[point] = to;
    this.#lengths[point] = length;
    // Components only grow: nothing outwards is ever nearer.
    this.#bounds[point] = length;
    this.#offer(point, mine);
  }

  /** Every component takes its shortest edge. */
  join(): void {
    for (let root = 0; root < this.#best.length; root++) {
      const point = this.#best[root] ?? NONE;
      if (point === NONE) continue;
      const to = this.#to[point] ?? NONE;
      if (to === NONE || !this.#sets.unite(point, to)) continue;
      this.#tree.from[this.#edges] = point;
      this.#tree.to[this.#edges] = to;
      this.#tree.lengths[this.#edges] = this.#lengths[point] ?? 0;
      this.#edges++;
    }
  }

  /** The edges in the order of their lengths. */
  tree(): SpanningTree {
    const { from, to, lengths } = this.#tree;
    const order = Array.from(lengths.keys()).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
    return {
      from: Uint32Array.from(order, (edge) => from[edge] ?? 0),
      to: Uint32Array.from(order, (edge) => to[edge] ?? 0),
      lengths: Float64Array.from(order, (edge) => lengths[edge] ?? 0),
    };
  }
}
