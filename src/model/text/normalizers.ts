import { isObject, type JsonObject } from "../store/modelConfig.ts";
import { byteCharacters } from "./byteCharacters.ts";
import { CharsMap } from "./charsMap.ts";
import { type Form, normalForm } from "./normalForm.ts";
import { literal, type Origins, prefixed, replaced } from "./origins.ts";
import { patternOf } from "./pattern.ts";
import { combiningMarks, controls, lowerCase, nonspacingMarks, spaceEnd, spaceStart, whiteSpace } from "./unicode.ts";

/** Writes a text anew; where each of its units comes from, it tells `origins`. */
export type Normalizer = (text: string, origins?: Origins) => string;

/** Makes a normaliser of its part of `tokenizer.json`. */
type Maker = (config: JsonObject) => Normalizer;

const makers: Readonly<Record<string, Maker>> = {
  BertNormalizer: bert,
  ByteLevel: () => byteCharacters,
  Lowercase: () => lowerCase,
  NFC: () => inForm("NFC"),
  NFD: () => inForm("NFD"),
  NFKC: () => inForm("NFKC"),
  NFKD: () => inForm("NFKD"),
  Nmt: () => nmt,
  Precompiled: precompiled,
  Prepend: prepend,
  Replace: replace,
  Sequence: sequence,
  Strip: strip,
  StripAccents: () => (text, origins) => replaced(text, combiningMarks, "", origins),
};

/** The normaliser of a `tokenizer.json`, null for none. Throws an error in plain words for one that is not known. */
export function normalizerOf(config: unknown): Normalizer {
  if (config === null || config === undefined) return (text) => text;
  const type = isObject(config) ? config["type"] : undefined;
  const maker = typeof type === "string" && Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (!isObject(config) || maker === undefined)
    throw new Error(`its normaliser of the kind ${typeof type === "string" ? type : "that is not said"} is not known`);
  return maker(config);
}

function sequence({ normalizers }: JsonObject): Normalizer {
  if (!Array.isArray(normalizers)) throw new Error("its sequence of normalisers is no list");
  const parts = normalizers.map(normalizerOf);
  return (text, origins) => parts.reduce((normalized, part) => part(normalized, origins), text);
}

function inForm(form: Form): Normalizer {
  return (text, origins) => normalForm(text, form, origins);
}

/** A model without a map changes nothing. */
function precompiled({ precompiled_charsmap: map }: JsonObject): Normalizer {
  if (map === null || map === undefined || map === "") return (text) => text;
  if (typeof map !== "string") throw new Error("its character map is no text in base64");
  const charsMap = new CharsMap(map);
  return (text, origins) => charsMap.normalize(text, origins);
}

function prepend({ prepend: before }: JsonObject): Normalizer {
  if (typeof before !== "string") throw new Error("what its normaliser puts before a text is not said");
  return (text, origins) => (text === "" ? "" : prefixed(text, before, origins));
}

function replace(config: JsonObject): Normalizer {
  const { content } = config;
  if (typeof content !== "string") throw new Error("what its normaliser replaces a pattern by is not said");
  const pattern = patternOf(config);
  const written = literal(content);
  return (text, origins) => replaced(text, pattern, written, origins);
}

function strip({ strip_left: left, strip_right: right }: JsonObject): Normalizer {
  return (text, origins) => {
    const start = left === true ? spaceEnd(text, 0) : 0;
    const end = Math.max(start, right === true ? spaceStart(text, text.length) : text.length);
    origins?.rewrite([
      { start: 0, end: start, units: 0 },
      { start: end, end: text.length, units: 0 },
    ]);
    return text.slice(start, end);
  };
}

const plain = /^[\x20-\x7e]*$/;
const white = new RegExp(`[${whiteSpace}]`, "gu");
const chinese =
  /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/** As the code of BERT's authors: fields that are not there are as in its configuration. */
function bert({
  clean_text: clean = true,
  handle_chinese_chars: apart = true,
  strip_accents: accents,
  lowercase = true,
}: JsonObject): Normalizer {
  const stripped = typeof accents === "boolean" ? accents : lowercase === true;
  return (text, origins) => {
    if (plain.test(text)) return lowercase === true ? text.toLowerCase() : text;
    let normalized = text;
    if (clean === true) normalized = replaced(replaced(normalized, controls, "", origins), white, " ", origins);
    if (apart === true) normalized = replaced(normalized, chinese, " $& ", origins);
    if (stripped) normalized = replaced(normalForm(normalized, "NFD", origins), nonspacingMarks, "", origins);
    return lowercase === true ? lowerCase(normalized, origins) : normalized;
  };
}

/** What SentencePiece's rule `nmt` does beside a normal form. */
function nmt(text: string, origins?: Origins): string {
  const kept = replaced(text, /[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]/g, "", origins);
  return replaced(kept, /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g, " ", origins);
}
