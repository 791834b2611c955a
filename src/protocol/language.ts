import { inertJson } from "./inertJson.ts";

/** The words of a language other than English. */
export interface Language {
  /** As `html lang` has it: `de`, `pt-br`. */
  readonly tag: string;
  /** What stands for each English sentence, with the same placeholders. */
  readonly words: Readonly<Record<string, string>>;
}

/** The element of a page that holds its words. */
export const LANGUAGE_ELEMENT = "strata-language";

/** What a page says as its language, for an attribute. */
export function languageTag(language: Language | undefined): string {
  return language !== undefined && /^[a-z]+(-[a-z\d]+)*$/i.test(language.tag) ? language.tag : "en";
}

/** The element with a page's words, to stand before its script; nothing where they are English. No word can end it. */
export function languageElement(language: Language | undefined): string {
  if (language === undefined) return "";
  const words = inertJson(JSON.stringify(language.words));
  return `<script type="application/json" id="${LANGUAGE_ELEMENT}">${words}</script>\n`;
}
