import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import { finish } from "../numeric/work.ts";
import { spread } from "../projection/align.ts";
import type { FitOptions } from "../projection/fitStack.ts";
import { placeAmong, statesAfter } from "../projection/placing.ts";
import type { Reducer } from "../projection/reducer.ts";
import { layerCentre } from "../projection/sharedBasis.ts";
import { StackFit, type LayerFit } from "../projection/stackFit.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Canvas } from "./canvas.ts";
import type { DrawInput, FittedStack } from "./draw.ts";

/** Throws `reducerUnfit` where states are not as wide as those a reducer was fitted on. */
export function assertFits({ name, widths }: Reducer, states: Pick<LayerStates, "widths">, path: string): void {
  const words = (all: readonly number[]) => `${all.length} × ${[...new Set(all)].join(", ")}`;
  if (widths.join() === states.widths.join()) return;
  throw new StrataError("reducerUnfit", { path, name, there: words(widths), here: words(states.widths) });
}

/**
 * Draws points by what was fitted on another run: a linear map as it is, by any other method each placed among the points
 * it was fitted on. Coordinates are in that picture's own scale. Throws the signal's reason where it aborts.
 */
export async function drawInAxes(
  { drawn, states }: DrawInput,
  axes: Reducer,
  canvas: Canvas,
  fitting: FitOptions,
): Promise<{ readonly fitted: FittedStack | undefined; readonly canvas: Canvas }> {
  if (drawn.length === 0) return { fitted: undefined, canvas };
  const fits: LayerFit[] = [];
  for (let layer = 0; layer < canvas.layers.length; layer++) {
    const fit = axes.fit?.fits[layer];
    const among = axes.drawn[layer];
    if (axes.fit !== undefined && fit !== undefined) {
      const places = await placeAll(axes.fit, states, layer, fitting);
      canvas.putLayer(layer, drawn, places);
      fits.push({ ...fit, explained: await sharesOf(fit, places, states, layer, fitting) });
    } else if (among !== undefined) {
      canvas.putLayer(layer, drawn, await placeAmong(states, layer, among, fitting));
    }
    await fitting.onStep?.((layer + 1) / canvas.layers.length, layer);
  }
  // It is never kept when lines are edited: points are placed among those of the other run, not among its own.
  const stack = axes.fit && new StackFit(fits, axes.dimensions);
  return { fitted: { key: "", stack, steps: undefined, madeOn: undefined }, canvas };
}

async function placeAll(
  fit: StackFit,
  states: LayerStates,
  layer: number,
  { signal, onStep }: FitOptions,
): Promise<Float64Array> {
  const places = new Float64Array(states.records * fit.dimensions);
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    signal?.throwIfAborted();
    places.set(fit.placeLayer(layer, rows), from * fit.dimensions);
    await onStep?.((layer + to / states.records) / fit.layers, layer);
  }
  return places;
}

/** The share of these states' own variance along each drawn axis. */
async function sharesOf(
  { steps, turn }: LayerFit,
  places: Float64Array,
  states: LayerStates,
  layer: number,
  { dimensions, signal, onStep }: FitOptions,
): Promise<Float64Array> {
  const told = { signal, onStep: () => onStep?.(layer / states.widths.length, layer) };
  const { totalVariance } = await finish(layerCentre(statesAfter(states, layer, steps), layer), told);
  const centred = places.slice();
  const means = new Float64Array(dimensions);
  const { count } = spread(places, dimensions);
  for (const [i, place] of places.entries())
    if (Number.isFinite(place)) means[i % dimensions] = (means[i % dimensions] ?? 0) + place / count;
  for (let i = 0; i < centred.length; i++) centred[i] = (centred[i] ?? NaN) - (means[i % dimensions] ?? 0);
  // The rows of a turn are as long as the layer was scaled.
  let scale = 0;
  for (let i = 0; i < dimensions; i++) scale += (turn[i] ?? 0) ** 2;
  const isFlat = !(totalVariance > 0 && scale > 0 && count > 1);
  return spread(centred, dimensions).squares.map((squares) =>
    isFlat ? 0 : squares / scale / (count - 1) / totalVariance,
  );
}
