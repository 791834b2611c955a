import type { Algebra } from "../numeric/algebra.ts";
import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import { finish, neverAborted } from "../numeric/work.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Step } from "../protocol/tasks.ts";
import { agreement, mirrored, procrustes, spread, turned } from "./align.ts";
import { layerPlan, layerTurns, type Alignment, type LayerPlan } from "./layers.ts";
import { pca } from "./pca.ts";
import { isUnprepared } from "./preparation.ts";
import { preparing, type Prepared } from "./prepare.ts";
import type { LayerInput, LayerProjection, LayerStep, Projection } from "./projection.ts";
import type { RowStep } from "./rowSteps.ts";
import { alongAxes, assertOneSpace, layerCentre, pooledStates, type LayerCentre } from "./sharedBasis.ts";
import { StackFit, type LayerFit } from "./stackFit.ts";

/** Share of the work on a layer that preparing it is taken for. */
const PREPARATION_SHARE = 0.5;

/** Where a stack places the points it was fitted on. */
export interface Stack {
  /** Places further states; undefined where the projection is not linear. */
  readonly fit: StackFit | undefined;
  /** What was done to the states of each layer before; undefined where the rows were no longer the records'. */
  readonly steps: readonly (readonly RowStep[])[] | undefined;
  /** `[layers × points × dimensions]`: unit root-mean-square radius per layer; NaN where a state is not finite. */
  readonly coordinates: Float32Array;
}

export interface FitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ends iterative work with what it has, at the next step; layers that were not begun are projected by PCA. */
  readonly enough?: AbortSignal | undefined;
  /** Called with the share done, and the layer that is fitted, after every step; the next one waits for it. */
  readonly onStep?: ((done: number, layer: number) => void | Promise<void>) | undefined;
  /**
   * Called when a layer's points have moved, and when they are where they stay; the next step waits for it.
   * `place` tells where they are, `[points × dimensions]` as they are drawn: ask it only for a picture.
   */
  readonly onPassing?:
    ((layer: number, place: () => Float64Array, isFinal: boolean) => void | Promise<void>) | undefined;
  readonly projection: Projection;
  readonly values: ParameterValues;
  readonly dimensions: Dimensions;
  readonly algebra: Algebra;
  /** Names what else than the values the fit depends on: the sets. */
  readonly madeFrom?: string | undefined;
  /** As `LayerInput` has them. */
  readonly numbers?: LayerInput["numbers"];
  readonly sets?: LayerInput["sets"];
  /** The fit drawn last; the layer that is drawn first is turned towards it. Leave out for the final picture. */
  readonly previous?: StackFit | undefined;
}

/**
 * Projects every layer, and brings each near the one before it or near a chosen one, so that a point's way through the
 * layers means something; then one scale per layer. How is a matter of the values (`layerParameters`): by default
 * rotations and reflections only. Without `previous` the result is a pure function of the points' states and their order:
 * the same bytes on the same machine.
 * @throws the signal's reason where it aborts, and `optionUnknown` where layers of several widths are to share axes
 */
export async function fitStack(states: LayerStates, options: FitOptions): Promise<Stack> {
  const { dimensions } = options;
  const layers = states.widths.length;
  const plan = layerPlan(options.values, layers);
  if (plan.basis !== undefined) assertOneSpace(states, options.values);
  const progress = new Progress(options, plan.basis === undefined ? layers : layers + 1);
  const axes = await sharedAxes(states, plan.basis, options, progress);
  const perLayer = states.records * dimensions;
  const coordinates = new Float32Array(layers * perLayer);
  const fits: (LayerFit | undefined)[] = states.widths.map(() => undefined);
  const allSteps: (readonly RowStep[] | undefined)[] = states.widths.map(() => undefined);
  let last: Float64Array | undefined;
  let chosen: Float64Array | undefined;
  for (const { layer, beside } of layerTurns(plan.alignTo, layers)) {
    progress.layer = layer;
    if (beside === plan.alignTo) last = chosen;
    const towards = plan.alignTo === undefined ? last : (chosen ?? last);
    const shown = towards ?? (await drawnBefore(layer, states, options));
    const align = (projected: LayerProjection): AlignedLayer => {
      const rotation = shown && rotations[plan.align](projected.coordinates, shown, dimensions);
      return alignedLayer(
        projected,
        rotation ?? identity(dimensions),
        dimensions,
        plan.align === "scaled" ? towards : undefined,
      );
    };
    const passing = async (passing: Float64Array): Promise<void> => {
      await options.onPassing?.(layer, () => turned(passing, align({ coordinates: passing }).turn, dimensions), false);
    };
    const { states: seen, steps } = await prepareLayer(states, layer, options, progress);
    const projected =
      axes === undefined
        ? await projectLayer({ states: seen, layer, start: last }, options, progress, passing)
        : await progress.through(alongAxes(seen, layer, axes));
    const aligned = align(projected);
    const placed = turned(projected.coordinates, aligned.turn, dimensions);
    coordinates.set(placed, layer * perLayer);
    await options.onPassing?.(layer, () => placed, true);
    if (aligned.hasExtent) last = aligned.rotated;
    if (aligned.hasExtent && layer === plan.alignTo) chosen = aligned.rotated;
    allSteps[layer] = steps;
    if (aligned.fit && steps) fits[layer] = { ...aligned.fit, steps };
  }
  const isLinear = fits.every((fit) => fit !== undefined);
  return {
    fit: isLinear ? new StackFit(fits, dimensions) : undefined,
    steps: allSteps.every((one) => one !== undefined) ? allSteps : undefined,
    coordinates,
  };
}

/** How points are brought towards others, by the way of aligning. */
const rotations: Readonly<
  Record<Alignment, (from: Float64Array, to: Float64Array, dimensions: number) => Float64Array | undefined>
> = { none: () => undefined, signs: mirrored, procrustes, scaled: procrustes };

/** The axes `[dimensions × width]` that all layers share; undefined where each has its own. */
async function sharedAxes(
  states: LayerStates,
  basis: LayerPlan["basis"],
  options: FitOptions,
  progress: Progress,
): Promise<Float64Array | undefined> {
  if (basis === undefined || states.widths.length === 0) return undefined;
  let from: Pick<LayerInput, "states" | "layer">;
  if (basis === "all") {
    const seen: LayerStates[] = [];
    const centres: LayerCentre[] = [];
    for (const layer of states.widths.keys()) {
      const { states: own } = await prepareLayer(states, layer, options, progress);
      seen.push(own);
      centres.push(await finish(layerCentre(own, layer), { signal: options.signal, onStep: progress.wait }));
    }
    from = { states: pooledStates(seen, centres), layer: 0 };
  } else {
    const { states: own } = await prepareLayer(states, basis, options, progress);
    from = { states: own, layer: basis };
  }
  const { linear } = await projectLayer(from, options, progress, undefined);
  return linear?.map.axes;
}

/** Counts layers that are done. */
class Progress {
  readonly #options: FitOptions;
  readonly #turns: number;
  #done = 0;
  #prepared = 0;
  #told = 0;
  /** The layer that is fitted. */
  layer = 0;

  constructor(options: FitOptions, turns: number) {
    this.#options = options;
    this.#turns = turns;
  }

  /** Does a layer's work. */
  async through<S extends Step>(
    work: AsyncGenerator<S, LayerProjection>,
    onStep?: (step: S) => Promise<void>,
  ): Promise<LayerProjection> {
    const result = await finish(work, {
      signal: this.#options.signal ?? neverAborted,
      onStep: async (done, step) => {
        await onStep?.(step);
        this.#told = (this.#done + this.#prepared + done * (1 - this.#prepared)) / this.#turns;
        await this.wait();
      },
    });
    this.#done++;
    this.#prepared = 0;
    return result;
  }

  /** Prepares a layer, which is the first part of its work. */
  async prepare(work: AsyncGenerator<Step, Prepared>): Promise<Prepared> {
    const result = await finish(work, {
      signal: this.#options.signal,
      onStep: async (done) => {
        this.#told = (this.#done + done * PREPARATION_SHARE) / this.#turns;
        await this.wait();
      },
    });
    this.#prepared = PREPARATION_SHARE;
    return result;
  }

  /** Others have their turn. */
  readonly wait = async (): Promise<void> => {
    await this.#options.onStep?.(this.#told, this.layer);
  };
}

/** A layer's states as the method gets to see them. */
async function prepareLayer(
  states: LayerStates,
  layer: number,
  { projection, values, algebra, signal = neverAborted }: FitOptions,
  progress: Progress,
): Promise<Prepared> {
  if (isUnprepared(values, projection.centres)) return { states, steps: [] };
  return progress.prepare(preparing(states, layer, values, algebra, signal));
}

function projectLayer(
  place: Pick<LayerInput, "states" | "layer" | "start">,
  { projection, values, dimensions, algebra, numbers, sets, signal = neverAborted, enough, onPassing }: FitOptions,
  progress: Progress,
  show: ((passing: Float64Array) => Promise<void>) | undefined,
): Promise<LayerProjection> {
  const isEnough = projection.iterative === true && enough?.aborted === true;
  const input: LayerInput = { ...place, dimensions, algebra, numbers, sets };
  const work = (isEnough ? pca : projection).run(input, values, { signal, enough });
  return progress.through(work, async ({ passing }: LayerStep) => {
    if (passing !== undefined && onPassing !== undefined) await show?.(passing);
  });
}

/** Where an earlier fit draws the points at a layer. */
async function drawnBefore(
  layer: number,
  states: LayerStates,
  { previous: fit, onStep, signal }: FitOptions,
): Promise<Float64Array | undefined> {
  if (fit === undefined) return undefined;
  const drawn = new Float64Array(states.records * fit.dimensions);
  for await (const { from, rows } of chunksOf(states, layer)) {
    signal?.throwIfAborted();
    drawn.set(fit.placeLayer(layer, rows), from * fit.dimensions);
    await onStep?.((layer + 1) / states.widths.length, layer);
  }
  return drawn;
}

interface AlignedLayer {
  readonly rotated: Float64Array;
  /** `[dimensions × dimensions]` rotates and scales. */
  readonly turn: Float64Array;
  /** Whether the points lie apart. */
  readonly hasExtent: boolean;
  readonly fit: Omit<LayerFit, "steps"> | undefined;
}

/** `scaledTo`: the layer is scaled by how well it agrees with these points. */
function alignedLayer(
  { coordinates, linear }: LayerProjection,
  rotation: Float64Array,
  dimensions: number,
  scaledTo: Float64Array | undefined,
): AlignedLayer {
  const rotated = turned(coordinates, rotation, dimensions);
  const { count, squares } = spread(rotated, dimensions);
  const radius = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / count);
  const scale = scaledTo === undefined ? 1 : Math.max(0, agreement(rotated, scaledTo, dimensions) || 0);
  const turn = rotation.map((value) => (radius > 0 ? (value * scale) / radius : value));
  if (linear === undefined) return { rotated, turn, hasExtent: radius > 0, fit: undefined };
  const { map, totalVariance } = linear;
  const explained = squares.map((value) => (totalVariance > 0 ? value / (count - 1) / totalVariance : 0));
  return { rotated, turn, hasExtent: totalVariance > 0, fit: { map, turn, explained } };
}

function identity(dimensions: number): Float64Array {
  return Float64Array.from({ length: dimensions ** 2 }, (_, i) => (i % (dimensions + 1) === 0 ? 1 : 0));
}
