import type { PointKind } from "../protocol/engine.ts";
import type { SchemaFault } from "../protocol/schema.ts";
import { panelText } from "./panel.ts";
import { MOST_SHAPES } from "../protocol/exporting.ts";
import { count, grouped, nounOf, productName, shortNumber } from "../strings.ts";

interface CaptionFacts {
  readonly file: string;
  readonly model: string;
  readonly view: string;
  readonly layer: string;
  readonly layers: readonly string[];
  readonly points: number;
}

/** Words about what is taken out of the product, and brought back. */
export const exportText = {
  /** What a point is called where texts were left out. */
  untold: (point: number, kind: PointKind) => `${nounOf(kind)} ${grouped(point + 1)}`,
  title: "Export",
  button: "Export…",
  placeholder: (file: string) => `What to write of the picture of ${file}`,
  pictures: "Picture of this view",
  data: "Files",
  settings: "Picture settings",
  settingsHelp: "All that makes this picture as a file in the repository: who opens it sees the same.",
  png: "PNG",
  pngHelp: "An image of what is shown, at any size.",
  svg: "SVG",
  svgHelp: `Points as shapes and lines as paths, to be edited; beyond ${grouped(MOST_SHAPES)} of them an image.`,
  sizeTitle: "Size",
  sizePlaceholder: "Width and height in pixels, as 1600 x 1000",
  onScreen: "As on the screen",
  size: (width: number, height: number) => `${width} × ${height}`,
  scaleTitle: "Scale",
  scalePlaceholder: "Pixels of the file in one of these",
  scale: (scale: number, width: number, height: number) => `${scale}×: ${width * scale} × ${height * scale} pixels`,
  besideTitle: "Legend and caption",
  besidePlaceholder: "What stands beside the picture",
  beside: {
    both: "With legend and caption",
    legend: "With the legend",
    caption: "With the caption",
    none: "The picture alone",
  },
  moreCategories: (more: number) => `and ${grouped(more)} more`,
  number: shortNumber,
  caption: (of: CaptionFacts) =>
    [
      of.file,
      of.model,
      [`${of.view},`, panelText.layerName(of.layer), panelText.ofLast(of.layer, of.layers)].join(" ").trim(),
      `${grouped(of.points)} points`,
      productName,
    ].join(" · "),
  partTitle: "Which records",
  partPlaceholder: "All records, or those that are selected",
  all: (points: number, kind: PointKind) => `All ${count(points, nounOf(kind))}`,
  selected: (points: number, kind: PointKind) => `The ${count(points, `selected ${nounOf(kind)}`)}`,
  textsTitle: "Texts",
  textsPlaceholder: "Whether the file may hold the records' texts",
  withTexts: "With the texts",
  withTextsHelp: "As on the screen.",
  withoutTexts: "Without the texts",
  withoutTextsHelp: "Records are called by their number; no text is in the file. Labels are.",
  noPicture: "There is no picture yet: wait until the records are drawn.",
  saveTitle: (label: string) => `Save ${label}`,
  save: "Save",
  writing: (label: string) => `Writing ${label}`,
  saved: (name: string) => `Saved ${name}.`,
  open: "Open",
  reveal: "Reveal",
  replaceTexts: (name: string) =>
    `The folder has a ${name} already. The file of states needs one with its own texts beside it.`,
  replace: "Replace",
  settingsTitle: "Save Picture Settings",
  settingsOutside: (file: string) =>
    `${file} is not in the folder of the settings, nor in the same workspace folder: save them beside it.`,
  leaves: (file: string) => `file or states is "${file}", which is no relative path inside the workspace folder`,
  settingsOfDisk: "Only the picture of a file on disk has settings to save.",
  untrusted: "This folder is not trusted: the model of the picture settings is not used.",
  newer: (version: number) =>
    `The picture settings are of version ${version}, this product knows version 1: what it knows is used.`,
  faults: (file: string, faults: readonly SchemaFault[]) =>
    `${file}: ${faults.slice(0, 5).map(faultWords).join("; ")}${faults.length > 5 ? `, and ${grouped(faults.length - 5)} more` : ""}. The rest is used.`,
  fault: faultWords,
} as const;

/** `view.layer is not a whole number from 0 on`. */
function faultWords({ path, kind, expected }: SchemaFault): string {
  const place = path === "" ? "the file" : path;
  if (kind === "unknown") return `${place} is not known`;
  return kind === "missing" ? `${place} is missing` : `${place} should be ${expected}`;
}
