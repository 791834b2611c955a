import * as l10n from "@vscode/l10n";
import type { FailureMessage } from "../protocol/panel.ts";
import { grouped, percent } from "./numbers.ts";

/** Groups of points in words: the menu, the legend, their pane. */
export const clusterText = {
  title: l10n.t("Clusters"),
  form: l10n.t("How clusters are made: method, level, where"),
  group: l10n.t("Find Clusters"),
  unclustered: l10n.t("unclustered"),
  /** A group of which no words are known. */
  numbered: (number: number) => l10n.t("cluster {0}", number),
  count: (clusters: number) => (clusters === 1 ? l10n.t("1 cluster") : l10n.t("{0} clusters", grouped(clusters))),
  summary: (clusters: number, unclustered: number, on: "states" | "drawing") => {
    const parts = [clusterText.count(clusters), l10n.t("{0} unclustered", grouped(unclustered))];
    const where = on === "states" ? l10n.t("of the hidden states") : l10n.t("of the places in the drawing");
    return [...(unclustered > 0 ? parts : parts.slice(0, 1)), where].join(" · ");
  },
  working: (done: number) => l10n.t("Finding clusters · {0}", percent(done)),
  failed: ({ title, explanation, remedy }: FailureMessage) => `${title}: ${explanation} ${remedy}`,
  examples: l10n.t("In the middle of each"),
  examplesOfSelected: l10n.t("In the middle of the selected record's cluster"),
  example: (text: string, line: number) => l10n.t("{0}, line {1}", text, line),
} as const;
