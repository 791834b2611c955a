import { setImmediate } from "node:timers/promises";
import { StrataError } from "../protocol/errors.ts";
import type { PointIndex } from "../protocol/indices.ts";
import type { Rows, RowsParams, SearchParams, SearchPart, SearchPlace } from "../protocol/finding.ts";
import { searchPattern, textMatcher } from "../protocol/textMatcher.ts";
import type { Points } from "../sources/points.ts";
import { unlessCancelled } from "./cancelled.ts";
import type { PatternThread } from "./patternThread.ts";

/** Milliseconds after which a part of what was found is told. */
const PART = 100;
/** Milliseconds after which other messages are heard. */
const STEP = 25;
/** Points and UTF-16 units that are handed to the thread at a time. */
const MOST_POINTS = 4096;
const MOST_UNITS = 2 ** 20;

export interface SearchContext {
  readonly thread: PatternThread;
  readonly signal: AbortSignal;
}

/**
 * The points whose texts or fields hold what is looked for, from one on, as many as there is time for. Throws
 * `patternWrong`, `patternTooSlow`, `fieldMissing`, `recordUnknown`, and `cancelled` where the signal aborts.
 */
export async function search(points: Points, params: SearchParams, context: SearchContext): Promise<SearchPart> {
  const { query, mode, matchCase, place, from } = params;
  if (from !== points.count) points.at(from);
  const textsOf = textsIn(points, place);
  const work =
    mode === "regex"
      ? byPattern(points, textsOf, from, searchPattern(query, matchCase), context)
      : byText(points, textsOf, from, textMatcher(query, mode, matchCase), context.signal);
  return unlessCancelled(context.signal, "Searching", work);
}

type TextsOf = (point: PointIndex) => readonly string[];

/** What is looked at of each point. */
function textsIn(points: Points, place: SearchPlace): TextsOf {
  const { values } = points.dataset;
  if (place.kind === "text") return (point) => [points.textOf(point)];
  const names = place.kind === "field" ? [known(points, place.name)] : otherFields(points);
  const ofFields: TextsOf = (point) => names.flatMap((name) => values.of(points.recordOf(point), name) ?? []);
  return place.kind === "field" ? ofFields : (point) => [points.textOf(point), ...ofFields(point)];
}

/** A field of the data set. Throws `fieldMissing`. */
export function known({ dataset }: Points, name: string): string {
  const names = dataset.fields.map((field) => field.name);
  if (names.includes(name)) return name;
  throw new StrataError("fieldMissing", { path: dataset.path, field: name, fields: names.join(", ") });
}

function otherFields({ dataset }: Points): readonly string[] {
  return dataset.fields.map(({ name }) => name).filter((name) => name !== dataset.textField);
}

async function byText(
  points: Points,
  textsOf: TextsOf,
  from: number,
  matches: (text: string) => boolean,
  signal: AbortSignal,
): Promise<SearchPart> {
  const started = performance.now();
  let heard = started;
  const hits: number[] = [];
  for (let point = from; point < points.count; point++) {
    if (textsOf(point as PointIndex).some(matches)) hits.push(point);
    const now = performance.now();
    if (now - started > PART) return { hits: Uint32Array.from(hits), to: point + 1 };
    if (now - heard < STEP) continue;
    await setImmediate();
    signal.throwIfAborted();
    heard = performance.now();
  }
  return { hits: Uint32Array.from(hits), to: points.count };
}

async function byPattern(
  points: Points,
  textsOf: TextsOf,
  from: number,
  pattern: RegExp,
  { thread, signal }: SearchContext,
): Promise<SearchPart> {
  const started = performance.now();
  const hits: number[] = [];
  let to = from;
  while (to < points.count && performance.now() - started < PART) {
    const texts = textsFrom(points, textsOf, to);
    const found = await thread.find({ pattern, texts }, signal);
    for (const hit of found.hits) hits.push(to + hit);
    to += found.done;
  }
  return { hits: Uint32Array.from(hits), to };
}

/** What some points have, from one on: not too many, so that they are with the thread at once. */
function textsFrom(points: Points, textsOf: TextsOf, from: number): (readonly string[])[] {
  const texts: (readonly string[])[] = [];
  let units = 0;
  const end = Math.min(points.count, from + MOST_POINTS);
  for (let point = from; point < end && units < MOST_UNITS; point++) {
    const own = textsOf(point as PointIndex);
    for (const { length } of own) units += length;
    texts.push(own);
  }
  return texts;
}

/** Beginnings of the texts of some points, and what they have in some fields. Throws `recordUnknown`, `fieldMissing`. */
export function rowsOf(
  points: Points,
  { points: indices, fields }: RowsParams,
  excerpt: (text: string) => string,
): Rows {
  const own = indices.map((index) => points.at(index));
  const names = fields.map((name) => known(points, name));
  const { values } = points.dataset;
  return {
    texts: own.map((point) => excerpt(points.textOf(point))),
    values: names.map((name) =>
      own.map((point) => {
        const value = values.of(points.recordOf(point), name);
        return value === undefined ? null : excerpt(value);
      }),
    ),
  };
}
