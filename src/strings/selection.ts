import * as l10n from "@vscode/l10n";
import { count, grouped } from "../strings.ts";

/** Words for the set of marked points. A number of points says of what. */
export const selectionText = {
  bar: l10n.t("Selected points"),
  selected: (points: number, hidden: number) =>
    hidden === 0
      ? l10n.t("{0} selected", grouped(points))
      : l10n.t("{0} selected, {1} of them hidden", grouped(points), grouped(hidden)),
  announce: (points: number) =>
    points === 0 ? l10n.t("Nothing selected") : l10n.t("{0} selected", count(points, "point")),
  isolate: l10n.t("Isolate"),
  isolateTitle: l10n.t("Hide all points but the selected ones (I)"),
  hide: l10n.t("Hide"),
  hideTitle: l10n.t("Hide the selected points (H)"),
  invert: l10n.t("Invert"),
  invertTitle: l10n.t("Select what is visible and not selected"),
  clear: l10n.t("Clear (Escape)"),
  more: l10n.t("More"),
  selectInEditor: l10n.t("Select in Editor"),
  selectInEditorTitle: l10n.t("Put a caret on the line of each selected point"),
  openSelection: l10n.t("Open as New File"),
  openSelectionTitle: l10n.t("Open the rows of the selected points as a new, unsaved file"),
  copySelection: l10n.t("Copy as JSONL"),
  pin: (name: string) => l10n.t("Pin as {0}", name),
  unpin: (name: string) => l10n.t("Forget {0}", name),
  select: l10n.t("Ways to select points"),
  lasso: l10n.t("Lasso: drag round points of the layer you look at. Shift adds, Alt subtracts (L, or Shift+drag)"),
  lassoName: l10n.t("Lasso"),
  box: l10n.t("Box"),
  boxTitle: l10n.t("Drag a box over points (M)"),
  visible: l10n.t("All Visible"),
  hits: (hits: number) => l10n.t("Search Hits ({0})", grouped(hits)),
  hitsNone: l10n.t("Search Hits"),
  neighbours: l10n.t("Neighbours of the Record"),
  fromEditor: l10n.t("Selection in the Editor"),
  category: (name: string, points: number) => `${name} (${grouped(points)})`,
  categories: l10n.t("By Label"),
  undo: l10n.t("Undo (Ctrl+Z)"),
  redo: l10n.t("Redo (Ctrl+Y)"),
  hiddenByYou: (points: number) => l10n.t("{0} hidden by you", grouped(points)),
  showAll: l10n.t("Show All"),
  showAllTitle: l10n.t("Show the points that you hid again"),
  hint: [l10n.t("Shift+drag"), l10n.t("selects")] as const,
  drawing: (points: number) => grouped(points),

  pins: l10n.t("Two selections"),
  pinCount: (points: number) => count(points, "point"),
  pinEmpty: l10n.t("not pinned yet"),
  pinsHelp: l10n.t("Pin a selection as A and another as B to see how far apart their means are at each layer."),
  axis: l10n.t("Axis from A − B"),
  axisHelp: l10n.t("Draw the way from the mean of B to the mean of A as the first axis of the picture"),
  pinDistance: l10n.t("Distance between the means"),
  pinChart: (name: string) => l10n.t("Distance between the mean of A and the mean of B, {0}", name),
  pinWorking: l10n.t("Measuring …"),
  select1: (name: string) => l10n.t("Select {0} again", name),
  common: (points: number) => l10n.t("{0} in both", count(points, "point")),

  tooMany: (points: number) =>
    l10n.t("Select {0} places in the editor? More than 10,000 carets make VS Code slow.", grouped(points)),
  selectAnyway: l10n.t("Select All"),
  noText: l10n.t("This file is too large for VS Code to give its text away: its rows cannot be opened or copied."),
  nothingThere: l10n.t("The rows of these points are no longer in the file."),
  copied: (rows: number) => l10n.t("{0} copied.", count(rows, "row")),
};
