import type { LayerStates } from "../numeric/layerStates.ts";
import { spannedDirections } from "../numeric/spannedDirections.ts";
import type { FitOptions } from "../projection/fitStack.ts";
import type { PointKind } from "../protocol/engine.ts";
import type { Notice } from "../protocol/models.ts";

/** Of how many records more than its value a parameter makes sense, by its usual name. */
const least: Readonly<Record<string, (value: number) => number>> = {
  n_neighbors: (value) => value,
  // As openTSNE and scikit-learn advise.
  perplexity: (value) => 3 * value,
};

export interface DrawnStates {
  readonly states: LayerStates;
  readonly layers: readonly string[];
  readonly kind: PointKind;
}

/** What makes a picture say less than it seems to: too few points for its method, and layers that hardly vary. */
export async function pictureNotices(
  { states, layers, kind }: DrawnStates,
  { projection, values, dimensions }: Pick<FitOptions, "projection" | "values" | "dimensions">,
  signal: AbortSignal,
): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  const { records } = states;
  for (const [parameter, leastOf] of Object.entries(least)) {
    const value = values[parameter];
    if (typeof value !== "number" || records === 0 || records > leastOf(value)) continue;
    const detail = { method: projection.label, parameter, value, more: leastOf(value), records, kind };
    notices.push({ code: "fewRecords", detail });
  }
  const same: string[] = [];
  const flat: string[] = [];
  for (const [layer, name] of layers.entries()) {
    const { directions, count } = await spannedDirections(states, layer, dimensions + 1, signal);
    // So few points vary in no more directions whatever they are.
    if (count < 2 || directions > dimensions || (directions > 0 && records <= dimensions + 1)) continue;
    (directions === 0 ? same : flat).push(name);
  }
  for (const [isSame, found] of [
    [true, same],
    [false, flat],
  ] as const)
    if (found.length > 0) notices.push({ code: "flatLayers", detail: { layers: found, isSame, kind } });
  return notices;
}
