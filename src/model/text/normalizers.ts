import { isObject, type JsonObject } from "../store/modelConfig.ts";
import { byteCharacters } from "./byteCharacters.ts";
import { CharsMap } from "./charsMap.ts";
import { patternOf } from "./pattern.ts";
import {
  combiningMarks,
  controls,
  type Form,
  lowerCase,
  nonspacingMarks,
  normalForm,
  spaceEnd,
  spaceStart,
  whiteSpace,
} from "./unicode.ts";

export type Normalizer = (text: string) => string;

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
  StripAccents: () => (text) => text.replace(combiningMarks, ""),
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
  return (text) => parts.reduce((normalized, part) => part(normalized), text);
}

function inForm(form: Form): Normalizer {
  return (text) => normalForm(text, form);
}

/** A model without a map changes nothing. */
function precompiled({ precompiled_charsmap: map }: JsonObject): Normalizer {
  if (map === null || map === undefined || map === "") return (text) => text;
  if (typeof map !== "string") throw new Error("its character map is no text in base64");
  const charsMap = new CharsMap(map);
  return (text) => charsMap.normalize(text);
}

function prepend({ prepend: before }: JsonObject): Normalizer {
  if (typeof before !== "string") throw new Error("what its normaliser puts before a text is not said");
  return (text) => (text === "" ? "" : before + text);
}

function replace(config: JsonObject): Normalizer {
  const { content } = config;
  if (typeof content !== "string") throw new Error("what its normaliser replaces a pattern by is not said");
  const pattern = patternOf(config);
  return (text) => text.replace(pattern, () => content);
}

function strip({ strip_left: left, strip_right: right }: JsonObject): Normalizer {
  return (text) => {
    const start = left === true ? spaceEnd(text, 0) : 0;
    const end = right === true ? spaceStart(text, text.length) : text.length;
    return text.slice(start, Math.max(start, end));
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
  return (text) => {
    if (plain.test(text)) return lowercase === true ? text.toLowerCase() : text;
    let normalized = text;
    if (clean === true) normalized = normalized.replace(controls, "").replace(white, " ");
    if (apart === true) normalized = normalized.replace(chinese, " $& ");
    if (stripped) normalized = normalForm(normalized, "NFD").replace(nonspacingMarks, "");
    return lowercase === true ? lowerCase(normalized) : normalized;
  };
}

/** What SentencePiece's rule `nmt` does beside a normal form. */
function nmt(text: string): string {
  return text
    .replace(/[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]/g, "")
    .replace(/[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g, " ");
}
