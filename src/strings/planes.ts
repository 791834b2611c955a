import * as l10n from "@vscode/l10n";
import { count, grouped, percent } from "../strings.ts";
import type { FailureMessage } from "../protocol/panel.ts";
import { layerLabel, namedLayer, panelText } from "./panel.ts";

/** The words of the views that show layers one by one. */
export const planeText = {
  space: l10n.t("Dimensions"),
  spaces: { 2: "2-D", 3: "3-D" },
  threeMissing: l10n.t("The picture has two dimensions"),
  fitInThree: l10n.t("Fit the picture in three dimensions"),
  trail: l10n.t("Trail"),
  trailTitle: l10n.t("The selected record's way through the layers before"),
  trails: { none: l10n.t("none"), five: l10n.t("5 layers"), all: l10n.t("all layers") },
  words: l10n.t("Texts at the points (W)"),
  lines: l10n.t("Lines for"),
  linesTitle: l10n.t("The records whose two places are joined"),
  lineChoices: (most: number) => ({
    moved: l10n.t("{0} that moved most", most),
    selected: l10n.t("the selected record"),
    selection: l10n.t("all selected"),
    none: l10n.t("none"),
  }),
  swap: l10n.t("Swap the two layers (X)"),
  firstLayer: l10n.t("Layer of the first half"),
  secondLayer: l10n.t("Layer of the second half"),
  otherScrubber: l10n.t("Other layer"),
  pairName: (first: string, second: string) => `${layerLabel(first)} → ${layerLabel(second)}`,
  layer: (layer: string, points: string, dimensions: number) =>
    dimensions === 2
      ? l10n.t("{0}: {1} in two dimensions. Shift and the arrow keys move it.", panelText.layerTitle(layer), points)
      : l10n.t("{0}: {1} in three dimensions. Shift and the arrow keys turn it.", panelText.layerTitle(layer), points),
  pair: (first: string, second: string, points: string) =>
    l10n.t(
      "{0} and {1}, side by side: {2} at each. Comma and full stop change the first layer.",
      panelText.layerTitle(first),
      namedLayer(second),
      points,
    ),

  /** An axis that the user chose. */
  ownAxis: (kind: string, number: number) =>
    kind === "difference" ? "A − B" : kind === "record" ? l10n.t("record {0}", grouped(number)) : `PC${number}`,
  axis: (method: string, axis: number) => `${method}${method === "PC" ? "" : " "}${axis}`,
  axisUp: (name: string, share: number | undefined) => `↑ ${keeps(name, share)}`,
  axisRight: (name: string, share: number | undefined) => `${keeps(name, share)} →`,
  axisEdge: (name: string, share: number | undefined) => (share === undefined ? name : `${name} ${percent(share)}`),
  unit: l10n.t("1 = root-mean-square radius of the layer"),

  previews: l10n.t("Layers"),
  preview: (name: string, share: number | undefined) =>
    share === undefined
      ? panelText.layerTitle(name)
      : l10n.t("{0}, keeps {1} of the variance", panelText.layerTitle(name), percent(share)),
  previewName: (name: string) => (name === "embedding" ? l10n.t("emb") : name.replace(/^(\d+) .*/, "$1 …")),

  moved: (first: string, second: string) => l10n.t("Moved, {0} → {1}", layerLabel(first), layerLabel(second)),
  ranking: l10n.t("Ranked by"),
  rankings: { lost: l10n.t("Neighbours lost"), residual: l10n.t("Residual") },
  rankingHelp: {
    lost: (k: number) =>
      l10n.t(
        "Of a record's {0} nearest at the first layer by cosine distance, those that are not among its {0} nearest at the second. Of more than 20 000 records a sample of 5 000 is compared.",
        k,
      ),
    residual: l10n.t(
      "Procrustes residual: what is left between a record's two places after one layer is turned, mirrored and scaled onto the other, in 32 principal components of the hidden states. 1 is the layers' root-mean-square radius.",
    ),
    drawn: l10n.t(
      "How far apart a record's two places are drawn: their Euclidean distance in the picture. 1 is the layers' root-mean-square radius.",
    ),
  },
  lost: (lost: number, k: number) => l10n.t("{0} of {1}", grouped(lost), grouped(k)),
  movedRow: (text: string, value: string, line: number) => l10n.t("{0}, {1}, line {2}", text, value, line),
  more: (records: number) => l10n.t("and {0}", count(records, "more record")),
  same: l10n.t("Both halves show the same layer."),
  comparing: l10n.t("Comparing the two layers …"),
  notCompared: l10n.t("The two layers are compared when all records are computed."),
  noResidual: l10n.t("On a page only the neighbours lost are known."),
  givenOnly: l10n.t("The file gives coordinates and no hidden states: neighbours lost and residual are not known"),
  noneOnPage: l10n.t("This page holds no neighbours and no hidden states: neighbours lost and residual are not known"),
  comparisonFailed: ({ title, explanation }: FailureMessage) =>
    l10n.t("The two layers could not be compared: {0}", explanation === "" ? title : explanation).replace(/\.$/, ""),
  byDrawn: l10n.t("Ranked by how far apart the two places are drawn, 1 = root-mean-square radius"),
  colourBy: l10n.t("Colour the points by it"),
  colouredBy: l10n.t("The points are coloured by it"),
  linesLeftOut: (drawn: number, all: number) => l10n.t("Lines for {0} of {1} selected", grouped(drawn), grouped(all)),

  layerKept: (name: string, sum: string) => [`${panelText.layerName(name)} `, sum] as const,
  announceLayer: (name: string, share: number | undefined) =>
    share === undefined
      ? panelText.layerTitle(name)
      : l10n.t("{0} keeps {1} of the variance", panelText.layerTitle(name), percent(share)),
  announcePair: (first: string, second: string) =>
    l10n.t("{0} beside {1}", panelText.layerTitle(first), namedLayer(second)),
  announceView: (label: string) => l10n.t("{0} view", label),
  hints: {
    flat: [
      [l10n.t("Drag"), l10n.t("moves")],
      [l10n.t("Scroll"), l10n.t("zooms")],
      ["← →", l10n.t("change the layer")],
    ],
    deep: [
      [l10n.t("Drag"), l10n.t("turns")],
      [l10n.t("Scroll"), l10n.t("zooms")],
      ["← →", l10n.t("change the layer")],
    ],
    pair: [
      [l10n.t("Hover"), l10n.t("marks a record in both")],
      ["← →", l10n.t("second layer")],
      [", .", l10n.t("first layer")],
    ],
  },
} as const;

function keeps(name: string, share: number | undefined): string {
  return share === undefined ? name : l10n.t("{0} keeps {1}", name, percent(share));
}
