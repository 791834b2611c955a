import { count, grouped, percent } from "../strings.ts";
import { panelText } from "./panel.ts";

/** A layer in the middle of a sentence. */
function named(name: string): string {
  return name === "embedding" ? "the embedding" : panelText.layerName(name);
}

/** The words of the views that show layers one by one. */
export const planeText = {
  space: "Dimensions",
  spaces: { 2: "2-D", 3: "3-D" },
  threeMissing: "The picture has two dimensions",
  fitInThree: "Fit the picture in three dimensions",
  trail: "Trail",
  trailTitle: "The selected record's way through the layers before",
  trails: { none: "none", five: "5 layers", all: "all layers" },
  words: "Texts at the points (W)",
  lines: "Lines for",
  linesTitle: "The records whose two places are joined",
  lineChoices: (most: number) => ({
    moved: `${most} that moved most`,
    selected: "the selected record",
    selection: "all selected",
    none: "none",
  }),
  swap: "Swap the two layers (X)",
  firstLayer: "Layer of the first half",
  secondLayer: "Layer of the second half",
  otherScrubber: "Other layer",
  pairName: (first: string, second: string) => `${first} → ${second}`,
  layer: (layer: string, points: string, dimensions: number) =>
    `${panelText.layerTitle(layer)}: ${points} in ${dimensions === 2 ? "two" : "three"} dimensions. ${
      dimensions === 2 ? "Shift and the arrow keys move it." : "Shift and the arrow keys turn it."
    }`,
  pair: (first: string, second: string, points: string) =>
    `${panelText.layerTitle(first)} and ${named(second)}, side by side: ${points} at each. Comma and full stop change the first layer.`,

  axis: (method: string, axis: number) => `${method}${method === "PC" ? "" : " "}${axis}`,
  axisUp: (name: string, share: number | undefined) => `↑ ${keeps(name, share)}`,
  axisRight: (name: string, share: number | undefined) => `${keeps(name, share)} →`,
  axisEdge: (name: string, share: number | undefined) => (share === undefined ? name : `${name} ${percent(share)}`),
  unit: "1 = root-mean-square radius of the layer",

  previews: "Layers",
  preview: (name: string, share: number | undefined) =>
    share === undefined
      ? panelText.layerTitle(name)
      : `${panelText.layerTitle(name)}, keeps ${percent(share)} of the variance`,
  previewName: (name: string) => (name === "embedding" ? "emb" : name.replace(/^(\d+) .*/, "$1 …")),

  moved: (first: string, second: string) => `Moved, ${first} → ${second}`,
  ranking: "Ranked by",
  rankings: { lost: "Neighbours lost", residual: "Residual" },
  rankingHelp: {
    lost: (k: number) =>
      `Of a record's ${k} nearest at the first layer by cosine distance, those that are not among its ${k} nearest at the second. Of more than 20 000 records a sample of 5 000 is compared.`,
    residual:
      "Procrustes residual: what is left between a record's two places after one layer is turned, mirrored and scaled onto the other, in 32 principal components of the hidden states. 1 is the layers' root-mean-square radius.",
  },
  lost: (lost: number, k: number) => `${grouped(lost)} of ${grouped(k)}`,
  movedRow: (text: string, value: string, line: number) => `${text}, ${value}, line ${line}`,
  more: (records: number) => `and ${count(records, "more record")}`,
  same: "Both halves show the same layer.",
  comparing: "Comparing the two layers …",
  notCompared: "The two layers are compared when all records are computed.",
  noResidual: "On a page only the neighbours lost are known.",
  colourBy: "Colour the points by it",
  colouredBy: "The points are coloured by it",
  linesLeftOut: (drawn: number, all: number) => `Lines for ${grouped(drawn)} of ${grouped(all)} selected`,

  layerKept: (name: string, sum: string) => [`${panelText.layerName(name)} `, sum] as const,
  announceLayer: (name: string, share: number | undefined) =>
    share === undefined
      ? panelText.layerTitle(name)
      : `${panelText.layerTitle(name)} keeps ${percent(share)} of the variance`,
  announcePair: (first: string, second: string) => `${panelText.layerTitle(first)} beside ${named(second)}`,
  announceView: (label: string) => `${label} view`,
  hints: {
    flat: [
      ["Drag", "moves"],
      ["Scroll", "zooms"],
      ["← →", "change the layer"],
    ],
    deep: [
      ["Drag", "turns"],
      ["Scroll", "zooms"],
      ["← →", "change the layer"],
    ],
    pair: [
      ["Hover", "marks a record in both"],
      ["← →", "second layer"],
      [", .", "first layer"],
    ],
  },
} as const;

function keeps(name: string, share: number | undefined): string {
  return share === undefined ? name : `${name} keeps ${percent(share)}`;
}
