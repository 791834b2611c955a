import { isManifold, variety, type FieldFacts } from "./fields.ts";
import { largest, smallest } from "../protocol/largest.ts";

/** In order of preference; for a nested field its last key counts too. */
const TEXT_NAMES = (
  "text sentence content prompt question body passage selftext full_text document instruction input query utterance " +
  "review comment tweet message article transcript abstract description " +
  "premise sentence1 question1 text1"
).split(" ");
/** Texts where there is no longer one beside them. */
const SHORT_NAMES = "response answer output context caption summary headline title value".split(" ");
/** Words of a longer name that tell a text: `review_text`, `tweetContent`. */
const TEXT_WORDS = (
  "text sentence content prompt question body passage document instruction query utterance review comment tweet message " +
  "article transcript abstract summary description answer"
).split(" ");
const LABEL_NAMES = (
  "label labels label_text label_name category categories class topic intent sentiment emotion genre tag target type " +
  "group cluster subject domain"
).split(" ");
/** Words of a longer name that tell a label: `gold_label`, `Department Category`. */
const LABEL_WORDS = "label category class intent sentiment emotion genre topic".split(" ");
/** The key of an item of a list: `choices.0.label`. */
const IN_LIST = /\.\d+(?:\.|$)/;
/** Fields whose numbers are labels where nothing else is. */
const SCORE_NAMES = "score rating stars overall".split(" ");

const MOST_GUESSED_LABELS = 50;
/** A field with fewer different values than this share does not vary enough for a text while another does. */
const LEAST_VARIETY = 0.1;
/** Of so many records on, values that nearly all differ are no labels. */
const MANY_RECORDS = 20;
const MOST_VARIETY = 0.9;

/**
 * The field to read as text, of the fields with strings that at least half as many records have as have the commonest
 * field; of all fields with strings where there is no such field. First those that vary and do not hold identifiers,
 * dates, addresses or numbers, and among them the one with a known name, else the one with the longest different values.
 * A field of what the records lie in, or of an item of a list in them, comes after those of their own that are sentences
 * or have a known name.
 */
export function findTextField(
  fields: readonly FieldFacts[],
  isInherited: (field: FieldFacts) => boolean,
): string | undefined {
  const hasStrings = ({ kind }: FieldFacts) => kind === "string" || kind === "mixed";
  const usual = common(fields).filter(hasStrings);
  const strings = usual.length > 0 ? usual : fields.filter(hasStrings);
  const best = largest(strings.map(textRank), -Infinity);
  const equal = strings.filter((field) => textRank(field) === best);
  const own = equal.filter((field) => !isInherited(field));
  const whole = own.filter(({ name }) => !IN_LIST.test(name));
  const candidates = [whole, own].find((some) => some.some(isText)) ?? equal;
  const telling = candidates.filter(({ looks }) => looks.prose >= 0.5);
  const named = firstNamed(candidates, TEXT_NAMES) ?? firstWorded(telling, TEXT_WORDS);
  return (named ?? longest(telling) ?? firstNamed(candidates, SHORT_NAMES) ?? longest(candidates))?.name;
}

function isText(field: FieldFacts): boolean {
  return field.looks.prose >= 0.5 || firstNamed([field], [...TEXT_NAMES, ...SHORT_NAMES]) !== undefined;
}

function longest(fields: readonly FieldFacts[]): FieldFacts | undefined {
  return fields.toSorted((a, b) => weight(b) - weight(a))[0];
}

/** 3: varies and is for people; 2: varies little; 1: varies and is for machines; 0: always the same. */
function textRank(field: FieldFacts): number {
  if (field.present > 1 && field.distinct < 2) return 0;
  if (field.looks.machine + field.looks.number > 0.5) return 1;
  return field.present > 1 && variety(field) < LEAST_VARIETY ? 2 : 3;
}

function weight(field: FieldFacts): number {
  return field.meanLength * variety(field);
}

/**
 * The field to read as label, of those that vary: a known name, else a name with a known word in it, else the first
 * field with few distinct values: at least 2, at most 50 and a quarter of the records that have it; strings before scores
 * before others. Where none is found, a known name that does not vary. Fields of items of lists come after the others.
 */
export function findLabelField(fields: readonly FieldFacts[], textField: string | undefined): string | undefined {
  const others = fields.filter((field) => field.name !== textField && !isIdentifier(field));
  const whole = others.filter(({ name }) => !IN_LIST.test(name));
  return (labelOf(whole) ?? labelOf(others) ?? firstNamed(whole, LABEL_NAMES))?.name;
}

function labelOf(fields: readonly FieldFacts[]): FieldFacts | undefined {
  const varying = fields.filter(({ distinct }) => distinct >= 2);
  const few = common(varying).filter(
    ({ distinct, present }) => distinct <= Math.max(2, Math.min(MOST_GUESSED_LABELS, present / 4)),
  );
  const worded = varying.filter(({ looks }) => looks.prose < 0.5);
  const named = firstNamed(varying, LABEL_NAMES) ?? firstWorded(worded, LABEL_WORDS);
  return named ?? few.find(({ kind }) => kind === "string") ?? firstNamed(varying, SCORE_NAMES) ?? few[0];
}

/** Its values name single records: strings that nearly all differ. Numbers may be a scale instead. */
function isIdentifier(field: FieldFacts): boolean {
  if (field.kind === "number" || field.looks.number > 0.5) return false;
  if (isManifold(field)) return true;
  const enough = field.present > MANY_RECORDS || (field.present > 3 && field.looks.prose > 0.5);
  return enough && field.distinct > field.present * MOST_VARIETY;
}

function common(fields: readonly FieldFacts[]): readonly FieldFacts[] {
  const most = fields.reduce((count, { filled }) => Math.max(count, filled), 0);
  return fields.filter(({ filled }) => filled * 2 >= most);
}

/** The field whose name, or last key, comes first among the known ones. */
function firstNamed(fields: readonly FieldFacts[], names: readonly string[]): FieldFacts | undefined {
  return firstRanked(fields, ({ name }) => {
    const lower = name.toLowerCase();
    const whole = names.indexOf(lower);
    if (whole >= 0) return whole;
    const last = names.indexOf(lastKey(lower));
    return last < 0 ? Infinity : names.length + last;
  });
}

/** The field whose last key has a word in it that comes first among the known ones. */
function firstWorded(fields: readonly FieldFacts[], words: readonly string[]): FieldFacts | undefined {
  return firstRanked(fields, ({ name }) => {
    const parts = lastKey(name)
      .replaceAll(/(\p{Ll})(?=\p{Lu})/gu, "$1 ")
      .toLowerCase()
      .split(/[^\p{L}]+/u);
    const ranks = parts.map((part) => words.indexOf(part)).filter((rank) => rank >= 0);
    return smallest(ranks);
  });
}

function lastKey(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function firstRanked(fields: readonly FieldFacts[], rankOf: (field: FieldFacts) => number): FieldFacts | undefined {
  const ranked = fields.map((field) => ({ field, rank: rankOf(field) })).filter(({ rank }) => rank < Infinity);
  return ranked.toSorted((a, b) => a.rank - b.rank)[0]?.field;
}
