import * as l10n from "@vscode/l10n";
import type { PointKind } from "../protocol/engine.ts";
import { count, countOf, grouped, nounOf } from "../strings.ts";

/** The words of the table. */
export const tableText = {
  label: (points: number, kind: PointKind) =>
    l10n.t("{0} as a table. Arrow keys move, Space selects, Enter opens the line.", count(points, nounOf(kind))),
  shown: (shown: number, all: number, kind: PointKind) =>
    shown === all ? count(all, nounOf(kind)) : countOf(shown, all, kind),
  line: l10n.t("Line"),
  record: l10n.t("Record"),
  token: l10n.t("Token"),
  noLabelField: l10n.t("Label"),
  tokens: l10n.t("Tokens"),
  tokensHelp: l10n.t("Tokens the model read, special tokens included"),
  length: l10n.t("Characters"),
  lengthHelp: l10n.t("Characters of the text"),
  columns: l10n.t("Columns"),
  columnsOf: (shown: number, all: number) => l10n.t("{0} of {1}", grouped(shown), grouped(all)),
  columnsTitle: l10n.t("Choose the columns"),
  sort: (title: string, help: string) =>
    [help === "" ? title : `${title}: ${help}`, l10n.t("Click sorts. Shift and the arrow keys change the width.")].join(
      "\n",
    ),
  resize: l10n.t("Drag to change the width. Double click resets it."),
  waiting: "…",
} as const;
