import type { Algebra } from "../numeric/algebra.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { isUnprepared } from "../projection/preparation.ts";
import { preparing } from "../projection/prepare.ts";
import { afterSteps, widthAfter, type RowStep } from "../projection/rowSteps.ts";
import type { Step } from "../protocol/tasks.ts";
import type { AnalysisInput } from "./analysis.ts";

/** Share of the work on a layer that preparing its states is taken for. */
export const PREPARATION_SHARE = 0.3;

/**
 * The states of one layer as the picture's method was given them, but with all their dimensions: what a picture is measured
 * against. Those that are not prepared are the states themselves.
 */
export async function* preparedLayer(
  states: LayerStates,
  layer: number,
  { madeBy }: AnalysisInput["picture"],
  algebra: Algebra,
  signal: AbortSignal,
): AsyncGenerator<Step, LayerStates> {
  const values = { ...madeBy?.values, reduce: 0 };
  if (madeBy === undefined || isUnprepared(values, madeBy.projection.centres)) return states;
  const known = madeBy.steps?.get(layer);
  if (known !== undefined) return stepped(states, layer, known);
  const prepared = yield* preparing(states, layer, values, algebra, signal);
  if (prepared.steps !== undefined) madeBy.steps?.set(layer, prepared.steps);
  return prepared.states;
}

/** The states with every row of one layer taken through steps as it is read. */
function stepped(states: LayerStates, layer: number, steps: readonly RowStep[]): LayerStates {
  const width = steps.reduce((wide, step) => widthAfter(step, wide), states.widths[layer] ?? 0);
  return {
    widths: states.widths.with(layer, width),
    spaces: states.spaces.with(layer, `prepared ${layer}`),
    records: states.records,
    read: async (at, from, to) => {
      const rows = await states.read(at, from, to);
      return at === layer ? afterSteps(steps, rows, states.widths[layer] ?? 1) : rows;
    },
  };
}
