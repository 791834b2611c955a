import type { Picture } from "../src/protocol/engine.ts";
import { STRUCTURE, structureAt, type LayerStructure } from "../src/protocol/pictureQuality.ts";
import type { PerLayer } from "../src/protocol/tasks.ts";
import { declared } from "../src/strings/declared.ts";
import type { State } from "./state.ts";

/** The shares of a layer's variance that the drawn axes keep; `undefined` where they are no such axes. */
export function sharesAt({ explained, dimensions }: Picture, layer: number): readonly number[] | undefined {
  return explained && Array.from(explained.subarray(dimensions * layer, dimensions * (layer + 1)));
}

/** The share of the variance that all drawn axes keep at a layer. */
export function keptAt(picture: Picture, layer: number): number | undefined {
  return sharesAt(picture, layer)?.reduce((sum, share) => sum + share, 0);
}

/** A number of a layer, with its name and what it says. */
export interface LayerNumber {
  readonly label: string;
  readonly help: string;
  readonly value: number;
}

/** Said in words where there is anything to say. */
const IN_WORDS = "dominance";

/** What the analyses of layers that are asked of every picture say of one, in the order of the tables. */
export function numbersAt({ info, layerResults }: State, layer: number): readonly LayerNumber[] {
  return (info?.tasks ?? []).flatMap(({ id, help, onDemand }) =>
    (onDemand === true || id === IN_WORDS ? [] : seriesOf(id, layerResults[id])).flatMap(({ label, values }) => {
      const value = values[layer];
      return value === undefined || Number.isNaN(value) ? [] : [{ label: declared(label), help, value }];
    }),
  );
}

/** What the first analysis is made from, the next one says of all records. */
function seriesOf(id: string, result: PerLayer | undefined): PerLayer["series"] {
  return (result?.series ?? []).slice(0, id === STRUCTURE ? 1 : undefined);
}

/** What the bar of a layer stands for; `undefined` until it is known. */
export function structureOf({ layerResults }: State, layer: number): LayerStructure | undefined {
  return structureAt(layerResults[STRUCTURE], layer);
}
