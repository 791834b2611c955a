import * as l10n from "@vscode/l10n";
import { count } from "../strings.ts";
import { fieldName } from "./fieldName.ts";

/** Words about files of pictures: coordinates that are given, in one data set or several. */
export const givenText = {
  dataSet: l10n.t("Data set"),
  dataSets: (sets: number) => l10n.t("{0} in the file", count(sets, "data set")),
  choose: l10n.t("Choose the data set that is drawn"),
  option: (name: string, records: number) => `${fieldName(name)} (${count(records, "record")})`,
  coordinates: l10n.t("coordinates as given"),
  coordinatesTitle: l10n.t(
    "The file gives the coordinates: no model read the texts, and of hidden states nothing is known. Each layer is drawn in the middle and at the same radius, x and y alike.",
  ),
  statusReady: l10n.t("coordinates as given"),
  statusTooltip: (records: string) =>
    l10n.t("{0}, drawn at the coordinates that the file gives. No model read the texts.", records),
  chooseDataSet: l10n.t("Choose Data Set"),
  placeholder: (file: string) => l10n.t("Data set of {0} to draw", file),
  automatic: l10n.t("The first data set"),
  none: l10n.t("This file holds no pictures of several data sets: there is nothing to choose."),
} as const;
