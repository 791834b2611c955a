import * as l10n from "@vscode/l10n";
import type { PointKind } from "../protocol/engine.ts";
import { count, nounOf } from "../strings.ts";

/** Words about exports of the views that are not drawn on the stage. */
export const exportedViews = {
  noNumbers: () => l10n.t("No layer has a number yet."),
  tablePlaceholder: (file: string) =>
    l10n.t("What to write of {0}: a table is written as CSV or JSONL, its rows in their order", file),
  rows: (rows: number, kind: PointKind) =>
    l10n.t("The table as it is shown: {0}, in this order", count(rows, nounOf(kind))),
} as const;
