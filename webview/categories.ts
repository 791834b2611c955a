import { NO_LABEL, type DatasetInfo } from "../src/protocol/engine.ts";
import { binOf, BINS, scaleOf, type Scale } from "./scale.ts";

/** Plotly draws markers as glyphs of a font: these are in every font, its "x" is not. */
export type MarkerSymbol = "circle" | "diamond" | "square" | "cross" | "circle-open" | "diamond-open" | "square-open";

/** Colour (0–6 of the palette, 7 is "other", the scale's from 8 on) and shape: together they differ between any two. */
export interface Look {
  readonly colour: number;
  readonly symbol: MarkerSymbol;
}

/** One series of the picture: a label, a stretch of numbers, the records without one, or the labels too many to tell apart. */
export interface Category {
  readonly kind: "label" | "bin" | "unlabelled" | "rest" | "all";
  /** Kept in the saved view when the category is hidden. */
  readonly key: string;
  readonly rank: number;
  readonly records: number;
}

export interface Categories {
  readonly list: readonly Category[];
  /** `[records]` index into `list`. */
  readonly of: Uint8Array;
  /** Labels that share the category "rest". */
  readonly merged: number;
  /** Where labels are numbers: how they are coloured. */
  readonly scale?: Scale;
}

const COLOURS = 7;
export const OTHER_COLOUR = 7;
const symbols: readonly MarkerSymbol[] = [
  "circle",
  "diamond",
  "square",
  "cross",
  "circle-open",
  "diamond-open",
  "square-open",
];
/** A circle is 119 vertices in plotly, these are 34 at most. */
const cheapSymbols: readonly MarkerSymbol[] = ["diamond", "square"];

/** Looks repeat after 49 labels, but nobody tells that many apart: beyond this they share one. */
export const MAX_LABELS = 40;

/** Groups the records of a data set by label, most frequent first as the labels come. */
export function categoriesOf(dataset: DatasetInfo): Categories {
  const { labels, labelOf, labelValues, records } = dataset;
  if (labelValues !== undefined) return binsOf(labelValues, dataset.labelField ?? "");
  const of = new Uint8Array(records);
  if (labels.length === 0) return { list: [{ kind: "all", key: "", rank: 0, records }], of, merged: 0 };

  const own = labels.length > MAX_LABELS ? MAX_LABELS - 1 : labels.length;
  const unlabelled = own + 1;
  const counts = new Uint32Array(own + 2);
  for (let record = 0; record < records; record++) {
    const label = labelOf[record] ?? NO_LABEL;
    const group = label === NO_LABEL ? unlabelled : Math.min(label, own);
    of[record] = group;
    counts[group] = (counts[group] ?? 0) + 1;
  }
  const groups: Category[] = Array.from(counts, (count, group) =>
    group < own
      ? { kind: "label", key: labels[group] ?? "", rank: group, records: count }
      : {
          kind: group === own ? "rest" : "unlabelled",
          key: group === own ? "\0rest" : "\0none",
          rank: group,
          records: count,
        },
  );
  const list = groups.filter((group) => group.kind === "label" || group.records > 0);
  const place = groups.map((group) => list.indexOf(group));
  return { list, of: of.map((group) => place[group] ?? 0), merged: labels.length - own };
}

/** Groups records by the stretches of the scale their numbers fall into; those without a number come last. */
function binsOf(values: Float64Array, field: string): Categories {
  const scale = scaleOf(values);
  const of = Uint8Array.from(values, (value) => (Number.isNaN(value) ? BINS : binOf(scale, value)));
  const counts = new Uint32Array(BINS + 1);
  for (const group of of) counts[group] = (counts[group] ?? 0) + 1;
  const list = Array.from(counts, (records, rank): Category =>
    rank < BINS
      ? { kind: "bin", key: `\0${field}\0${rank}`, rank, records }
      : { kind: "unlabelled", key: "\0none", rank, records },
  );
  return { list: scale.missing > 0 ? list : list.slice(0, BINS), of, merged: 0, scale };
}

/** How a category is drawn; `dense` pictures use only the shapes that are cheap to draw. */
export function lookOf(category: Category, dense: boolean): Look {
  const shapes = dense ? cheapSymbols : symbols;
  if (category.kind === "unlabelled") return { colour: OTHER_COLOUR, symbol: dense ? "square" : "circle" };
  if (category.kind === "bin")
    return { colour: OTHER_COLOUR + 1 + category.rank, symbol: dense ? "diamond" : "circle" };
  if (category.kind === "rest") return { colour: OTHER_COLOUR, symbol: "diamond" };
  const turn = category.rank + Math.floor(category.rank / COLOURS);
  return { colour: category.rank % COLOURS, symbol: shapes[turn % shapes.length] ?? "circle" };
}

/** Records of each category that are drawn. */
export function drawnPerCategory(categories: Categories, drawn: Uint32Array): Uint32Array {
  const counts = new Uint32Array(categories.list.length);
  for (const record of drawn) {
    const group = categories.of[record];
    if (group !== undefined) counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}
