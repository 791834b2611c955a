import * as l10n from "@vscode/l10n";
import type { FitProgress, Progress, StoppedFit } from "../protocol/engine.ts";
import { duration, grouped } from "../strings.ts";
import { declared } from "./declared.ts";
import { panelText } from "./panel.ts";

/** What is said of a picture that is fitted step by step. */
export const fitText = {
  /** `UMAP: layer 3 of 6` */
  doing: ({ projection, layer, layers }: FitProgress) => {
    const name = layers[layer] ?? "";
    return `${declared(projection)}: ${[panelText.layerName(name), panelText.ofLast(name, layers)].join(" ").trim()}`;
  },
  share: ({ done }: FitProgress) => `${Math.floor(100 * done)} %`,
  /** One line for a terminal. */
  sentence: (fit: FitProgress, { secondsLeft }: Pick<Progress, "secondsLeft">) =>
    [
      fitText.doing(fit),
      fitText.share(fit),
      ...(secondsLeft === undefined ? [] : [l10n.t("about {0} left", duration(Math.max(1, secondsLeft)))]),
    ].join(" · "),
  stopping: l10n.t("Stopping with what is there"),
  keep: l10n.t("Stop and Keep"),
  keepTitle: l10n.t("Ends the fit and draws what is there. It is not kept as the finished picture"),
  discard: l10n.t("Discard"),
  discardTitle: l10n.t("Gives this picture up and goes back to the one before"),
  early: ({ begun, layers }: StoppedFit) =>
    begun < layers
      ? l10n.t("stopped early at {0} of {1} layers", grouped(begun), grouped(layers))
      : l10n.t("stopped early"),
  earlyTitle: ({ begun, layers }: StoppedFit) =>
    begun < layers
      ? l10n.t(
          "The picture was not fitted to its end, and layers that the fit had not come to are drawn by PCA. Draw it again for the whole.",
        )
      : l10n.t("The picture was not fitted to its end. Draw it again for the whole."),
} as const;
