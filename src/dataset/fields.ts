import type { Field } from "../protocol/engine.ts";
import type { Rows, ScalarKind } from "./format.ts";
import { lookOf, type Look } from "./valueLooks.ts";

const ROWS_PER_STEP = 2000;
const MOST_FIELDS = 1000;
const MOST_DISTINCT = 1000;
/** Values of a field that are looked at closely. */
const LOOKS = 200;

/** A field, and what choosing one needs to know beyond that. */
export interface FieldFacts extends Field {
  /** Records in which it is not blank. */
  readonly filled: number;
  /** Shares of its first values that look so. */
  readonly looks: Readonly<Record<Look, number>>;
}

interface Tally {
  readonly kinds: Set<ScalarKind>;
  readonly values: Set<string>;
  readonly looks: Record<Look, number>;
  present: number;
  filled: number;
  length: number;
}

/**
 * Statistics of every field, in the order in which the fields first occur; the first 1 000 fields. Yields the share done.
 */
export function* describeFields(rows: Rows): Generator<number, readonly FieldFacts[]> {
  const tallies = new Map<string, Tally>();
  for (let row = 0; row < rows.count; row++) {
    if (row % ROWS_PER_STEP === 0) yield row / rows.count;
    rows.visitFields(row, (name, kind, text) => {
      const tally = tallies.get(name) ?? addTally(tallies, name);
      if (tally === undefined) return;
      tally.kinds.add(kind);
      tally.present++;
      tally.length += text.length;
      if (tally.values.size < MOST_DISTINCT) tally.values.add(text);
      if (text.trim() === "") return;
      if (tally.filled++ < LOOKS) tally.looks[lookOf(text)]++;
    });
  }
  return Array.from(tallies, ([name, tally]) => factsOf(name, tally));
}

function addTally(tallies: Map<string, Tally>, name: string): Tally | undefined {
  if (tallies.size === MOST_FIELDS) return undefined;
  const looks = { prose: 0, word: 0, number: 0, machine: 0 };
  const tally: Tally = { kinds: new Set(), values: new Set(), looks, present: 0, filled: 0, length: 0 };
  tallies.set(name, tally);
  return tally;
}

function factsOf(name: string, { kinds, values, looks, present, filled, length }: Tally): FieldFacts {
  const [kind = "string"] = kinds;
  const share = (look: Look) => looks[look] / Math.max(1, Math.min(filled, LOOKS));
  return {
    name,
    kind: kinds.size === 1 ? kind : "mixed",
    present,
    distinct: values.size,
    meanLength: length / present,
    filled,
    looks: { prose: share("prose"), word: share("word"), number: share("number"), machine: share("machine") },
  };
}

/** The share of a field's values that are different, as far as they were counted. */
export function variety({ distinct, present }: FieldFacts): number {
  return distinct / Math.min(present, MOST_DISTINCT);
}

/** Whether more values differ than are counted. */
export function isManifold({ distinct }: Field): boolean {
  return distinct >= MOST_DISTINCT;
}

/** What the other side of the border is told of the fields. */
export function toFields(facts: readonly FieldFacts[]): readonly Field[] {
  return facts.map(({ name, kind, present, distinct, meanLength }) => ({ name, kind, present, distinct, meanLength }));
}
