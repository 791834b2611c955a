import * as l10n from "@vscode/l10n";

/** Words about drawing a file by what was fitted on another one. */
export const axesText = {
  title: l10n.t("Draw in the Axes of"),
  button: l10n.t("Choose Other Axes"),
  placeholder: (file: string) => l10n.t("Whose axes {0} is to be drawn in", file),
  open: l10n.t("Open pictures"),
  more: l10n.t("More"),
  file: l10n.t("A saved projection…"),
  fileHelp: l10n.t("A file that Export wrote as Fitted projection."),
  own: l10n.t("Its own axes"),
  ownHelp: l10n.t("The projection is fitted on this file again."),
  choose: l10n.t("Draw in These Axes"),
  files: l10n.t("Fitted projections"),
  otherWidths: (name: string) =>
    l10n.t("The layers of {0} are not as many, or not as wide: its axes do not fit here.", name),
  fact: (name: string) => l10n.t("in the axes of {0}", name),
  /** `exact`: a linear map; else points are placed among others. */
  factTitle: (name: string, exact: boolean) =>
    exact
      ? l10n.t("Drawn by the projection that was fitted on {0}: the same numbers have the same place", name)
      : l10n.t("Each point is placed among those of {0}, which stay", name),
} as const;
