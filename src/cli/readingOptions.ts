import { turnChoices, type Dialect, type ReadingChoice, type Turns } from "../protocol/reading.ts";
import { refused } from "./command.ts";

const text = { type: "string" } as const;

/** Options that choose how the file is read. */
export const readingOptions = {
  "text-field": text,
  "label-field": text,
  encoding: text,
  delimiter: text,
  quote: text,
  header: text,
  array: text,
  turns: text,
} as const;

type ReadingWords = { readonly [Name in keyof typeof readingOptions]?: string | undefined };

/** What `--label-field` takes for no label, where the file has no field of this name. */
export const NO_LABEL_FIELD = "none";

const delimiterWords: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  "\\t": "\t",
  pipe: "|",
  colon: ":",
  space: " ",
  none: "",
};
const quoteWords: Readonly<Record<string, Dialect["quote"]>> = {
  '"': '"',
  double: '"',
  "'": "'",
  single: "'",
  none: "",
};
const headerWords: Readonly<Record<string, boolean | undefined>> = { yes: true, no: false, auto: undefined };

/** How the file is to be read. Throws `optionUnknown` for a word of another form; names are checked by the reader. */
export function readingChoice(words: ReadingWords): ReadingChoice {
  const { encoding, array } = words;
  const textField = words["text-field"];
  const labelField = words["label-field"];
  const dialect = dialectOf(words);
  return {
    ...(textField !== undefined && { text: textField }),
    ...(labelField !== undefined && { label: labelField }),
    ...(encoding !== undefined && { encoding }),
    ...(Object.keys(dialect).length > 0 && { dialect }),
    ...(array !== undefined && { array }),
    ...(words.turns !== undefined && { turns: turnsOf(words.turns) }),
  };
}

function dialectOf({ delimiter, quote, header }: ReadingWords): Partial<Dialect> {
  const names = header === undefined ? undefined : wordOf("--header", headerWords, header);
  return {
    ...(delimiter !== undefined && { delimiter: delimiterOf(delimiter) }),
    ...(quote !== undefined && { quote: wordOf("--quote", quoteWords, quote) ?? "" }),
    ...(names !== undefined && { header: names }),
  };
}

/** A word for a delimiter, or the characters themselves, which are no letters, digits or quotes. */
function delimiterOf(word: string): string {
  if (Object.hasOwn(delimiterWords, word)) return delimiterWords[word] ?? "";
  if (/^[^\p{L}\p{N}\r\n\uFEFF"']{1,4}$/u.test(word)) return word;
  const allowed = [...Object.keys(delimiterWords), "up to four characters that are no letters, digits or quotes"];
  throw refused("--delimiter", word, allowed.join(", "));
}

function wordOf<V>(option: string, words: Readonly<Record<string, V>>, word: string): V | undefined {
  if (Object.hasOwn(words, word)) return words[word];
  throw refused(option, word, Object.keys(words).join(", "));
}

/** `last-user` as well as `lastUser`. */
function turnsOf(word: string): Turns {
  const dashed = (turns: string): string => turns.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
  const found = turnChoices.find((turns) => turns === word || dashed(turns) === word);
  if (found === undefined) throw refused("--turns", word, turnChoices.map(dashed).join(", "));
  return found;
}
