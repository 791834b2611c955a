import { elementTypes, modelBytes, nodeField, valueField } from "../model/graph/onnxBuilder.ts";
import { createSession, floats, type Session, type Tensor } from "../model/onnxruntime.ts";

/** Sums over some rows; `mean + rest` is their mean, `rest` what the rounding of `mean` left. */
export interface Scatter {
  /** `[columns]`. */
  readonly mean: Float32Array;
  /** `[columns]` mean of the rows' deviations from `mean`. */
  readonly rest: Float32Array;
  /** `[columns × columns]` sums of products of the rows' deviations from `mean`. */
  readonly scatter: Float32Array;
}

/** For each row the rows of another matrix that are most similar, the most similar first, equals by lower index. */
export interface MostSimilar {
  /** `[rows × count]` */
  readonly points: Int32Array;
  /** `[rows × count]` inner products plus summands. */
  readonly similarities: Float32Array;
}

export interface NearestOptions {
  readonly columns: number;
  readonly summands: Float32Array;
  /** No more than `b` has rows. */
  readonly count: number;
}

/**
 * The large matrix products, on all cores in single precision. Centring happens before the product: states have means
 * far larger than their spread, and the difference of two large sums would keep few digits. The runtime is loaded for
 * the first product: a picture that is in the cache needs none.
 */
export class Algebra {
  readonly #options: { readonly threads?: number };
  #scatter: Promise<Session> | undefined;
  #products: Promise<Session> | undefined;
  #images: Promise<Session> | undefined;
  #nearest: Promise<Session> | undefined;

  /** `threads`: inside one product; all cores where left out. */
  constructor(threads?: number) {
    this.#options = threads === undefined ? {} : { threads };
  }

  /** Mean and scatter of `rows`, `[count, columns]`. */
  async scatter(rows: Float32Array, columns: number): Promise<Scatter> {
    this.#scatter ??= createSession(scatterModel(), this.#options);
    const found = await (await this.#scatter).run({ rows: matrix(rows, columns) });
    return { mean: floats(found["mean"]), rest: floats(found["rest"]), scatter: floats(found["scatter"]) };
  }

  /** Inner products `[rows of a, rows of b]` of the rows of two matrices with equally many columns. */
  async products(a: Float32Array, b: Float32Array, columns: number): Promise<Float32Array> {
    this.#products ??= createSession(productsModel(), this.#options);
    const found = await (await this.#products).run({ a: matrix(a, columns), b: matrix(b, columns) });
    return floats(found["products"]);
  }

  /** The matrix `rowsᵀ rows` times each of some vectors `[vectors, columns]`, for rows `[count, columns]`. */
  async images(rows: Float32Array, vectors: Float32Array, columns: number): Promise<Float32Array> {
    this.#images ??= createSession(imagesModel(), this.#options);
    const found = await (await this.#images).run({ rows: matrix(rows, columns), vectors: matrix(vectors, columns) });
    return floats(found["images"]);
  }

  /**
   * Of each row of `a` the `count` rows of `b` with the largest inner product plus summand (`[rows of b]`): of the
   * two matrices' products only these leave the runtime.
   */
  async nearest(a: Float32Array, b: Float32Array, { columns, summands, count }: NearestOptions): Promise<MostSimilar> {
    this.#nearest ??= createSession(nearestModel(), this.#options);
    const found = await (
      await this.#nearest
    ).run({
      a: matrix(a, columns),
      b: matrix(b, columns),
      summands: { type: "float32", data: summands, dims: [summands.length] },
      count: { type: "int64", data: BigInt64Array.of(BigInt(count)), dims: [1] },
    });
    const points = found["points"];
    if (points?.type !== "int32") throw new TypeError(`expected an int32 tensor, got ${points?.type ?? "none"}`);
    return { points: points.data, similarities: floats(found["similarities"]) };
  }

  async dispose(): Promise<void> {
    await (await this.#scatter)?.dispose();
    await (await this.#products)?.dispose();
    await (await this.#images)?.dispose();
    await (await this.#nearest)?.dispose();
  }
}

function matrix(data: Float32Array, columns: number): Tensor {
  return { type: "float32", data, dims: [data.length / columns, columns] };
}

function scatterModel(): Uint8Array {
  return modelBytes([
    valueField("input", "rows", "float32", ["count", "columns"]),
    nodeField("ReduceMean", ["rows"], ["mean"], { axes: [0], keepdims: 1 }),
    nodeField("Sub", ["rows", "mean"], ["deviations"]),
    nodeField("ReduceMean", ["deviations"], ["rest"], { axes: [0], keepdims: 1 }),
    nodeField("Gemm", ["deviations", "deviations"], ["scatter"], { transA: 1 }),
    ...["mean", "rest", "scatter"].map((name) => valueField("output", name)),
  ]);
}

function imagesModel(): Uint8Array {
  return modelBytes([
    valueField("input", "rows", "float32", ["count", "columns"]),
    valueField("input", "vectors", "float32", ["vectors", "columns"]),
    nodeField("Gemm", ["vectors", "rows"], ["products"], { transB: 1 }),
    nodeField("Gemm", ["products", "rows"], ["images"], {}),
    valueField("output", "images"),
  ]);
}

function productsModel(): Uint8Array {
  return modelBytes([
    valueField("input", "a", "float32", ["rows", "columns"]),
    valueField("input", "b", "float32", ["others", "columns"]),
    nodeField("Gemm", ["a", "b"], ["products"], { transB: 1 }),
    valueField("output", "products"),
  ]);
}

function nearestModel(): Uint8Array {
  return modelBytes([
    valueField("input", "a", "float32", ["rows", "columns"]),
    valueField("input", "b", "float32", ["others", "columns"]),
    valueField("input", "summands", "float32", ["others"]),
    valueField("input", "count", "int64", [1]),
    nodeField("Gemm", ["a", "b", "summands"], ["products"], { transB: 1 }),
    nodeField("TopK", ["products", "count"], ["similarities", "found"]),
    nodeField("Cast", ["found"], ["points"], { to: elementTypes.int32 }),
    valueField("output", "points"),
    valueField("output", "similarities"),
  ]);
}
