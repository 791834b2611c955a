import * as l10n from "@vscode/l10n";
import { grouped } from "../strings.ts";
import { declared } from "./declared.ts";
import { layerLabel } from "./panel.ts";

/** The words of the list of nearest points. */
export const nearestText = {
  choices: l10n.t("Which points are listed"),
  /** `layers`: of so many in all. */
  nearAt: (layers: number, all: number) =>
    all === 1
      ? l10n.t("near at {0} of {1} layer", grouped(layers), grouped(all))
      : l10n.t("near at {0} of {1} layers", grouped(layers), grouped(all)),
  /** The layers by name, those that follow each other as from and to. */
  spans: (near: readonly boolean[], layers: readonly string[]) => {
    const spans: string[] = [];
    for (let from = 0; from < near.length; from++) {
      if (near[from] !== true) continue;
      let to = from;
      while (near[to + 1] === true) to++;
      const [first, last] = [layerLabel(layers[from] ?? ""), layerLabel(layers[to] ?? "")];
      spans.push(from === to ? first : l10n.t("{0} to {1}", first, last));
      from = to;
    }
    return spans.join(", ");
  },
  /** Of points in the picture; 1 is the root-mean-square radius of the layer. */
  drawnDistance: l10n.t("Euclidean distance, in radii"),
  kept: (kept: number, fresh: number) => l10n.t("{0} kept, {1} new (+).", grouped(kept), grouped(fresh)),
  option: (name: string) => optionNames[name] ?? declared(name),
} as const;

/** What an option is called where it stands without a label. */
const optionNames: Readonly<Record<string, string>> = {
  all: l10n.t("all records"),
  euclidean: l10n.t("Euclidean"),
};
