import * as l10n from "@vscode/l10n";
import type { FindErrorDetails } from "../protocol/findErrors.ts";
import type { FailureMessage } from "../protocol/panel.ts";

const refusals: Readonly<Record<FindErrorDetails["probeRefused"]["why"], Omit<FailureMessage, "title">>> = {
  bundle: {
    explanation: l10n.t("These states were computed elsewhere, and no model is at hand that computes the same."),
    remedy: l10n.t("Draw the texts with a model: Strata: Choose Model."),
  },
  tokens: {
    explanation: l10n.t("The picture draws tokens, and a sentence is many of them."),
    remedy: l10n.t("Draw the records instead."),
  },
  page: {
    explanation: l10n.t("A page holds what the model said, not the model."),
    remedy: l10n.t("Open the file in VS Code."),
  },
  nothingDrawn: {
    explanation: l10n.t("The run has no records with states to compare with."),
    remedy: l10n.t("Wait until some are computed, or run it again."),
  },
};

/** The beginning of a pattern, by which it is known again. */
function brief(pattern: string): string {
  return pattern.length > 80 ? `${pattern.slice(0, 79)}…` : pattern;
}

/** The words for failures around searching and trying texts. */
export const findFailures: {
  readonly [C in keyof FindErrorDetails]: (detail: FindErrorDetails[C]) => FailureMessage;
} = {
  patternWrong: ({ pattern, reason }) => ({
    title: l10n.t("This is no regular expression"),
    explanation: `${brief(pattern)}: ${reason}.`,
    remedy: l10n.t("Mend it, or search for the text as it stands."),
  }),
  patternTooSlow: ({ pattern, seconds }) => ({
    title: l10n.t("This regular expression takes too long"),
    explanation: l10n.t("{0} did not end at one text within {1} s.", brief(pattern), seconds),
    remedy: l10n.t("Write it without repeats inside repeats, such as (a+)+, or search for plain text."),
  }),
  probeRefused: ({ why }) => ({ title: l10n.t("A sentence cannot be drawn here"), ...refusals[why] }),
  probeFailed: ({ reason }) => ({
    title: l10n.t("The model cannot read this sentence"),
    explanation: `${reason}.`,
    remedy: l10n.t("Try another one."),
  }),
};
