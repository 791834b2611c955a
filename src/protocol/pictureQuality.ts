import type { PerLayer } from "./tasks.ts";

/** The analysis whose number a layer's bar stands for. */
export const STRUCTURE = "structure";

/** Structure below this is no more than what chance makes of some hundred records. */
const HARDLY = 0.1;

/** What that analysis says of a layer. */
export interface LayerStructure {
  /** From 0, where the picture keeps neighbours no better than one of shuffled states, to 1. */
  readonly structure: number;
  readonly trustworthiness: number;
  /** The most that shuffled states reach. */
  readonly shuffled: number;
}

/** What the analysis says of a layer; `undefined` where it says nothing. */
export function structureAt(result: PerLayer | undefined, layer: number): LayerStructure | undefined {
  const [shown, trust] = result?.series ?? [];
  const [structure, trustworthiness] = [shown?.values[layer] ?? NaN, trust?.values[layer] ?? NaN];
  const shuffled = trust?.chance?.high[layer] ?? NaN;
  return Number.isNaN(structure + trustworthiness + shuffled) ? undefined : { structure, trustworthiness, shuffled };
}

/** The layers whose picture is hardly any better than one of shuffled states; not those that keep all neighbours anyway. */
export function notAboveShuffled(result: PerLayer | undefined): readonly number[] {
  const layers = Array.from(result?.series[0]?.values.keys() ?? []);
  return layers.filter((layer) => {
    const found = structureAt(result, layer);
    if (found === undefined || found.trustworthiness > 0.9999) return false;
    return found.structure < HARDLY || found.trustworthiness <= found.shuffled;
  });
}
