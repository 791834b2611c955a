import { NO_LABEL, pointCount, type DatasetInfo } from "../src/protocol/engine.ts";
import { noPlaces, withPlaces, type Places } from "./labelPlaces.ts";
import { binOf, BINS, scaleOf, type Scale } from "./scale.ts";

/** The shapes of markers; those that are `open` are outlines only. */
export type MarkerSymbol = "circle" | "diamond" | "square" | "cross" | "circle-open" | "diamond-open" | "square-open";

/** Colour (0–11 of the palette, 12 is "other", the scale's from 13 on) and shape: together they differ between any two. */
export interface Look {
  readonly colour: number;
  readonly symbol: MarkerSymbol;
}

/** One series of the picture: a label, a stretch of numbers, what has none, or the labels too many to tell apart. */
export interface Category {
  readonly kind: "label" | "bin" | "unlabelled" | "rest" | "all";
  /** Kept in the saved view when the category is hidden. */
  readonly key: string;
  /** What it is called, where that is not its key. */
  readonly name?: string;
  /** Of a label in the legend, of a stretch of numbers on their scale. */
  readonly place: number;
  readonly points: number;
  /** What the user chose in place of the look its place gives. */
  readonly look?: Partial<Look>;
}

export interface Categories {
  readonly list: readonly Category[];
  /** `[points]` index into `list`. */
  readonly of: Uint8Array;
  /** Labels that share the category "rest". */
  readonly merged: number;
  /** Of these labels and of those that were here before. */
  readonly places: Places;
  /** Where they are stretches of numbers: how these are coloured, and the numbers themselves, `[points]`. */
  readonly scale?: Scale;
  readonly numbers?: Float64Array;
  /** What they are by; the label field where left out. */
  readonly title?: string;
  /** Whether they are groups that lie near each other: each is named where its points are. */
  readonly clusters?: true;
}

/** Colours of categories in the palette. */
export const COLOURS = 12;
export const OTHER_COLOUR = COLOURS;
export const symbols: readonly MarkerSymbol[] = [
  "circle",
  "diamond",
  "square",
  "cross",
  "circle-open",
  "diamond-open",
  "square-open",
];

/** Nobody tells more labels apart: those beyond share one look. */
export const MAX_LABELS = 40;

/**
 * Groups the records of a data set by label, in the order of the labels' places. Labels that have no place yet get one
 * by frequency and then by name, that of `shared` where it is free.
 */
export function categoriesOf(dataset: DatasetInfo, known = noPlaces, shared = noPlaces): Categories {
  const { labels, labelOf, labelValues } = dataset;
  const points = pointCount(dataset);
  if (labelValues !== undefined) {
    const numbers = spread(labelValues, dataset);
    return binsOf(numbers, dataset.labelField ?? "", known);
  }
  if (labels.length === 0) {
    const all: Category = { kind: "all", key: "", place: 0, points };
    return { list: [all], of: new Uint8Array(points), merged: 0, places: known };
  }

  const counts = countsOf(dataset);
  const own = ownLabels(labels, counts, known);
  const places = withPlaces(
    known,
    [shared],
    own.map((label) => labels[label] ?? ""),
  );
  const placeOf = (label: number): number => places.get(labels[label] ?? "") ?? 0;
  const shown = own.toSorted((a, b) => placeOf(a) - placeOf(b));
  const groupOf = new Uint8Array(labels.length).fill(shown.length);
  shown.forEach((label, group) => (groupOf[label] = group));
  const merged = labels.length - shown.length;
  const unlabelled = shown.length + Number(merged > 0);
  const groups = Uint8Array.from(labelOf, (label) =>
    label === NO_LABEL ? unlabelled : (groupOf[label] ?? unlabelled),
  );
  const of = ofPoints(groups, dataset);
  const sizes = sizesOf(of, unlabelled + 1);
  const list = shown.map((label, group): Category => {
    return { kind: "label", key: labels[label] ?? "", place: placeOf(label), points: sizes[group] ?? 0 };
  });
  if (merged > 0) list.push({ kind: "rest", key: "\0rest", place: 0, points: sizes[shown.length] ?? 0 });
  const without = sizes[unlabelled] ?? 0;
  if (without > 0) list.push({ kind: "unlabelled", key: "\0none", place: 0, points: without });
  return {
    list,
    of,
    merged,
    places,
  };
}

/** Records of each label. */
function countsOf({ labels, labelOf }: DatasetInfo): Uint32Array {
  const counts = new Uint32Array(labels.length);
  for (const label of labelOf) if (label !== NO_LABEL) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** The labels with a look of their own: first those that have one already, then the most frequent. */
function ownLabels(labels: readonly string[], counts: Uint32Array, known: Places): readonly number[] {
  const isNew = (label: number): number => Number(!known.has(labels[label] ?? ""));
  const byName = (a: number, b: number): number => ((labels[a] ?? "") < (labels[b] ?? "") ? -1 : 1);
  return Array.from(labels, (_, label) => label)
    .sort((a, b) => isNew(a) - isNew(b) || (counts[b] ?? 0) - (counts[a] ?? 0) || byName(a, b))
    .slice(0, labels.length > MAX_LABELS ? MAX_LABELS - 1 : labels.length);
}

/**
 * Groups points by the stretches of the scale their numbers fall into; those without a number come last.
 * @param numbers `[points]`
 * @param source what they are numbers of: part of the keys
 * @param scale that of the numbers, where no other is given
 */
export function binsOf(
  numbers: Float64Array,
  source: string,
  places = noPlaces,
  scale: Scale = scaleOf(numbers),
): Categories & { readonly scale: Scale } {
  const of = Uint8Array.from(numbers, (value) => (Number.isNaN(value) ? BINS : binOf(scale, value)));
  const sizes = sizesOf(of, BINS + 1);
  const list = Array.from(sizes, (points, place): Category =>
    place < BINS
      ? { kind: "bin", key: `\0${source}\0${place}`, place, points }
      : { kind: "unlabelled", key: "\0none", place, points },
  );
  const hasAll = sizes[BINS] === 0;
  return { list: hasAll ? list.slice(0, BINS) : list, of, merged: 0, places, scale, numbers };
}

/** Numbers of points, from those of the records they are or belong to. */
export function spread(numbers: Float64Array, { tokens }: DatasetInfo): Float64Array {
  return tokens === undefined ? numbers : Float64Array.from(tokens.recordOf, (record) => numbers[record] ?? NaN);
}

/** The groups of points, from those of the records they are or belong to. */
export function ofPoints(groups: Uint8Array, { tokens }: DatasetInfo): Uint8Array {
  return tokens === undefined ? groups : Uint8Array.from(tokens.recordOf, (record) => groups[record] ?? 0);
}

export function sizesOf(of: Uint8Array, groups: number): Uint32Array {
  const sizes = new Uint32Array(groups);
  for (const group of of) sizes[group] = (sizes[group] ?? 0) + 1;
  return sizes;
}

/** How a category is drawn. */
export function lookOf(category: Category): Look {
  return { ...placedLook(category), ...category.look };
}

function placedLook({ kind, place }: Category): Look {
  if (kind === "unlabelled") return { colour: OTHER_COLOUR, symbol: "circle" };
  if (kind === "bin") return { colour: OTHER_COLOUR + 1 + place, symbol: "circle" };
  if (kind === "rest") return { colour: OTHER_COLOUR, symbol: "diamond" };
  const colour = place % COLOURS;
  const row = Math.floor(place / COLOURS);
  return { colour, symbol: symbols[(colour + row) % symbols.length] ?? "circle" };
}

/** True where two labels look alike: there are more of them than looks. */
export function looksRepeat({ list }: Categories): boolean {
  const looks = list
    .filter(({ kind }) => kind === "label")
    .map(lookOf)
    .map(({ colour, symbol }) => `${colour} ${symbol}`);
  return new Set(looks).size < looks.length;
}

/** Points of each category that are drawn. */
export function drawnPerCategory(categories: Categories, drawn: Uint32Array): Uint32Array {
  const counts = new Uint32Array(categories.list.length);
  for (const point of drawn) {
    const group = categories.of[point];
    if (group !== undefined) counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}
