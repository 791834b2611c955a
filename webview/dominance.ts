import type { DrawingChoice } from "../src/protocol/engine.ts";
import { dominanceText } from "../src/strings/dominance.ts";
import type { State } from "./state.ts";

/** Share of the variance from which one dimension makes a layer's picture, and correlation from which an axis is the length. */
const MUCH_VARIANCE = 0.5;
const MUCH_LENGTH = 0.7;
/** With fewer points anything correlates. */
const FEWEST_POINTS = 20;

/** Poolings that divide, or multiply, the state of a sink by a text's length. */
const WITH_SINKS = /^(mean|sum),/;

/** What the picture shows in place of meaning, and what one click does about it. */
export interface Dominance {
  readonly short: string;
  readonly sentence: string;
  /** Draw in another way, or pool without sinks; undefined where neither helps. */
  readonly remedy: { readonly words: string; readonly draw: DrawingChoice | undefined } | undefined;
}

/** What the numbers of the shown picture say; undefined where nothing dominates it. */
export function dominanceOf({ shown, panel, info, layerResults }: State): Dominance | undefined {
  const result = panel?.kind === "ready" && panel.result.run === shown?.picture.run ? panel.result : undefined;
  const series = layerResults["dominance"]?.series ?? [];
  if (shown === undefined || result === undefined || shown.picture.drawn < FEWEST_POINTS) return undefined;
  const { layers } = shown.picture;
  const shares = series.find(({ id }) => id === "largest")?.values ?? new Float32Array();
  const axes = series.filter(({ id }) => id.startsWith("length"));
  const strongest = layers.map((_, layer) => axes.reduce((most, { values }) => Math.max(most, values[layer] || 0), 0));
  const filled = layers.map((_, layer) => (shares[layer] ?? 0) >= MUCH_VARIANCE);
  const long = strongest.map((value) => value >= MUCH_LENGTH);
  const both = filled.map((is, layer) => is && long[layer] === true);
  const of = (wanted: readonly boolean[], values: ArrayLike<number>) => ({
    layers: layerSpans(layers, wanted),
    most: wanted.reduce((most, is, layer) => (is ? Math.max(most, values[layer] ?? 0) : most), 0),
  });
  const words = both.includes(true)
    ? dominanceText.both(of(both, shares))
    : long.includes(true)
      ? dominanceText.length(of(long, strongest))
      : filled.includes(true)
        ? dominanceText.dimension(of(filled, shares))
        : undefined;
  if (words === undefined) return undefined;
  if (long.includes(true) && WITH_SINKS.test(result.pooling ?? ""))
    return { ...words, remedy: { words: dominanceText.leaveOutSinks, draw: undefined } };
  const task = info?.tasks.find(({ id }) => id === info.drawing.projection.id);
  const { projection, dimensions } = info?.drawing ?? { projection: undefined, dimensions: 2 };
  const canStandardise = task?.parameters["standardise"] !== undefined && projection?.values["standardise"] !== "yes";
  if (projection === undefined || !canStandardise) return { ...words, remedy: undefined };
  const values = { ...projection.values, standardise: "yes" };
  const draw: DrawingChoice = { projection: { id: projection.id, values }, dimensions };
  return { ...words, remedy: { words: dominanceText.standardise, draw } };
}

/** The names of some layers, those that follow each other as `13–28`. */
export function layerSpans(layers: readonly string[], wanted: readonly boolean[]): string {
  const spans: string[] = [];
  for (let from = 0; from < layers.length; from++) {
    if (wanted[from] !== true) continue;
    let to = from;
    while (wanted[to + 1] === true) to++;
    const [first = "", last = ""] = [layers[from], layers[to]];
    spans.push(to === from ? first : to === from + 1 ? `${first}, ${last}` : `${first}–${last}`);
    from = to;
  }
  return spans.join(", ");
}
