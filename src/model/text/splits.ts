import type { Origins, Range } from "./origins.ts";
import { forMatching } from "./unicode.ts";

/** Parts of a text for the model, and whether the first of them stands at the text's beginning. */
export interface Pieces extends Cut {
  readonly atStart: boolean;
}

/** Parts of a text, and, where asked for, where each comes from. */
export interface Cut {
  readonly texts: readonly string[];
  readonly origins: readonly Origins[] | undefined;
}

export type Behavior = "Removed" | "Isolated" | "Contiguous" | "MergedWithPrevious" | "MergedWithNext";

/** A part of a text that a pattern matches, or one between two matches. */
interface Part extends Range {
  readonly isMatch: boolean;
}

/** Splits a text where a pattern (flag `g`) matches, as `SplitDelimiterBehavior` of Hugging Face's tokenizers. */
export function split(
  text: string,
  pattern: RegExp,
  { behavior, invert }: { readonly behavior: Behavior; readonly invert: boolean },
  origins?: Origins,
): Pieces {
  const parts = partsOf(text, pattern, invert);
  const spans = behavior === "Removed" ? parts.filter(({ isMatch }) => !isMatch) : joined(parts, behavior);
  const kept = spans.filter(({ start, end }) => start < end);
  const { texts, origins: ofTexts } = cut(text, kept, origins);
  return { texts, origins: ofTexts, atStart: behavior !== "Removed" || parts[0]?.isMatch === false };
}

function partsOf(text: string, pattern: RegExp, invert: boolean): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of forMatching(text).matchAll(pattern)) {
    const start = match.index;
    if (start > end) parts.push({ start: end, end: start, isMatch: invert });
    end = start + match[0].length;
    parts.push({ start, end, isMatch: !invert });
  }
  if (end < text.length) parts.push({ start: end, end: text.length, isMatch: invert });
  return parts;
}

/** What a pattern (flag `g`) matches of a text, which it may see with other characters of the same length. */
export function matchesOf(text: string, pattern: RegExp, origins?: Origins, seen = forMatching(text)): Cut {
  if (seen === text && origins === undefined) return { texts: text.match(pattern) ?? [], origins };
  const spans = Array.from(seen.matchAll(pattern), ({ index, 0: match }) => ({
    start: index,
    end: index + match.length,
  }));
  return cut(text, spans, origins);
}

function cut(text: string, spans: readonly Range[], origins: Origins | undefined): Cut {
  return {
    texts: spans.map(({ start, end }) => text.slice(start, end)),
    origins: origins && spans.map(({ start, end }) => origins.part(start, end)),
  };
}

function joined(parts: readonly Part[], behavior: Exclude<Behavior, "Removed">): readonly Range[] {
  if (behavior === "Isolated") return parts;
  if (behavior === "MergedWithNext") return mergedWithNext(parts);
  const merged: Range[] = [];
  let previous = false;
  for (const { start, end, isMatch } of parts) {
    const joins = behavior === "Contiguous" ? isMatch === previous : isMatch && !previous;
    merged.push({ start: joins ? (merged.pop()?.start ?? start) : start, end });
    previous = isMatch;
  }
  return merged;
}

function mergedWithNext(parts: readonly Part[]): Range[] {
  const merged: Range[] = [];
  let next = false;
  for (const { start, end, isMatch } of parts.toReversed()) {
    merged.push({ start, end: isMatch && !next ? (merged.pop()?.end ?? end) : end });
    next = isMatch;
  }
  return merged.toReversed();
}
