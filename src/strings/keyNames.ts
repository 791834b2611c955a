import * as l10n from "@vscode/l10n";

/** Keys with words on them; the others are called alike everywhere. */
const words: Readonly<Record<string, string>> = {
  Space: l10n.t("Space"),
  Enter: l10n.t("Enter"),
  Escape: l10n.t("Escape"),
  Ctrl: l10n.t("Ctrl"),
  Shift: l10n.t("Shift"),
};

/** Keys that are pressed together, as titles write them: `Space`, `Ctrl+F`. */
export function keyName(keys: string): string {
  return keys
    .split("+")
    .map((key) => words[key] ?? key)
    .join("+");
}
