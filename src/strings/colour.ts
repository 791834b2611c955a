import { capital, count, shortNumber } from "../strings.ts";

/** What colours the points, in words: the menu, the legend's heading and its editor. */
export const colourText = {
  menu: "Colour by",
  menuTitle: (by: string) => `Colour by ${by}. Choose something else (C)`,
  none: "nothing",
  filter: "Find a field",
  groups: { fields: "Fields", texts: "Texts", numbers: "Numbers of points", chosen: "What you look at" },
  label: (field: string | undefined) => (field === undefined ? "label" : `${field} (label)`),
  line: "line",
  place: "place in the file",
  length: "characters",
  tokens: "tokens",
  atLayer: (task: string) => `${task} at the lit layer`,
  inAll: (task: string) => `${task}, all layers`,
  similarity: "similarity to the selected",
  similarityTitle: "similarity",
  hits: "search hits",
  pins: "A and B",
  nothingSelected: "none is selected",
  nothingSearched: "nothing is searched",
  nothingPinned: "none is pinned",
  chooseLabelField: "Choose label field…",

  hit: "found",
  noHit: "not found",
  inA: "A",
  inB: "B",
  inBoth: "A and B",
  inNeither: "neither",

  title: (title: string) => capital(title),
  numbers: (points: number, missing: number) =>
    missing === 0 ? count(points, "point") : `${count(points, "point")} with a value`,
  search: "Find a value",
  row: "Click hides, double click shows only this one",
  editLook: (name: string) => `Colour and symbol of ${name}`,
  colours: "Colour",
  colour: (number: number) => `colour ${number}`,
  symbols: "Symbol",
  reset: "Reset",
  bin: (from: number, to: number, points: number) =>
    `${shortNumber(from)} to ${shortNumber(to)}: ${count(points, "point")}`,
  barHelp: "Click hides a stretch, dragging shows only a range; with Shift the arrow keys do",
  noneMatches: "Nothing in the legend matches.",
} as const;

/** The symbols, as they are called. */
export const symbolWords: Readonly<Record<string, string>> = {
  circle: "circle",
  diamond: "diamond",
  square: "square",
  cross: "cross",
  "circle-open": "ring",
  "diamond-open": "open diamond",
  "square-open": "open square",
};
