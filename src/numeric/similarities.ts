import type { Algebra } from "./algebra.ts";
import { chunksOf, type LayerStates } from "./layerStates.ts";
import { factored, type Factored } from "./factored.ts";
import type { Metric } from "./metrics.ts";

/** Similarities in memory at a time: 32 MB. */
const BLOCK_VALUES = 2 ** 23;
/** Similarities in one product: some 10 ms. */
const PRODUCT_VALUES = 2 ** 20;
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
   * half the squared Euclidean distance, negative.
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
  const rows = new Float32Array(among.records * width);
  for await (const chunk of chunksOf(among, layer)) {
    signal.throwIfAborted();
    rows.set(chunk.rows, chunk.from * width);
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
