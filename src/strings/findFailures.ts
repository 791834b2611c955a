import type { FindErrorDetails } from "../protocol/findErrors.ts";
import type { FailureMessage } from "../protocol/panel.ts";

const refusals: Readonly<Record<FindErrorDetails["probeRefused"]["why"], Omit<FailureMessage, "title">>> = {
  bundle: {
    explanation: "These states were computed elsewhere, and no model is at hand that computes the same.",
    remedy: "Draw the texts with a model: Strata: Choose Model.",
  },
  tokens: {
    explanation: "The picture draws tokens, and a sentence is many of them.",
    remedy: "Draw the records instead.",
  },
  page: {
    explanation: "A page holds what the model said, not the model.",
    remedy: "Open the file in VS Code.",
  },
  nothingDrawn: {
    explanation: "The run has no records with states to compare with.",
    remedy: "Wait until some are computed, or run it again.",
  },
};

/** The words for failures around searching and trying texts. */
export const findFailures: {
  readonly [C in keyof FindErrorDetails]: (detail: FindErrorDetails[C]) => FailureMessage;
} = {
  patternWrong: ({ pattern, reason }) => ({
    title: "This is no regular expression",
    explanation: `${pattern}: ${reason}.`,
    remedy: "Mend it, or search for the text as it stands.",
  }),
  patternTooSlow: ({ pattern, seconds }) => ({
    title: "This regular expression takes too long",
    explanation: `${pattern} did not end at one text within ${seconds} s.`,
    remedy: "Write it without repeats inside repeats, such as (a+)+, or search for plain text.",
  }),
  probeRefused: ({ why }) => ({ title: "A sentence cannot be drawn here", ...refusals[why] }),
  probeFailed: ({ reason }) => ({
    title: "The model cannot read this sentence",
    explanation: `${reason}.`,
    remedy: "Try another one.",
  }),
};
