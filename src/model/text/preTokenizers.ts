import { isObject, type JsonObject } from "../store/modelConfig.ts";
import { byteCharacters } from "./byteCharacters.ts";
import { patternOf } from "./pattern.ts";
import { type Behavior, matchesOf, type Pieces, split } from "./splits.ts";
import { punctuation, whiteSpace, wordCharacter } from "./unicode.ts";

/** Splits a normalised text, which stands at the beginning of the whole text or not. Gives no empty parts. */
export type PreTokenizer = (text: string, atStart: boolean) => Pieces;

type Maker = (config: JsonObject) => PreTokenizer;

const makers: Readonly<Record<string, Maker>> = {
  BertPreTokenizer: () => matches(new RegExp(`[^${whiteSpace}${punctuation}]+|${punctuation}`, "gv")),
  ByteLevel: byteLevel,
  CharDelimiterSplit: ({ delimiter }) => splitter(new RegExp(`[\\u{${codeOf(delimiter)}}]`, "gu"), "Removed", false),
  Digits: ({ individual_digits: single }) => splitter(single === true ? /\p{N}/gu : /\p{N}+/gu, "Isolated", false),
  FixedLength: fixedLength,
  Metaspace: metaspace,
  Punctuation: (config) => splitter(new RegExp(punctuation, "gv"), behaviorOf(config, "Isolated"), false),
  Sequence: sequence,
  Split: (config) => splitter(patternOf(config), behaviorOf(config, undefined), config["invert"] === true),
  Whitespace: () => matches(new RegExp(`[${wordCharacter}]+|[^${wordCharacter}${whiteSpace}]+`, "gu")),
  WhitespaceSplit: () => matches(new RegExp(`[^${whiteSpace}]+`, "gu")),
};

/** The pre-tokenizer of a `tokenizer.json`, null for none. Throws an error in plain words for one that is not known. */
export function preTokenizerOf(config: unknown): PreTokenizer {
  if (config === null || config === undefined) return unlessEmpty((text, atStart) => ({ texts: [text], atStart }));
  const type = isObject(config) ? config["type"] : undefined;
  const maker = typeof type === "string" && Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (!isObject(config) || maker === undefined) {
    const kind = typeof type === "string" ? type : "that is not said";
    throw new Error(`its pre-tokenizer of the kind ${kind} is not known`);
  }
  return unlessEmpty(maker(config));
}

function unlessEmpty(split: PreTokenizer): PreTokenizer {
  return (text, atStart) => (text === "" ? { texts: [], atStart } : split(text, atStart));
}

function sequence({ pretokenizers }: JsonObject): PreTokenizer {
  if (!Array.isArray(pretokenizers)) throw new Error("its sequence of pre-tokenizers is no list");
  const parts = pretokenizers.map(preTokenizerOf);
  return (text, atStart) =>
    parts.reduce<Pieces>((pieces, part) => everyPiece(pieces, part), { texts: [text], atStart });
}

function everyPiece({ texts, atStart }: Pieces, part: PreTokenizer): Pieces {
  const split = texts.map((text, index) => part(text, atStart && index === 0));
  return { texts: split.flatMap((pieces) => pieces.texts), atStart: split[0]?.atStart ?? false };
}

/** What a pattern matches, without what lies between. */
function matches(pattern: RegExp): PreTokenizer {
  return (text, atStart) => {
    const texts = matchesOf(text, pattern);
    return { texts, atStart: atStart && text.startsWith(texts[0] ?? " ") };
  };
}

function splitter(pattern: RegExp, behavior: Behavior, invert: boolean): PreTokenizer {
  return (text, atStart) => {
    const pieces = split(text, pattern, behavior, invert);
    return { texts: pieces.texts, atStart: atStart && pieces.atStart };
  };
}

const behaviors: readonly Behavior[] = ["Removed", "Isolated", "Contiguous", "MergedWithPrevious", "MergedWithNext"];

function behaviorOf({ behavior }: JsonObject, absent: Behavior | undefined): Behavior {
  const known = behavior === undefined ? absent : behaviors.find((each) => each === behavior);
  if (known === undefined) throw new Error(`how it splits at a pattern, ${JSON.stringify(behavior)}, is not known`);
  return known;
}

/** GPT-2's words. */
const words = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${whiteSpace}\\p{L}\\p{N}]+|[${whiteSpace}]+(?![^${whiteSpace}])|[${whiteSpace}]+`,
  "gu",
);

function byteLevel({ add_prefix_space: spaced, use_regex: split = true }: JsonObject): PreTokenizer {
  return (text, atStart) => {
    const whole = spaced === true && !text.startsWith(" ") ? ` ${text}` : text;
    const texts = split === true ? matchesOf(whole, words) : [whole];
    return { texts: texts.map(byteCharacters), atStart };
  };
}

function fixedLength({ length = 5 }: JsonObject): PreTokenizer {
  if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 1)
    throw new Error(`the length of its parts, ${JSON.stringify(length)}, is no whole number above 0`);
  const pattern = new RegExp(`[^]{1,${length}}`, "gu");
  return (text, atStart) => ({ texts: text.match(pattern) ?? [], atStart });
}

/** SentencePiece's mark for spaces, put before each word. Older files say with `add_prefix_space` whether before the first. */
function metaspace(config: JsonObject): PreTokenizer {
  const { replacement = "▁", add_prefix_space: spaced, split = true } = config;
  const scheme = spaced === false ? "never" : (config["prepend_scheme"] ?? "always");
  if (scheme !== "always" && scheme !== "first" && scheme !== "never")
    throw new Error(`when it puts a mark before a text, ${JSON.stringify(scheme)}, is not known`);
  const mark = `\\u{${codeOf(replacement)}}`;
  const before = String(replacement);
  const marked = new RegExp(`${mark}[^${mark}]*|[^${mark}]+`, "gu");
  return (text, atStart) => {
    const spaces = text.replaceAll(" ", () => before);
    const isMarked = spaces.startsWith(before) || scheme === "never" || (scheme === "first" && !atStart);
    const whole = isMarked ? spaces : before + spaces;
    return { texts: split === true ? (whole.match(marked) ?? []) : [whole], atStart };
  };
}

/** The code point of a single character, in hexadecimal. */
function codeOf(character: unknown): string {
  const [code, ...rest] = typeof character === "string" ? Array.from(character) : [];
  if (code === undefined || rest.length > 0)
    throw new Error(`it splits at ${JSON.stringify(character)}, which is no single character`);
  return (code.codePointAt(0) ?? 0).toString(16);
}
