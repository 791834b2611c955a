import { count, grouped, percent } from "../strings.ts";

/** The words of the search box, of a typed sentence and of the table. */
export const findText = {
  find: "Find",
  findTitle: "Find in the records (Ctrl+F)",
  likePlaceholder: "A sentence to draw",
  matchCase: "Match case",
  wholeWord: "Match whole words",
  regex: "Use a regular expression",
  like: "Draw a sentence of your own among the records",
  place: "Look in",
  places: { text: "Text", all: "Text and all fields" },
  previous: "Previous hit (Shift+Enter)",
  next: "Next hit (Enter)",
  clear: "Clear (Escape)",
  found: (at: number | undefined, hits: number) =>
    at === undefined ? grouped(hits) : `${grouped(at)} of ${grouped(hits)}`,
  foundTitle: (hits: number, hidden: number) =>
    `${count(hits, "hit")}${hidden > 0 ? `, and ${grouped(hidden)} hidden` : ""}`,
  nothing: "none",
  searching: (done: number) => percent(done),
  likeHelp: "Enter runs the sentence through the model and draws it at every layer.",
  likeWaiting: "The model reads the sentence …",
  likeDrawn: "Drawn at every layer. Its nearest records are listed in the sheet.",
  likeNotPlaced: "This way of drawing cannot place further points. Its nearest records are listed in the sheet.",

  likeTitle: (layer: string) => `Like this at ${layer === "embedding" ? "the embedding" : `layer ${layer}`}`,
  likeTokens: (tokens: number) => count(tokens, "token"),
  likeCut: "The model does not read all of it.",
  likeClear: "Remove the sentence (Escape)",
} as const;
