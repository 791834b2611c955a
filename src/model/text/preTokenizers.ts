import { isObject, type JsonObject } from "../store/modelConfig.ts";
import { byteCharacters } from "./byteCharacters.ts";
import { literal, type Origins, prefixed, replaced } from "./origins.ts";
import { patternOf } from "./pattern.ts";
import { type Behavior, matchesOf, type Pieces, split } from "./splits.ts";
import { punctuation, whiteSpace, wordCharacter } from "./unicode.ts";

/**
 * Splits a normalised text, which stands at the beginning of the whole text or not. Gives no empty parts. Given where
 * the text comes from, it tells the same of the parts.
 */
export type PreTokenizer = (text: string, atStart: boolean, origins?: Origins) => Pieces;

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
  if (config === null || config === undefined) return unlessEmpty(whole);
  const type = isObject(config) ? config["type"] : undefined;
  const maker = typeof type === "string" && Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (!isObject(config) || maker === undefined) {
    const kind = typeof type === "string" ? type : "that is not said";
    throw new Error(`its pre-tokenizer of the kind ${kind} is not known`);
  }
  return unlessEmpty(maker(config));
}

function unlessEmpty(split: PreTokenizer): PreTokenizer {
  return (text, atStart, origins) =>
    text === "" ? { texts: [], atStart, origins: origins && [] } : split(text, atStart, origins);
}

function whole(text: string, atStart: boolean, origins?: Origins): Pieces {
  return { texts: [text], atStart, origins: origins && [origins] };
}

function sequence({ pretokenizers }: JsonObject): PreTokenizer {
  if (!Array.isArray(pretokenizers)) throw new Error("its sequence of pre-tokenizers is no list");
  const parts = pretokenizers.map(preTokenizerOf);
  return (text, atStart, origins) => parts.reduce(everyPiece, whole(text, atStart, origins));
}

function everyPiece({ texts, atStart, origins }: Pieces, part: PreTokenizer): Pieces {
  const split = texts.map((text, index) => part(text, atStart && index === 0, origins?.[index]));
  return {
    texts: split.flatMap((pieces) => pieces.texts),
    atStart: split[0]?.atStart ?? false,
    origins: origins && split.flatMap((pieces) => pieces.origins ?? []),
  };
}

/** What a pattern matches, without what lies between. */
function matches(pattern: RegExp): PreTokenizer {
  return (text, atStart, origins) => {
    const found = matchesOf(text, pattern, origins);
    return { ...found, atStart: atStart && text.startsWith(found.texts[0] ?? " ") };
  };
}

function splitter(pattern: RegExp, behavior: Behavior, invert: boolean): PreTokenizer {
  return (text, atStart, origins) => {
    const pieces = split(text, pattern, { behavior, invert }, origins);
    return { ...pieces, atStart: atStart && pieces.atStart };
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

function byteLevel({ add_prefix_space: spaced, use_regex: splits = true }: JsonObject): PreTokenizer {
  return (text, atStart, origins) => {
    const spacedText = spaced === true && !text.startsWith(" ") ? prefixed(text, " ", origins) : text;
    if (splits !== true) return whole(byteCharacters(spacedText, origins), atStart, origins);
    const cut = matchesOf(spacedText, words, origins);
    const texts = cut.texts.map((piece, index) => byteCharacters(piece, cut.origins?.[index]));
    return { texts, atStart, origins: cut.origins };
  };
}

function fixedLength({ length = 5 }: JsonObject): PreTokenizer {
  if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 1)
    throw new Error(`the length of its parts, ${JSON.stringify(length)}, is no whole number above 0`);
  return matches(new RegExp(`[^]{1,${length}}`, "gu"));
}

/** SentencePiece's mark for spaces, put before each word. Older files say with `add_prefix_space` whether before the first. */
function metaspace(config: JsonObject): PreTokenizer {
  const { replacement = "▁", add_prefix_space: spaced, split: splits = true } = config;
  const scheme = spaced === false ? "never" : (config["prepend_scheme"] ?? "always");
  if (scheme !== "always" && scheme !== "first" && scheme !== "never")
    throw new Error(`when it puts a mark before a text, ${JSON.stringify(scheme)}, is not known`);
  const mark = `\\u{${codeOf(replacement)}}`;
  const before = String(replacement);
  const marked = new RegExp(`${mark}[^${mark}]*|[^${mark}]+`, "gu");
  const written = literal(before);
  return (text, atStart, origins) => {
    const spaces = replaced(text, / /g, written, origins);
    const isMarked = spaces.startsWith(before) || scheme === "never" || (scheme === "first" && !atStart);
    const marks = isMarked ? spaces : prefixed(spaces, before, origins);
    if (splits !== true) return whole(marks, atStart, origins);
    return { ...matchesOf(marks, marked, origins, marks), atStart };
  };
}

/** The code point of a single character, in hexadecimal. */
function codeOf(character: unknown): string {
  const [code, ...rest] = typeof character === "string" ? Array.from(character) : [];
  if (code === undefined || rest.length > 0)
    throw new Error(`it splits at ${JSON.stringify(character)}, which is no single character`);
  return (code.codePointAt(0) ?? 0).toString(16);
}
