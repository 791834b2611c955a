import type { Algebra } from "./algebra.ts";
import { chunksOf, type LayerStates } from "./layerStates.ts";

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

/** Cosine similarities of some points to all of a layer. */
export interface SimilarityBlock {
  /** The points are those numbered `from` up to `to`, exclusive, among those asked for. */
  readonly from: number;
  readonly to: number;
  /** Their states, `[to - from, width]`. */
  readonly own: Float32Array;
  /** All states they are compared with. */
  readonly others: Layer;
  /** `[to - from, others]` in single precision; 0 where one has no direction. */
  readonly similarities: Float32Array;
}

export interface SimilarityInput {
  readonly layer: number;
  /** The points that are compared: these of `states`. */
  readonly states: LayerStates;
  readonly points: Uint32Array;
  /** What they are compared with; may be the same. */
  readonly among: LayerStates;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
}

/** Rows of similarities to so many states that are gone through in some 10 ms. */
export function rowsInTurn(others: number): number {
  return Math.max(1, Math.floor(TURN_VALUES / others));
}

/** Cosine similarities of points to all states of a layer, block by block; the layer is in memory meanwhile. Throws the signal's reason. */
export async function* similarityBlocks(input: SimilarityInput): AsyncGenerator<SimilarityBlock> {
  const { layer, states, points, among, algebra, signal } = input;
  const width = among.widths[layer] ?? 0;
  const rows = new Float32Array(among.records * width);
  for await (const chunk of chunksOf(among, layer)) {
    signal.throwIfAborted();
    rows.set(chunk.rows, chunk.from * width);
  }
  const factors = inverseLengths(rows, width);
  const most = Math.max(1, Math.floor(BLOCK_VALUES / among.records));
  for (let from = 0; from < points.length; from += most) {
    const to = Math.min(from + most, points.length);
    const block = points.subarray(from, to);
    const own = states === among ? rowsOf(rows, block, width) : await readRows(states, layer, block);
    const similarities = new Float32Array((to - from) * among.records);
    const ownFactors = inverseLengths(own, width);
    const columns = Math.ceil(PRODUCT_VALUES / (to - from));
    for (let first = 0; first < among.records; first += columns) {
      signal.throwIfAborted();
      const part = rows.subarray(first * width, (first + columns) * width);
      const products = await algebra.products(own, part, width);
      putScaled(products, ownFactors, factors.subarray(first, first + columns), similarities, first);
    }
    yield { from, to, own, others: { rows, width }, similarities };
  }
}

/** Rounding error of a similarity in single precision at most: Higham 2002, section 3.1. */
export function similarityError(width: number): number {
  return (width + 4) * 2 ** -23;
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

/** One over each row's length; 0 where it has no direction. */
function inverseLengths(rows: Float32Array, width: number): Float64Array {
  const factors = new Float64Array(rows.length / width);
  for (let row = 0; row < factors.length; row++) {
    let squares = 0;
    for (let i = row * width; i < (row + 1) * width; i++) squares += (rows[i] ?? 0) ** 2;
    factors[row] = squares > 0 && Number.isFinite(squares) ? 1 / Math.sqrt(squares) : 0;
  }
  return factors;
}

/** Writes the columns from `first` on of a matrix with `others` columns for each of `own` rows. */
function putScaled(
  products: Float32Array,
  own: Float64Array,
  others: Float64Array,
  into: Float32Array,
  first: number,
): void {
  const stride = into.length / own.length;
  for (let row = 0, at = 0; row < own.length; row++) {
    const factor = own[row] ?? 0;
    for (let other = 0, to = row * stride + first; other < others.length; other++, at++, to++) {
      // What is not finite has no direction, and its products no number.
      into[to] = (products[at] ?? 0) * factor * (others[other] ?? 0) || 0;
    }
  }
}
