import type { Algebra } from "./algebra.ts";
import { procrustes, spread, turned } from "./align.ts";
import { chunksOf, type LayerStates } from "./layerStates.ts";
import type { LayerInput, LayerProjection, Projection } from "./projection.ts";
import { StackFit, type LayerFit } from "./stackFit.ts";

/** A fitted stack and where it places the records it was fitted on. */
export interface Stack {
  readonly fit: StackFit;
  /** `[layers × records × dimensions]`: unit root-mean-square radius per layer; NaN where a state is not finite. */
  readonly coordinates: Float32Array;
}

export interface FitOptions {
  readonly projection: Projection;
  readonly dimensions: 2 | 3;
  readonly algebra: Algebra;
  /** The fit drawn last; the first layer is turned towards it. Leave out for the final picture. */
  readonly previous?: StackFit;
  /** Called with the share of the work done, rising to 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Projects every layer and aligns each to the layer before it, so that a record's way through the layers means
 * something: rotations and reflections only, then one scale per layer. Without `previous` the result is
 * a pure function of the records' states and their order: the same bytes on the same machine.
 * @throws the signal's reason where it aborts
 */
export async function fitStack(states: LayerStates, options: FitOptions): Promise<Stack> {
  const { dimensions } = options;
  const perLayer = states.records * dimensions;
  const coordinates = new Float32Array(states.widths.length * perLayer);
  const fits: LayerFit[] = [];
  let reference: Float64Array | undefined;
  for (let layer = 0; layer < states.widths.length; layer++) {
    const projected = await projectLayer(states, layer, options);
    const towards = reference ?? (await drawnBefore(options.previous, layer, states));
    const rotation = towards && procrustes(projected.coordinates, towards, dimensions);
    const aligned = alignedLayer(projected, rotation ?? identity(dimensions), dimensions);
    coordinates.set(turned(projected.coordinates, aligned.fit.turn, dimensions), layer * perLayer);
    if (projected.totalVariance > 0) reference = aligned.rotated;
    fits.push(aligned.fit);
  }
  return { fit: new StackFit(fits, dimensions), coordinates };
}

async function projectLayer(states: LayerStates, layer: number, options: FitOptions): Promise<LayerProjection> {
  const { projection, dimensions, algebra, onProgress, signal } = options;
  const input: LayerInput = { states, layer, dimensions, algebra };
  const work = projection.fit(input);
  for (;;) {
    // Thrown into the fit, so that it lets go of what it reads.
    const step = signal?.aborted ? await work.throw(signal.reason) : await work.next();
    if (step.done === true) return step.value;
    onProgress?.((layer + step.value) / states.widths.length);
  }
}

/** Where an earlier fit draws the records at a layer. */
async function drawnBefore(
  fit: StackFit | undefined,
  layer: number,
  states: LayerStates,
): Promise<Float64Array | undefined> {
  if (fit === undefined) return undefined;
  const drawn = new Float64Array(states.records * fit.dimensions);
  for await (const { from, rows } of chunksOf(states, layer)) {
    drawn.set(fit.placeLayer(layer, rows), from * fit.dimensions);
  }
  return drawn;
}

function alignedLayer(
  { coordinates, totalVariance, map }: LayerProjection,
  rotation: Float64Array,
  dimensions: number,
): { fit: LayerFit; rotated: Float64Array } {
  const rotated = turned(coordinates, rotation, dimensions);
  const { count, squares } = spread(rotated, dimensions);
  const radius = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / count);
  const turn = rotation.map((value) => (radius > 0 ? value / radius : value));
  const explained = squares.map((value) => (totalVariance > 0 ? value / (count - 1) / totalVariance : 0));
  return { fit: { map, turn, explained }, rotated };
}

function identity(dimensions: number): Float64Array {
  return Float64Array.from({ length: dimensions ** 2 }, (_, i) => (i % (dimensions + 1) === 0 ? 1 : 0));
}
