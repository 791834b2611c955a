import type { LayerStates } from "../numeric/layerStates.ts";
import { finish, neverAborted } from "../numeric/work.ts";
import type { FitOptions } from "./fitStack.ts";
import type { Projection } from "./projection.ts";
import { afterSteps, widthAfter, type RowStep } from "./rowSteps.ts";

/** A layer's points and where they are drawn, `[points × dimensions]`: others are placed among them. */
export interface DrawnLayer {
  /** As the method sees them. */
  readonly states: LayerStates;
  readonly coordinates: Float64Array;
  /** What is done to further states before the method sees them. */
  readonly steps: readonly RowStep[];
}

/** Whether a method can place further points among those that it has drawn. */
export function canPlace(projection: Projection, steps: unknown): boolean {
  return projection.place !== undefined && steps !== undefined;
}

/**
 * Where further points go among those that are drawn, which stay: `[points × dimensions]`, by the method that drew them.
 * Throws the signal's reason where it aborts.
 */
export async function placeAmong(
  added: LayerStates,
  layer: number,
  { states, coordinates, steps }: DrawnLayer,
  { projection, values, dimensions, algebra, signal = neverAborted, onStep }: FitOptions,
): Promise<Float64Array> {
  if (added.records === 0) return new Float64Array(0);
  const fitted = { states, coordinates };
  const input = { states: statesAfter(added, layer, steps), layer, dimensions, algebra, fitted };
  const work = projection.place?.(input, values, { signal });
  if (work === undefined) throw new TypeError(`${projection.id} places no points`);
  return finish(work, { signal, onStep: (done) => onStep?.((layer + done) / states.widths.length, layer) });
}

/** States that are, at one layer, what some steps make of them. */
export function statesAfter(states: LayerStates, layer: number, steps: readonly RowStep[]): LayerStates {
  if (steps.length === 0) return states;
  const width = states.widths[layer] ?? 0;
  return {
    widths: states.widths.with(
      layer,
      steps.reduce((wide, step) => widthAfter(step, wide), width),
    ),
    spaces: states.spaces.with(layer, `prepared ${layer}`),
    records: states.records,
    read: async (at, from, to) => {
      const rows = await states.read(at, from, to);
      return at === layer ? afterSteps(steps, rows, width) : rows;
    },
  };
}
