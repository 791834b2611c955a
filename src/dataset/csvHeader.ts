import { lookOf } from "./csvKinds.ts";
import type { SampleRow } from "./csvSample.ts";
import { largest, smallest } from "../protocol/largest.ts";

/** Only where nothing else tells: a table of one row, a list of words. */
const USUAL_NAME =
  /^(?:ids?|texts?|sentences?|contents?|prompts?|questions?|answers?|words?|phrases?|names?|titles?|bod(?:y|ies)|quer(?:y|ies)|labels?|categor(?:y|ies)|reviews?|tweets?|comments?|messages?|documents?|summar(?:y|ies)|descriptions?|abstracts?|headlines?|utterances?|posts?|(?:col(?:umn)?|field|var|feature|header)[ _]?\d+)$/i;
/** `label_id`, `creationDate` */
const COMPOUND_NAME = /^[\p{L}\p{N}]+(?:_|\p{Ll}\p{Lu})[\p{L}\p{N}_]*$/u;
const ENDS_SENTENCE = /[.!?…。！？]["'”’)]*$/u;
const NEARLY_ALL = 0.9;
const MOST = 0.7;
/** Values from which the shape of a column is known. */
const ENOUGH_VALUES = 4;
/** A single column has only itself to tell its name from its values. */
const ENOUGH_ALONE = 1;
/** A whole row that stands again below is a header of joined files rather than data, if little else tells. */
const REPEATED = 0.5;

/** Whether the first row names the columns, and whether that might as well be otherwise. */
export interface HeaderGuess {
  readonly isHeader: boolean;
  readonly unsure: boolean;
}

/**
 * Whether the first row names the columns: told by how its cells differ from those below them in kind, shape and
 * repetition; by usual names only where there is nothing below, or nothing that differs.
 */
export function guessHeader(first: SampleRow, body: readonly SampleRow[]): HeaderGuess {
  const names = first.cells.map((cell) => cell.replaceAll(/\p{Cc}/gu, "").trim());
  const given = names.filter((name) => name !== "");
  const distinct = new Set(given).size === given.length;
  const usual = given.some((name) => USUAL_NAME.test(name));
  const plain = given.length > 0 && given.every((name) => /^[\p{L}_#][\p{L}\p{M}\p{N}_.-]*$/u.test(name));
  if (body.length === 0) {
    const named = usual || given.length > 1 || given.some((name) => COMPOUND_NAME.test(name));
    return sure(plain && named && distinct);
  }
  const others = body.filter(({ cells }) => !sameCells(cells, first.cells));
  const bare = plain && distinct && !usual && names.length > 1;
  const mostlySame = others.length === 0 || (!usual && others.length * 2 < body.length);
  if (mostlySame) return { isHeader: false, unsure: bare && body.length === 1 };
  if (isCount(names) && others.some(({ cells }) => cells.some((cell) => lookOf(cell) === "text"))) return sure(true);
  const score = headerScore(first, others) + (others.length < body.length ? REPEATED : 0);
  if (names.length === 1) return sure(score >= ENOUGH_ALONE || (score >= 0 && usual));
  const isHeader = score > 0 || (score === 0 && (usual || plain));
  return { isHeader, unsure: bare && (score === 0 || (score < 0 && body.length === 1)) };
}

function sure(isHeader: boolean): HeaderGuess {
  return { isHeader, unsure: false };
}

/** Whether all cells are names that columns often have, and no word twice. */
export function areUsualNames(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim());
  return (
    names.every((name) => USUAL_NAME.test(name) || COMPOUND_NAME.test(name)) && new Set(names).size === names.length
  );
}

/** Above 0 where the row differs from those below as names do from values, below 0 where it is like them. */
export function headerScore(first: SampleRow, body: readonly SampleRow[]): number {
  let score = 0;
  let unnamed = 0;
  first.cells.forEach((cell, column) => {
    const below = body.filter(({ cells }) => (cells[column] ?? "").trim() !== "");
    if (cell.trim() !== "" && below.length > 0)
      score += columnScore(cell.trim(), first.quoted[column] === true, below, column);
    if (cell.trim() === "" && column > 0) unnamed++;
  });
  return score - Math.min(1, unnamed / 2);
}

export function sameCells(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((cell, i) => cell.trim() === b[i]?.trim());
}

function columnScore(name: string, quoted: boolean, below: readonly SampleRow[], column: number): number {
  const values = below.map(({ cells }) => (cells[column] ?? "").trim());
  const share = (test: (value: string) => boolean) => values.filter(test).length / values.length;
  const look = lookOf(name);
  if (isYear(name) && share(isYear) <= 1 - NEARLY_ALL) return 1;
  for (const kind of ["number", "time"] as const) {
    const matching = share((value) => lookOf(value) === kind);
    if (matching >= NEARLY_ALL) return look === kind ? -2 : 2;
    if (matching >= MOST && look !== kind) return 1;
    if (matching <= 1 - NEARLY_ALL && look === kind) return 1;
  }
  if (share(isBoolean) >= NEARLY_ALL) return isBoolean(name) ? -2 : 2;
  const enough = Math.min(1, (values.length + 1) / ENOUGH_VALUES);
  const unlike = enough * shapeScore(name, values, share) + repetitionScore(name, values);
  const quotes = below.filter((row) => row.quoted[column] === true).length / below.length;
  const digits = !/\d/.test(name) && values.every((value) => /^[-+(]?\d/.test(value)) ? 1 : 0;
  return unlike + digits + (!quoted && quotes >= NEARLY_ALL ? 1.5 : 0);
}

/** A name that stands below as often as a value does is one; one that never does beside few values is none. */
function repetitionScore(name: string, values: readonly string[]): number {
  const distinct = new Set(values).size;
  const repeats = values.filter((value) => value === name).length;
  if (repeats > 0)
    return -1.5 * Math.min(1, (repeats * distinct) / values.length) * (distinct * 2 <= values.length + 1 ? 1 : 0.6);
  return values.length > 3 && distinct * 2 <= values.length ? 1 : 0;
}

/** Words, length, digits and case of the name beside those of the values. */
function shapeScore(
  name: string,
  values: readonly string[],
  share: (test: (value: string) => boolean) => number,
): number {
  const lengths = values.map((value) => value.length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const several = values.length > 1;
  let score = 0;
  if (several && !name.includes(" ") && share((value) => value.includes(" ")) >= NEARLY_ALL) {
    score += /[.!?…]$/.test(name) ? 0.5 : 1.5;
  } else if (several && mean >= 3 * name.length && smallest(lengths) > name.length) score += 1;
  else if (several && name.includes(" ") && name.length >= 5 * largest(lengths)) score += 1.5;
  else if (several && name.length >= 3 * mean && name.length > largest(lengths)) score += 1;
  if (values.length > 3 && !ENDS_SENTENCE.test(name) && share((value) => ENDS_SENTENCE.test(value)) >= NEARLY_ALL)
    score += 1;
  const digits = share((value) => /\d/.test(value));
  if (several && digits >= NEARLY_ALL && !/\d/.test(name)) score += 1;
  const capitals = share((value) => /^\p{Lu}/u.test(value));
  if (several && capitals >= NEARLY_ALL && /^\p{Ll}/u.test(name)) score += 0.5;
  return score;
}

/** Whether the cells are 0, 1, 2 …, as pandas names columns without names. */
function isCount(names: readonly string[]): boolean {
  return names.length > 1 && names.every((name, column) => name === String(column));
}

function isYear(value: string): boolean {
  return /^(?:19|20)\d\d$/.test(value);
}

function isBoolean(value: string): boolean {
  return /^(?:true|false)$/i.test(value);
}
