import * as l10n from "@vscode/l10n";
import { capital } from "../strings.ts";

const words: Readonly<Record<string, string>> = {
  Ctrl: l10n.t("Ctrl"),
  Enter: l10n.t("Enter"),
  Escape: l10n.t("Escape"),
  Shift: l10n.t("Shift"),
  Space: l10n.t("Space"),
};

/** Keys in VS Code's words as titles write them: `Shift+Enter` for `shift+enter`. */
export function keyName(keys: string): string {
  return keys
    .split("+")
    .map(capital)
    .map((key) => words[key] ?? key)
    .join("+");
}
