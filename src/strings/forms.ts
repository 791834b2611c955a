import * as l10n from "@vscode/l10n";
import { shortNumber } from "../strings.ts";

/** Words of the forms for a task's parameters. */
export const formText = {
  range: (min: number, max: number) => `${shortNumber(min)} – ${shortNumber(max)}`,
  numberHelp: (help: string, standard: number) =>
    l10n.t("{0}. {1} where nothing is chosen.", help, shortNumber(standard)),
  wrong: (kind: "integer" | "number", min: number, max: number) =>
    kind === "integer"
      ? l10n.t("A whole number from {0} to {1}.", shortNumber(min), shortNumber(max))
      : l10n.t("A number from {0} to {1}.", shortNumber(min), shortNumber(max)),
  reset: l10n.t("Reset"),
  resetTitle: l10n.t("Puts the usual values of this method into the fields"),
  local: l10n.t("local"),
  global: l10n.t("global"),
  locality: (parameter: string) => l10n.t("What is kept, from near to far: sets {0}", parameter),
  share: (value: number) => value.toFixed(3).replace(/^0/, ""),
  pictures: l10n.t("Pictures"),
  showPicture: (words: string) => l10n.t("Go back to {0}", words),
  removePicture: (words: string) => l10n.t("Remove {0} from the list", words),
  numberOf: (label: string, value: number) => `${label} ${formText.share(value)}`,
} as const;
