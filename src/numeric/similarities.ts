import type { Algebra } from "./algebra.ts";
import { chunksOf, type LayerStates } from "./layerStates.ts";
import { factored, type Factored } from "./factored.ts";
import { manhattan } from "./manhattan.ts";
import { FURTHEST, type Metric } from "./metrics.ts";
import { sharedFloats } from "./sharedMemory.ts";
import { runKernel } from "./threads.ts";
import { finish } from "./work.ts";

/** Similarities in memory at a time: 32 MB. */
const BLOCK_VALUES = 2 ** 23;
/** Similarities in one product: some 10 ms. */
const PRODUCT_VALUES = 2 ** 20;
/** Differences of one part of a thread's work: some 5 ms. */
const PART_VALUES = 2 ** 22;
/** Differences that are sooner formed than a thread is started. */
const SMALL_VALUES = 2 ** 24;
/** Similarities gone through between two yields: some 10 ms. */
const TURN_VALUES = 2 ** 19;

/** One layer's states in memory. */
export interface Layer {
  readonly rows: Float32Array;
  readonly width: number;
}

/** Similarities of some points to all of a layer: the larger, the nearer. */
export interface SimilarityBlock {
  /** The points are those numbered `from` up to `to`, exclusive, among those asked for. */
  readonly from: number;
  readonly to: number;
  /** Their states, `[to - from, width]`. */
  readonly own: Float32Array;
  /** All states they are compared with. */
  readonly others: Layer;
  /**
   * `[to - from, others]` in single precision. Cosine similarities, or correlations: 0 where one has no direction; or
   * half the squared Euclidean distance, negative; or the Manhattan distance, negative.
   */
  readonly similarities: Float32Array;
  /** `[to - from]` and `[others]`: the two of a pair add up to the most its similarity is wrong by. */
  readonly ownErrors: Float64Array;
  readonly otherErrors: Float64Array;
}

export interface SimilarityInput {
  readonly layer: number;
  /** The points that are compared: these of `states`. */
  readonly states: LayerStates;
  readonly points: Uint32Array;
  /** What they are compared with; may be the same. */
  readonly among: LayerStates;
  /** Cosine where left out. */
  readonly metric?: Metric;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
}

/** Rows of similarities to so many states that are gone through in some 10 ms. */
export function rowsInTurn(others: number): number {
  return Math.max(1, Math.floor(TURN_VALUES / others));
}

/** Similarities of points to all states of a layer, block by block; the layer is in memory meanwhile. Throws the signal's reason. */
export async function* similarityBlocks(input: SimilarityInput): AsyncGenerator<SimilarityBlock> {
  const { layer, states, points, among, metric = "cosine", algebra, signal } = input;
  const width = among.widths[layer] ?? 0;
  const isByProducts = metric !== "manhattan";
  const rows = isByProducts ? new Float32Array(among.records * width) : sharedFloats(among.records * width);
  for await (const chunk of chunksOf(among, layer)) {
    signal.throwIfAborted();
    rows.set(chunk.rows, chunk.from * width);
  }
  if (!isByProducts) {
    yield* manhattanBlocks(input, rows, width);
    return;
  }
  const all = factored(rows, width, metric);
  const most = Math.max(1, Math.floor(BLOCK_VALUES / among.records));
  for (let from = 0; from < points.length; from += most) {
    const to = Math.min(from + most, points.length);
    const block = points.subarray(from, to);
    const own = states === among ? rowsOf(rows, block, width) : await readRows(states, layer, block);
    const similarities = new Float32Array((to - from) * among.records);
    const asked = factored(own, width, metric, all.origin);
    const columns = Math.ceil(PRODUCT_VALUES / (to - from));
    for (let first = 0; first < among.records; first += columns) {
      signal.throwIfAborted();
      const part = all.rows.subarray(first * width, (first + columns) * width);
      const products = await algebra.products(asked.rows, part, width);
      putSimilarities(products, asked, all, similarities, first);
    }
    const errors = { ownErrors: asked.errors, otherErrors: all.errors };
    yield { from, to, own, others: { rows, width }, similarities, ...errors };
  }
}

/** As `similarityBlocks`, by differences on all cores. */
async function* manhattanBlocks(
  { layer, states, points, among, signal }: SimilarityInput,
  rows: Float32Array,
  width: number,
): AsyncGenerator<SimilarityBlock> {
  const otherErrors = roundingOfSums(rows, width);
  const most = Math.max(1, Math.floor(BLOCK_VALUES / among.records));
  for (let from = 0; from < points.length; from += most) {
    const to = Math.min(from + most, points.length);
    const block = points.subarray(from, to);
    const own = sharedFloats(block.length * width);
    own.set(states === among ? rowsOf(rows, block, width) : await readRows(states, layer, block));
    const similarities = sharedFloats(block.length * among.records);
    const values = similarities.length * width;
    const work = {
      data: { own, others: rows, width, similarities },
      steps: 1,
      parts: Math.min(block.length, Math.ceil(values / PART_VALUES)),
      isSmall: values < SMALL_VALUES,
    };
    await finish(runKernel(manhattan, work, { signal }), { signal });
    for (let at = 0; at < similarities.length; at++) {
      const similarity = similarities[at] ?? 0;
      // What is not finite is further than all that is.
      similarities[at] = similarity > -FURTHEST ? similarity : -FURTHEST;
    }
    yield { from, to, own, others: { rows, width }, similarities, ownErrors: roundingOfSums(own, width), otherErrors };
  }
}

/** What rounding to single precision makes of a distance at most: the sum of both rows' shares. */
function roundingOfSums(rows: Float32Array, width: number): Float64Array {
  const errors = new Float64Array(rows.length / width);
  for (let row = 0, at = 0; row < errors.length; row++) {
    let sum = 0;
    for (const end = at + width; at < end; at++) sum += Math.abs(rows[at] ?? 0);
    errors[row] = sum < FURTHEST ? sum * 2 ** -24 : 0;
  }
  return errors;
}

function rowsOf(rows: Float32Array, points: Uint32Array, width: number): Float32Array {
  const found = new Float32Array(points.length * width);
  for (const [i, point] of points.entries()) found.set(rows.subarray(point * width, (point + 1) * width), i * width);
  return found;
}

/** Ascending points; what lies between them is read with them. */
async function readRows(states: LayerStates, layer: number, points: Uint32Array): Promise<Float32Array> {
  const [first = 0, last = 0] = [points.at(0), points.at(-1)];
  const read = await states.read(layer, first, last + 1);
  return rowsOf(
    read,
    points.map((point) => point - first),
    states.widths[layer] ?? 0,
  );
}

/** Writes the columns from `first` on of a matrix with a column for each of `others` and a row for each of `own`. */
function putSimilarities(
  products: Float32Array,
  own: Factored,
  others: Factored,
  into: Float32Array,
  first: number,
): void {
  const count = own.factors.length;
  const stride = others.factors.length;
  const columns = products.length / Math.max(1, count);
  for (let row = 0, at = 0; row < count; row++) {
    const factor = own.factors[row] ?? 0;
    const summand = own.summands[row] ?? 0;
    for (let other = first, to = row * stride + first; other < first + columns; other++, at++, to++) {
      // What is not finite has no direction, and its products no number.
      const product = (products[at] ?? 0) * factor * (others.factors[other] ?? 0) || 0;
      into[to] = product + summand + (others.summands[other] ?? 0);
    }
  }
}
