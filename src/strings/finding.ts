import * as l10n from "@vscode/l10n";
import { count, grouped, percent } from "../strings.ts";

/** The words of the search box, of a typed sentence and of the table. */
export const findText = {
  find: l10n.t("Find"),
  findTitle: l10n.t("Find in the records (Ctrl+F)"),
  likePlaceholder: l10n.t("A sentence to draw"),
  matchCase: l10n.t("Match case"),
  wholeWord: l10n.t("Match whole words"),
  regex: l10n.t("Use a regular expression"),
  like: l10n.t("Draw a sentence of your own among the records"),
  place: l10n.t("Look in"),
  places: { text: l10n.t("Text"), all: l10n.t("Text and all fields") },
  previous: l10n.t("Previous hit (Shift+Enter)"),
  next: l10n.t("Next hit (Enter)"),
  clear: l10n.t("Clear (Escape)"),
  found: (at: number | undefined, hits: number) =>
    at === undefined ? grouped(hits) : l10n.t("{0} of {1}", grouped(at), grouped(hits)),
  foundTitle: (hits: number, hidden: number) =>
    hidden > 0 ? l10n.t("{0}, and {1} hidden", count(hits, "hit"), grouped(hidden)) : count(hits, "hit"),
  nothing: l10n.t("none"),
  searching: (done: number) => percent(done),
  likeHelp: l10n.t("Enter runs the sentence through the model and draws it at every layer."),
  likeWaiting: l10n.t("The model reads the sentence …"),
  likeDrawn: l10n.t("Drawn at every layer. Its nearest records are listed in the sheet."),
  likeNotPlaced: l10n.t(
    "This way of drawing cannot place further points. Its nearest records are listed in the sheet.",
  ),

  likeTitle: (layer: string) =>
    layer === "embedding" ? l10n.t("Like this at the embedding") : l10n.t("Like this at layer {0}", layer),
  likeTokens: (tokens: number) => count(tokens, "token"),
  likeCut: l10n.t("The model does not read all of it."),
  likeClear: l10n.t("Remove the sentence (Escape)"),
} as const;
