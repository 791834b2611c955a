import type { Algebra } from "../numeric/algebra.ts";
import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import { seededRandom } from "../numeric/random.ts";
import { finish, neverAborted, rising } from "../numeric/work.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Step } from "../protocol/tasks.ts";
import { dimensionSpread, widest } from "./dimensionSpread.ts";
import { layerAxes } from "./pca.ts";
import { isUnprepared, type PreparationValues, type unprepared } from "./preparation.ts";
import { afterStep, finiteRows, widthAfter, type RowStep } from "./rowSteps.ts";

/** A layer's states as a method gets to see them. */
export interface Prepared {
  /** As the states, but at this layer prepared. */
  readonly states: LayerStates;
  /** What was done, to be done to further states; undefined where the rows are no longer the records'. */
  readonly steps: readonly RowStep[] | undefined;
}

/** What may be chosen where there is no norm to look through. */
const NO_NORM = "no, because no final norm was found in the model's graph";

/** Values worked on at a time. */
const CHUNK_VALUES = 2 ** 19;

/** As `preparing`, run to its end. */
export function prepared(
  states: LayerStates,
  layer: number,
  values: PreparationValues,
  algebra: Algebra,
  signal: AbortSignal = neverAborted,
): Promise<Prepared> {
  return finish(preparing(states, layer, values, algebra, signal), { signal });
}

/**
 * Prepares one layer, in memory where anything is to be done: through the final norm, shuffled by `values.seed` where that is wanted, then step
 * by step in the order of the parameters. Rows that are not finite are NaN, and count for nothing. Throws
 * `optionUnknown` where a final norm is wanted and none is known.
 */
export function preparing(
  states: LayerStates,
  layer: number,
  values: PreparationValues,
  algebra: Algebra,
  signal: AbortSignal,
): AsyncGenerator<Step, Prepared, void> {
  return rising(taken(states, layer, values, algebra, signal));
}

async function* taken(
  states: LayerStates,
  layer: number,
  values: PreparationValues,
  algebra: Algebra,
  signal: AbortSignal,
): AsyncGenerator<Step, Prepared, void> {
  if (isUnprepared(values)) return { states, steps: [] };
  const isOn = (name: keyof typeof unprepared) => values[name] === "yes";
  const amount = (name: keyof typeof unprepared) => Number(values[name] ?? 0);
  const work = new Work(states, layer, algebra, signal);
  if (isOn("final_norm")) yield* work.norm();
  const shuffles = isOn("shuffle");
  if (shuffles) yield* work.shuffle(Number(values["seed"] ?? 0));
  yield* work.spreadSteps(amount("drop_dimensions"), isOn("centre"), isOn("standardise"));
  const removed = amount("remove_components");
  if (removed > 0) yield* work.remove(removed);
  if (isOn("normalise")) yield* work.take({ kind: "unit" });
  const reduced = amount("reduce");
  if (reduced > 0) yield* work.reduce(reduced);
  yield { done: 1 };
  return { states: work.states, steps: shuffles ? undefined : work.steps };
}

/** The steps of one layer, taken one after the other. */
class Work {
  readonly steps: RowStep[] = [];
  readonly #layer: number;
  readonly #algebra: Algebra;
  readonly #signal: AbortSignal;
  #states: LayerStates;
  /** The layer's rows, once they are no longer those of the source. */
  #rows: Float32Array | undefined;

  constructor(states: LayerStates, layer: number, algebra: Algebra, signal: AbortSignal) {
    this.#states = states;
    this.#layer = layer;
    this.#algebra = algebra;
    this.#signal = signal;
  }

  get states(): LayerStates {
    return this.#states;
  }

  get #width(): number {
    return this.#states.widths[this.#layer] ?? 0;
  }

  /** Nothing where the layer has gone through it. Throws `optionUnknown` where the norm is not known. */
  async *norm(): AsyncGenerator<Step, void> {
    const { finalNorm } = this.#states;
    if (finalNorm === undefined)
      throw new StrataError("optionUnknown", { option: "final_norm", value: "yes", allowed: NO_NORM });
    const isWide = finalNorm.norm.scale.length === this.#width;
    if (finalNorm.layers[this.#layer] === true && isWide) yield* this.take({ kind: "norm", ...finalNorm.norm });
  }

  /** Each dimension's values among the records that are finite. */
  async *shuffle(seed: number): AsyncGenerator<Step, void> {
    const rows = yield* this.#inMemory();
    const width = this.#width;
    const finite = Uint32Array.from({ length: this.#states.records }, (_, row) => row).filter(
      (row) => !Number.isNaN(rows[row * width]),
    );
    const random = seededRandom(seed);
    for (let dimension = 0; dimension < width; dimension++) {
      this.#signal.throwIfAborted();
      for (let last = finite.length - 1; last > 0; last--) {
        const at = (finite[last] ?? 0) * width + dimension;
        const other = (finite[Math.floor(random() * (last + 1))] ?? 0) * width + dimension;
        const value = rows[at] ?? 0;
        rows[at] = rows[other] ?? 0;
        rows[other] = value;
      }
      if (dimension % 16 === 0) yield { done: 0.1 };
    }
  }

  /** The steps that follow from each dimension's mean and variance. */
  async *spreadSteps(dropped: number, centres: boolean, standardises: boolean): AsyncGenerator<Step, void> {
    if (dropped === 0 && !centres && !standardises) return;
    const { mean, variance } = yield* dimensionSpread(this.#states, this.#layer, this.#signal);
    let kept = Uint32Array.from(mean.keys());
    if (dropped > 0) {
      const left = new Set(widest(variance, Math.min(dropped, mean.length - 1)));
      kept = kept.filter((dimension) => !left.has(dimension));
      yield* this.take({ kind: "keep", width: mean.length, dimensions: kept });
    }
    if (!centres && !standardises) return;
    const ofKept = (value: (dimension: number) => number) => Float64Array.from(kept, value);
    const deviation = (dimension: number) => Math.sqrt(variance[dimension] ?? 0);
    yield* this.take({
      kind: "scale",
      mean: ofKept((dimension) => (centres ? (mean[dimension] ?? 0) : 0)),
      // As scikit-learn does, a dimension that is constant stays.
      factors: ofKept((dimension) => (standardises ? 1 / (deviation(dimension) || 1) : 1)),
    });
  }

  async *remove(count: number): AsyncGenerator<Step, void> {
    const { mean, axes } = yield* this.#axes(count);
    yield* this.take({ kind: "remove", mean, axes });
  }

  /** Carries the rows along the first principal axes, on all cores. */
  async *reduce(count: number): AsyncGenerator<Step, void> {
    const width = this.#width;
    if (count >= width) return;
    const step: RowStep = { kind: "reduce", ...(yield* this.#axes(count)) };
    const axes = new Float32Array(step.axes);
    const { records } = this.#states;
    const narrow = widthAfter(step, width);
    const reduced = new Float32Array(records * narrow);
    for await (const { from, to, rows } of chunksOf(this.#states, this.#layer)) {
      this.#signal.throwIfAborted();
      const centred = finiteRows(rows, width);
      for (let at = 0; at < centred.length; at += width)
        for (let i = 0; i < width; i++) centred[at + i] = (centred[at + i] ?? 0) - (step.mean[i] ?? 0);
      reduced.set(await this.#algebra.products(centred, axes, width), from * narrow);
      yield { done: 0.5 + to / records / 2 };
    }
    this.#become(reduced, narrow);
    this.steps.push(step);
  }

  async *take(step: RowStep): AsyncGenerator<Step, void> {
    const rows = yield* this.#inMemory();
    const width = this.#width;
    const wide = widthAfter(step, width);
    const result = wide === width ? rows : new Float32Array((rows.length / width) * wide);
    const most = Math.max(1, Math.floor(CHUNK_VALUES / width)) * width;
    for (let at = 0; at < rows.length; at += most) {
      this.#signal.throwIfAborted();
      const after = afterStep(step, rows.subarray(at, at + most), width);
      if (result !== rows) result.set(after, (at / width) * wide);
      yield { done: 0.5 };
    }
    this.#become(result, wide);
    this.steps.push(step);
  }

  /** The first principal axes, those without any variance left out, but one at least. */
  async *#axes(count: number): AsyncGenerator<Step, { readonly mean: Float64Array; readonly axes: Float64Array }> {
    const input = { states: this.#states, layer: this.#layer, algebra: this.#algebra };
    const work = layerAxes(input, Math.min(count, this.#width), this.#signal);
    let next = await work.next();
    for (; next.done !== true; next = await work.next()) yield { done: 0.5 };
    const { mean, axes } = next.value.map;
    const width = mean.length;
    let used = axes.length;
    while (used > width && axes.subarray(used - width, used).every((loading) => loading === 0)) used -= width;
    return { mean, axes: axes.slice(0, used) };
  }

  async *#inMemory(): AsyncGenerator<Step, Float32Array> {
    if (this.#rows !== undefined) return this.#rows;
    const { records } = this.#states;
    const width = this.#width;
    const all = new Float32Array(records * width);
    for await (const { from, to, rows } of chunksOf(this.#states, this.#layer)) {
      this.#signal.throwIfAborted();
      all.set(finiteRows(rows, width), from * width);
      yield { done: (0.1 * to) / records };
    }
    this.#become(all, width);
    return all;
  }

  #become(rows: Float32Array, width: number): void {
    this.#rows = rows;
    const [states, layer] = [this.#states, this.#layer];
    this.#states = {
      widths: states.widths.with(layer, width),
      spaces: states.spaces.with(layer, `prepared ${layer}`),
      records: states.records,
      read: (at, from, to) =>
        at === layer ? Promise.resolve(rows.slice(from * width, to * width)) : states.read(at, from, to),
    };
  }
}
