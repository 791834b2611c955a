import * as l10n from "@vscode/l10n";
import type { LayerStructure } from "../protocol/pictureQuality.ts";
import { percent } from "../strings.ts";

/** What is said of how far a picture is to be trusted. */
export const qualityText = {
  /** On a layer's bar. */
  bar: ({ structure, trustworthiness, shuffled }: LayerStructure) =>
    l10n.t(
      "structure shown {0}, the height of the bar: of the drawn neighbours {1} are to be trusted, {2} with shuffled states",
      percent(structure),
      percent(trustworthiness),
      percent(shuffled),
    ),
  /** The same to a screen reader. */
  value: (layer: string, structure: number) => l10n.t("{0}, shows {1} of the structure", layer, percent(structure)),
  compare: l10n.t("Compare with shuffled"),
  compareTitle: l10n.t(
    "Draw the same projection of the same states, each dimension shuffled among the records: what structure is not there",
  ),
  backTitle: l10n.t("Draw the states as they are again"),
  shuffled: l10n.t("shuffled"),
  shuffledTitle: l10n.t(
    "Each dimension is shuffled among the records: no point is a record's, and what looks like structure is none. A click draws the states as they are.",
  ),
} as const;
