import * as l10n from "@vscode/l10n";
import type { PointKind } from "../protocol/engine.ts";
import type { Misfit } from "../protocol/pictureMisfits.ts";
import type { SchemaFault } from "../protocol/schema.ts";
import { panelText } from "./panel.ts";
import { schemaWords } from "./schemaWords.ts";
import { MOST_SHAPES } from "../protocol/exporting.ts";
import { count, grouped, nounOf, productName, shortNumber } from "../strings.ts";

interface CaptionFacts {
  readonly file: string;
  readonly model: string;
  /** How the picture is fitted. */
  readonly drawing: string | undefined;
  readonly view: string;
  readonly layer: string;
  readonly layers: readonly string[];
  readonly points: number;
}

/** Words about what is taken out of the product, and brought back. */
export const exportText = {
  /** What a point is called where texts were left out. */
  untold: (point: number, kind: PointKind) =>
    kind === "tokens" ? l10n.t("token {0}", grouped(point + 1)) : l10n.t("record {0}", grouped(point + 1)),
  title: l10n.t("Export"),
  button: l10n.t("Export…"),
  placeholder: (file: string) => l10n.t("What to write of the picture of {0}", file),
  pictures: l10n.t("Picture of this view"),
  data: l10n.t("Files"),
  settings: l10n.t("Picture settings"),
  settingsHelp: l10n.t("All that makes this picture as a file in the repository: who opens it sees the same."),
  png: "PNG",
  pngHelp: l10n.t("An image of what is shown, at any size."),
  svg: "SVG",
  svgHelp: l10n.t(
    "Points as shapes and lines as paths, to be edited; beyond {0} of them an image.",
    grouped(MOST_SHAPES),
  ),
  sizeTitle: l10n.t("Size"),
  sizePlaceholder: l10n.t("Width and height in pixels, as 1600 x 1000"),
  onScreen: l10n.t("As on the screen"),
  size: (width: number, height: number) => `${width} × ${height}`,
  allowedSizes: (least: number, most: number) => l10n.t("from {0} to {1} pixels a side", least, most),
  scaleTitle: l10n.t("Scale"),
  scalePlaceholder: l10n.t("Pixels of the file in one of these"),
  scale: (scale: number, width: number, height: number) =>
    l10n.t("{0}×: {1} × {2} pixels", scale, width * scale, height * scale),
  besideTitle: l10n.t("Legend and caption"),
  besidePlaceholder: l10n.t("What stands beside the picture"),
  beside: {
    both: l10n.t("With legend and caption"),
    legend: l10n.t("With the legend"),
    caption: l10n.t("With the caption"),
    none: l10n.t("The picture alone"),
  },
  moreCategories: (more: number) => l10n.t("and {0} more", grouped(more)),
  number: shortNumber,
  caption: (of: CaptionFacts) =>
    [
      of.file,
      of.model,
      ...(of.drawing === undefined ? [] : [of.drawing]),
      [`${of.view},`, panelText.layerName(of.layer), panelText.ofLast(of.layer, of.layers)].join(" ").trim(),
      l10n.t("{0} points", grouped(of.points)),
      productName,
    ].join(" · "),
  partTitle: l10n.t("Which records"),
  partPlaceholder: l10n.t("All records, or those that are selected"),
  all: (points: number, kind: PointKind) => l10n.t("All {0}", count(points, nounOf(kind))),
  selected: (points: number, kind: PointKind) => l10n.t("The {0}", count(points, `selected ${nounOf(kind)}`)),
  textsTitle: l10n.t("Texts"),
  textsPlaceholder: l10n.t("Whether the file may hold the records' texts"),
  withTexts: l10n.t("With the texts"),
  withTextsHelp: l10n.t("As on the screen."),
  withoutTexts: l10n.t("Without the texts"),
  withoutTextsHelp: l10n.t("Records are called by their number; no text is in the file. Labels are."),
  notDrawn: l10n.t("the picture was not drawn"),
  tooLarge: l10n.t("The picture is too large for this window"),
  noPicture: l10n.t("There is no picture yet: wait until the records are drawn."),
  saveTitle: (label: string) => l10n.t("Save {0}", label),
  save: l10n.t("Save"),
  writing: (label: string) => l10n.t("Writing {0}", label),
  saved: (name: string) => l10n.t("Saved {0}.", name),
  open: l10n.t("Open"),
  reveal: l10n.t("Reveal"),
  replaceTexts: (name: string) =>
    l10n.t("The folder has a {0} already. The file of states needs one with its own texts beside it.", name),
  replace: l10n.t("Replace"),
  settingsTitle: l10n.t("Save Picture Settings"),
  settingsOutside: (file: string) =>
    l10n.t("{0} is not in the folder of the settings, nor in the same workspace folder: save them beside it.", file),
  leaves: (file: string) =>
    l10n.t('file or states is "{0}", which is no relative path inside the workspace folder', file),
  isFolder: (file: string) => l10n.t('file or states is "{0}", which is a folder: name a file', file),
  isItself: (file: string) =>
    l10n.t('file or states is "{0}", which is this file of settings: name the file that is drawn', file),
  settingsOfDisk: l10n.t("Only the picture of a file on disk has settings to save."),
  untrusted: l10n.t("This folder is not trusted: the model of the picture settings is not used."),
  newer: (version: number) =>
    l10n.t("The picture settings are of version {0}, this product knows version 1: what it knows is used.", version),
  faults: (file: string, faults: readonly SchemaFault[]) => {
    const named = faults.slice(0, 5).map(faultWords).join("; ");
    return faults.length > 5
      ? l10n.t("{0}: {1}, and {2} more. The rest is used.", file, named, grouped(faults.length - 5))
      : l10n.t("{0}: {1}. The rest is used.", file, named);
  },
  fault: faultWords,
  /** What settings say that the picture does not have. */
  misfit: (file: string, { path, value, known, isUnknown }: Misfit) => {
    switch (path) {
      case "view.layer":
      case "view.other":
        return l10n.t("{0}: {1} is {2}, but the last layer is {3}: that one is shown.", file, path, value, known);
      case "drawing.projection.id":
        return l10n.t("{0}: {1} is {2}, but here it may be {3}: the usual one is taken.", file, path, value, known);
      default:
        return isUnknown === true
          ? l10n.t("{0}: there is no {1}; the projection has {2}. The usual values are taken.", file, path, known)
          : l10n.t("{0}: {1} is {2}, but it may be {3}: the usual values are taken.", file, path, value, known);
    }
  },
} as const;

/** `view.layer is not a whole number from 0 on`. */
function faultWords({ path, kind, expected }: SchemaFault): string {
  const place = path === "" ? l10n.t("the file") : path;
  if (kind === "unknown") return l10n.t("{0} is not known", place);
  return kind === "missing"
    ? l10n.t("{0} is missing", place)
    : l10n.t("{0} should be {1}", place, schemaWords(expected));
}
