import * as l10n from "@vscode/l10n";
import { count } from "../strings.ts";
import { layerName } from "./panel.ts";

/** Words about views that were given a name. */
export const bookmarkText = {
  title: l10n.t("Bookmarks"),
  count: (bookmarks: number) => count(bookmarks, "bookmark"),
  name: (view: string, layer: string) => `${view}, ${layerName(layer)}`,
  add: l10n.t("Add a bookmark of what is shown (K)"),
  show: (name: string) => l10n.t("Show {0}", name),
  rename: (name: string) => l10n.t("Rename {0} (F2)", name),
  remove: (name: string) => l10n.t("Delete {0} (Delete)", name),
  newName: l10n.t("Name of the bookmark"),
} as const;
