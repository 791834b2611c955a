import { count } from "../strings.ts";

/** `layer 3`, `embedding`. */
function layerWords(layer: string): string {
  return /^\d/.test(layer) ? `layer ${layer}` : layer;
}

/** Words about views that were given a name. */
export const bookmarkText = {
  title: "Bookmarks",
  count: (bookmarks: number) => count(bookmarks, "bookmark"),
  name: (view: string, layer: string) => `${view}, ${layerWords(layer)}`,
  add: "Add a bookmark of what is shown (K)",
  show: (name: string) => `Show ${name}`,
  rename: (name: string) => `Rename ${name} (F2)`,
  remove: (name: string) => `Delete ${name} (Delete)`,
  newName: "Name of the bookmark",
} as const;
