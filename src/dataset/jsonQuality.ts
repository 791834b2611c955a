import type { Shape } from "./jsonShape.ts";

const TEXT_NAMES = new Set(
  (
    "text sentence content prompt question body passage document instruction input query utterance review comment " +
    "tweet message abstract summary context sentence1 question1 text1 response answer"
  ).split(" "),
);
/** Names of what tells of a record or of the whole file. */
const ABOUT =
  /^(?:id|_?ids?|uuid|url|link|title|name|version|license|description|source|date|created|author|type|format|path)$/i;
const QUESTION_NAMES = /^(?:question|query|claim|hypothesis|instruction|prompt)s?(?:_?text)?$/i;
const SENTENCE = 4;
/** Of a text, by its pieces. */
const LEAST_COVERED = 0.6;
const LEAST_SENTENCES = 5;
const DEEPEST = 3;
const MOST_NAMES = 256;
const INNER_SAMPLES = 30;

/** How well texts can be made of records: sentences or a text by name, any string, names and the like only, none. */
export const TEXTS = 3;
export const STRINGS = 2;
export const NAMES = 1;
export const NOTHING = 0;

const CHAT_SPEAKERS = ["role", "from", "speaker"];
const CHAT_ROLES =
  /^(?:system|developer|user|human|prompter|customer|client|assistant|gpt|chatgpt|bot|chatbot|model|ai|agent|tool|function)$/i;
const CHAT_CONTENTS = ["content", "value", "text", "message", "utterance", "parts"];

/** Whether the items of an array are turns of a conversation. */
export function isTurn(item: Shape): boolean {
  return (
    CHAT_SPEAKERS.some((key) => (item.keys.get(key)?.strings ?? 0) > 0) &&
    CHAT_CONTENTS.some((key) => item.keys.has(key))
  );
}

/** The quality of a record's own texts. */
export function qualityOf(record: Shape): number {
  if (record.strings > record.objects + record.arrays) return isSentences(record) ? TEXTS : STRINGS;
  return qualityOfFields(record, 0, true);
}

/** Of the fields of one object that is no item of an array: what its arrays hold does not count. */
export function qualityOfObject(object: Shape): number {
  return qualityOfFields(object, 0, false);
}

function qualityOfFields(shape: Shape, depth: number, withLists: boolean): number {
  let best = NOTHING;
  for (const [key, child] of shape.keys) {
    const quality = qualityOfField(key, child, depth, withLists);
    best = Math.max(best, child.count * 2 < shape.objects ? Math.min(quality, NAMES) : quality);
  }
  const cells = shape.arrays > shape.objects ? shape.item : undefined;
  if (cells !== undefined && cells.strings > 0) best = Math.max(best, isSentences(cells) ? TEXTS : STRINGS);
  return best;
}

function qualityOfField(key: string, child: Shape, depth: number, withLists: boolean): number {
  if (child.strings > 0) {
    if (ABOUT.test(key)) return NAMES;
    return TEXT_NAMES.has(key.toLowerCase()) || isSentences(child) ? TEXTS : STRINGS;
  }
  if (child.objects > 0 && depth < DEEPEST) return qualityOfFields(child, depth + 1, withLists);
  const { item } = child;
  if (!withLists || item === undefined) return NOTHING;
  if (isTurn(item)) return TEXTS;
  return isTextList(item) ? (TEXT_NAMES.has(key.toLowerCase()) ? TEXTS : STRINGS) : NOTHING;
}

/** Whether sentences stand by names that say nothing else: a list that is written as an object. */
export function isNamedSentences(object: Shape): boolean {
  const children = Array.from(object.keys);
  const known = children.some(([key]) => ABOUT.test(key) || TEXT_NAMES.has(key.toLowerCase()));
  return (
    !known &&
    children.length >= LEAST_SENTENCES &&
    children.filter(([, child]) => isSentences(child)).length >= children.length * 0.8
  );
}

/** Whether a record has texts of its own of so many words on average. */
export function hasWords(record: Shape, least = SENTENCE): boolean {
  return Array.from(record.keys).some(
    ([key, { words, samples }]) => samples.length > 0 && !ABOUT.test(key) && words >= least * samples.length,
  );
}

/** Whether a record asks something or tells what to do. */
export function isQuestion(record: Shape): boolean {
  return Array.from(record.keys).some(([key, { samples }]) => {
    if (samples.length > 0 && QUESTION_NAMES.test(key)) return true;
    return samples.filter((sample) => /[?？؟]\s*$/.test(sample)).length * 2 > samples.length;
  });
}

/** Whether inner records are the pieces of a long text, such as the segments of a transcript. */
export function coverText(inner: Shape, whole: Shape): boolean {
  const pieces = longestStrings(inner);
  const text = longestStrings(whole);
  if (pieces === undefined || text === undefined || !isSentences(pieces)) return false;
  return (lengthOf(pieces) * pieces.strings) / pieces.samples.length > LEAST_COVERED * lengthOf(text);
}

/** Whether turns are those of a chat with a model, rather than messages that people wrote. */
export function isModelChat(item: Shape): boolean {
  const speakers = CHAT_SPEAKERS.flatMap((key) => item.keys.get(key)?.samples ?? []);
  return isTurn(item) && speakers.filter((speaker) => CHAT_ROLES.test(speaker)).length * 2 > speakers.length;
}

/** Strings, or strings and marked pieces of a text. */
function isTextList({ strings, objects, keys }: Shape): boolean {
  return strings > 0 && (objects === 0 || (keys.has("type") && keys.has("text")));
}

function isSentences({ words, samples }: Shape): boolean {
  return samples.length > 0 && words >= SENTENCE * samples.length;
}

/** Names of the fields of records that hold strings, lists of them or conversations. */
export function textFieldsOf(record: Shape): readonly string[] {
  const names: string[] = [];
  const visit = (shape: Shape, prefix: string, depth: number): void => {
    for (const [key, child] of shape.keys) {
      if (names.length === MOST_NAMES) return;
      const { item } = child;
      if (child.strings > 0) names.push(prefix + key);
      else if (item !== undefined && (isTurn(item) || isTextList(item))) names.push(prefix + key);
      if (child.objects > 0 && depth < DEEPEST) visit(child, `${prefix}${key}.`, depth + 1);
    }
  };
  visit(record, "", 0);
  return names;
}

/** Whether the strings of inner records are taken from the texts of those that hold them, like names from a sentence. */
export function isTakenFrom(inner: Shape, holders: readonly Shape[]): boolean {
  const own = (longestStrings(inner)?.samples ?? []).slice(0, INNER_SAMPLES);
  const texts = holders.flatMap((holder) => stringsOf(holder).flatMap(({ samples }) => samples));
  const taken = own.filter((text) => texts.some((whole) => whole.includes(text)));
  return taken.length * 2 > own.length;
}

function longestStrings(record: Shape): Shape | undefined {
  const length = (shape: Shape) => lengthOf(shape) / (shape.samples.length || 1);
  return stringsOf(record).toSorted((a, b) => length(b) - length(a))[0];
}

/** Characters of all samples. */
function lengthOf({ samples }: Shape): number {
  return samples.reduce((sum, text) => sum + text.length, 0);
}

function stringsOf(record: Shape): readonly Shape[] {
  const own = record.strings > 0 ? [record] : [];
  return [...own, ...Array.from(record.keys.values()).filter(({ strings }) => strings > 0)];
}
