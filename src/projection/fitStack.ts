import type { Algebra } from "../numeric/algebra.ts";
import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import { finish, neverAborted } from "../numeric/work.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import { procrustes, spread, turned } from "./align.ts";
import { pca } from "./pca.ts";
import type { LayerInput, LayerProjection, LayerStep, Projection } from "./projection.ts";
import { StackFit, type LayerFit } from "./stackFit.ts";

/** Where a stack places the points it was fitted on. */
export interface Stack {
  /** Places further states; undefined where the projection cannot. */
  readonly fit: StackFit | undefined;
  /** `[layers × points × dimensions]`: unit root-mean-square radius per layer; NaN where a state is not finite. */
  readonly coordinates: Float32Array;
}

export interface FitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ends iterative work with what it has, at the next step; layers that were not begun are projected by PCA. */
  readonly enough?: AbortSignal | undefined;
  /** Called with the share done after every step; the next one waits for it. */
  readonly onStep?: ((done: number) => void | Promise<void>) | undefined;
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
  /** The fit drawn last; the first layer is turned towards it. Leave out for the final picture. */
  readonly previous?: StackFit | undefined;
}

/**
 * Projects every layer and aligns each to the layer before it, so that a point's way through the layers means
 * something: rotations and reflections only, then one scale per layer. Without `previous` the result is
 * a pure function of the points' states and their order: the same bytes on the same machine.
 * @throws the signal's reason where it aborts
 */
export async function fitStack(states: LayerStates, options: FitOptions): Promise<Stack> {
  const { dimensions } = options;
  const perLayer = states.records * dimensions;
  const coordinates = new Float32Array(states.widths.length * perLayer);
  const fits: LayerFit[] = [];
  let reference: Float64Array | undefined;
  for (let layer = 0; layer < states.widths.length; layer++) {
    const towards = reference ?? (await drawnBefore(layer, states, options));
    const align = (projected: LayerProjection): AlignedLayer => {
      const rotation =
        projected.stands === true ? undefined : towards && procrustes(projected.coordinates, towards, dimensions);
      return alignedLayer(projected, rotation ?? identity(dimensions), dimensions);
    };
    const passing = async (passing: Float64Array): Promise<void> => {
      await options.onPassing?.(layer, () => turned(passing, align({ coordinates: passing }).turn, dimensions), false);
    };
    const projected = await projectLayer(states, layer, reference, options, passing);
    const aligned = align(projected);
    const placed = turned(projected.coordinates, aligned.turn, dimensions);
    coordinates.set(placed, layer * perLayer);
    await options.onPassing?.(layer, () => placed, true);
    if (aligned.hasExtent) reference = aligned.rotated;
    if (aligned.fit) fits.push(aligned.fit);
  }
  return { fit: fits.length === states.widths.length ? new StackFit(fits, dimensions) : undefined, coordinates };
}

function projectLayer(
  states: LayerStates,
  layer: number,
  start: Float64Array | undefined,
  options: FitOptions,
  onPassing: (passing: Float64Array) => Promise<void>,
): Promise<LayerProjection> {
  const { values, dimensions, algebra, onStep, signal = neverAborted, enough } = options;
  const isEnough = options.projection.iterative === true && enough?.aborted === true;
  const projection = isEnough ? pca : options.projection;
  const input: LayerInput = { states, layer, dimensions, algebra, start };
  return finish(projection.run(input, values, { signal, enough }), {
    signal,
    onStep: async (done, { passing }: LayerStep) => {
      if (passing !== undefined && options.onPassing !== undefined) await onPassing(passing);
      await onStep?.((layer + done) / states.widths.length);
    },
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
    await onStep?.((layer + 1) / states.widths.length);
  }
  return drawn;
}

interface AlignedLayer {
  readonly rotated: Float64Array;
  /** `[dimensions × dimensions]` rotates and scales. */
  readonly turn: Float64Array;
  /** Whether the points lie apart. */
  readonly hasExtent: boolean;
  readonly fit: LayerFit | undefined;
}

function alignedLayer(
  { coordinates, linear }: LayerProjection,
  rotation: Float64Array,
  dimensions: number,
): AlignedLayer {
  const rotated = turned(coordinates, rotation, dimensions);
  const { count, squares } = spread(rotated, dimensions);
  const radius = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / count);
  const turn = rotation.map((value) => (radius > 0 ? value / radius : value));
  if (linear === undefined) return { rotated, turn, hasExtent: radius > 0, fit: undefined };
  const { map, totalVariance } = linear;
  const explained = squares.map((value) => (totalVariance > 0 ? value / (count - 1) / totalVariance : 0));
  return { rotated, turn, hasExtent: totalVariance > 0, fit: { map, turn, explained } };
}

function identity(dimensions: number): Float64Array {
  return Float64Array.from({ length: dimensions ** 2 }, (_, i) => (i % (dimensions + 1) === 0 ? 1 : 0));
}
