import type { Field } from "../protocol/engine.ts";
import type { Rows, ScalarKind } from "./format.ts";

const MOST_FIELDS = 256;
const MOST_DISTINCT = 1000;
const MOST_GUESSED_LABELS = 50;

/** In order of preference; for a nested field its last key counts too. */
const TEXT_NAMES =
  "text sentence content prompt question body passage document instruction input query utterance review comment tweet " +
  "message abstract summary description headline title premise sentence1 question1 text1 value";
const LABEL_NAMES =
  "label labels label_text label_name category categories class topic intent sentiment emotion genre tag target type " +
  "group cluster subject domain";

interface Tally {
  readonly kinds: Set<ScalarKind>;
  readonly values: Set<string>;
  present: number;
  length: number;
}

/** Statistics of every field, in the order in which the fields first occur; the first 256 fields. */
export function describeFields(rows: Rows): readonly Field[] {
  const tallies = new Map<string, Tally>();
  for (let row = 0; row < rows.count; row++) {
    rows.visitFields(row, (name, kind, text) => {
      const tally = tallies.get(name) ?? addTally(tallies, name);
      if (tally === undefined) return;
      tally.kinds.add(kind);
      tally.present++;
      tally.length += text.length;
      if (tally.values.size < MOST_DISTINCT) tally.values.add(text);
    });
  }
  return Array.from(tallies, ([name, { kinds, values, present, length }]) => {
    const [kind = "string"] = kinds;
    return {
      name,
      kind: kinds.size === 1 ? kind : "mixed",
      present,
      distinct: values.size,
      meanLength: length / present,
    };
  });
}

function addTally(tallies: Map<string, Tally>, name: string): Tally | undefined {
  if (tallies.size === MOST_FIELDS) return undefined;
  const tally: Tally = { kinds: new Set(), values: new Set(), present: 0, length: 0 };
  tallies.set(name, tally);
  return tally;
}

/**
 * The field to read as text: the one with a known name, else the longest on average, of the fields with strings that at
 * least half as many records have as have the commonest field; of all fields with strings where there is no such field.
 */
export function findTextField(fields: readonly Field[]): string | undefined {
  const hasStrings = ({ kind }: Field) => kind === "string" || kind === "mixed";
  const usual = common(fields).filter(hasStrings);
  const strings = usual.length > 0 ? usual : fields.filter(hasStrings);
  const longest = strings.toSorted((a, b) => b.meanLength - a.meanLength)[0];
  return (firstNamed(strings, TEXT_NAMES) ?? longest)?.name;
}

/**
 * The field to read as label: a known name, else the first field with few distinct values: at least 2, at most 50 and
 * a quarter of the records that have it; strings before others.
 */
export function findLabelField(fields: readonly Field[], textField: string | undefined): string | undefined {
  const others = fields.filter(({ name, distinct }) => name !== textField && distinct < MOST_DISTINCT);
  const few = common(others).filter(
    ({ distinct, present }) => distinct >= 2 && distinct <= Math.max(2, Math.min(MOST_GUESSED_LABELS, present / 4)),
  );
  const guessed = few.find(({ kind }) => kind === "string") ?? few[0];
  return (firstNamed(others, LABEL_NAMES) ?? guessed)?.name;
}

function common(fields: readonly Field[]): readonly Field[] {
  const most = fields.reduce((count, { present }) => Math.max(count, present), 0);
  return fields.filter(({ present }) => present * 2 >= most);
}

function firstNamed(fields: readonly Field[], names: string): Field | undefined {
  const order = names.split(" ");
  const rank = ({ name }: Field) => {
    const lower = name.toLowerCase();
    const whole = order.indexOf(lower);
    if (whole >= 0) return whole;
    const last = order.indexOf(lower.slice(lower.lastIndexOf(".") + 1));
    return last < 0 ? Infinity : order.length + last;
  };
  const best = fields.toSorted((a, b) => rankOrder(rank(a), rank(b)))[0];
  return best !== undefined && rank(best) < Infinity ? best : undefined;
}

/** `Infinity - Infinity` is no order. */
function rankOrder(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
