import * as l10n from "@vscode/l10n";

/** Layers by name, and the largest number there. */
interface Found {
  readonly layers: string;
  readonly most: number;
}

function wholePercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** What is said where a picture shows one dimension, or the length of the texts, in place of meaning. */
export const dominanceText = {
  both: ({ layers, most }: Found) => ({
    short: l10n.t("shows the texts' length"),
    sentence: l10n.t(
      "At layers {0} one dimension holds up to {1} of the variance, and an axis is the text's length.",
      layers,
      wholePercent(most),
    ),
  }),
  length: ({ layers, most }: Found) => ({
    short: l10n.t("shows the texts' length"),
    sentence: l10n.t("At layers {0} an axis is the text's length (rank correlation {1}).", layers, most.toFixed(2)),
  }),
  dimension: ({ layers, most }: Found) => ({
    short: l10n.t("one dimension dominates"),
    sentence: l10n.t("At layers {0} one dimension holds up to {1} of the variance.", layers, wholePercent(most)),
  }),
  withoutSinks: l10n.t("Leave Out Attention Sinks"),
  leaveOutSinks: l10n.t("Click to pool without attention sinks."),
  standardise: l10n.t("Click to draw with standardised dimensions."),
} as const;
