import * as l10n from "@vscode/l10n";

/** What a field is called where it is shown; a blank name in words. */
export function fieldName(name: string): string {
  return name.trim() === "" ? l10n.t("(no name)") : name;
}

/** What the label is called: by its field, where there is one. */
export function labelName(field: string | undefined): string {
  return field === undefined ? l10n.t("label") : fieldName(field);
}
