import * as l10n from "@vscode/l10n";
import { fieldName } from "./fieldName.ts";
import { capital, count, shortNumber } from "../strings.ts";

/** What colours the points, in words: the menu, the legend's heading and its editor. */
export const colourText = {
  menu: l10n.t("Colour by"),
  menuTitle: (by: string) => l10n.t("Colour by {0}. Choose something else (C)", by),
  none: l10n.t("nothing"),
  filter: l10n.t("Find a field"),
  groups: {
    fields: l10n.t("Fields"),
    texts: l10n.t("Texts"),
    numbers: l10n.t("Numbers of points"),
    chosen: l10n.t("What you look at"),
  },
  label: (field: string | undefined) =>
    field === undefined ? l10n.t("label") : l10n.t("{0} (label)", fieldName(field)),
  line: l10n.t("line"),
  place: l10n.t("place in the file"),
  length: l10n.t("characters"),
  tokens: l10n.t("tokens"),
  atLayer: (task: string) => l10n.t("{0} at the lit layer", task),
  inAll: (task: string) => l10n.t("{0}, all layers", task),
  similarity: l10n.t("similarity to the selected"),
  similarityTitle: l10n.t("similarity"),
  hits: l10n.t("search hits"),
  pins: l10n.t("A and B"),
  nothingSelected: l10n.t("none is selected"),
  nothingSearched: l10n.t("nothing is searched"),
  nothingPinned: l10n.t("none is pinned"),
  chooseLabelField: l10n.t("Choose label field…"),

  hit: l10n.t("found"),
  noHit: l10n.t("not found"),
  inA: "A",
  inB: "B",
  inBoth: l10n.t("A and B"),
  inNeither: l10n.t("neither"),

  title: (title: string) => capital(title),
  numbers: (points: number, missing: number) =>
    missing === 0 ? count(points, "point") : l10n.t("{0} with a value", count(points, "point")),
  search: l10n.t("Find a value"),
  row: l10n.t("Click hides, double click shows only this one"),
  editLook: (name: string) => l10n.t("Colour and symbol of {0}", name),
  colours: l10n.t("Colour"),
  colour: (number: number) => l10n.t("colour {0}", number),
  symbols: l10n.t("Symbol"),
  reset: l10n.t("Reset"),
  bin: (from: number, to: number, points: number) =>
    l10n.t("{0} to {1}: {2}", shortNumber(from), shortNumber(to), count(points, "point")),
  barHelp: l10n.t("Click hides a stretch, dragging shows only a range; with Shift the arrow keys do"),
  noneMatches: l10n.t("Nothing in the legend matches."),
} as const;

/** The symbols, as they are called. */
export const symbolWords: Readonly<Record<string, string>> = {
  circle: l10n.t("circle"),
  diamond: l10n.t("diamond"),
  square: l10n.t("square"),
  cross: l10n.t("cross"),
  "circle-open": l10n.t("ring"),
  "diamond-open": l10n.t("open diamond"),
  "square-open": l10n.t("open square"),
};
