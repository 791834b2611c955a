import * as l10n from "@vscode/l10n";
import { MOST_ANALYSED } from "../protocol/pageFields.ts";
import { grouped } from "../strings.ts";

/** What a stand-alone page does not hold, and why. */
export const pageText = {
  withTexts: l10n.t("left out with the texts"),
  tooLarge: l10n.t("too large for a page"),
  noStates: l10n.t("a page holds no hidden states"),
  noTokens: l10n.t("not known here"),
  fieldsLeftOut: (names: readonly string[], hasTexts: boolean) =>
    hasTexts
      ? l10n.t("Not in this page, as their values are too large for it: {0}.", names.join(", "))
      : l10n.t("Not in this page, as they may quote the texts that were left out: {0}.", names.join(", ")),
} as const;

/** Why Curves has fewer charts than it could. */
export const fewCurves = {
  given: l10n.t("The file gives coordinates and no hidden states, which all other curves are made from."),
  givenAlone: l10n.t(
    "The file gives coordinates and no hidden states, which curves are made from, nor the share of the variance that they keep.",
  ),
  page: l10n.t(
    "A page of more than {0} records holds no analyses of its layers: in VS Code this view shows them.",
    grouped(MOST_ANALYSED),
  ),
} as const;
