import { forMatching } from "./unicode.ts";

/** Parts of a text for the model, and whether the first of them stands at the text's beginning. */
export interface Pieces {
  readonly texts: readonly string[];
  readonly atStart: boolean;
}

export type Behavior = "Removed" | "Isolated" | "Contiguous" | "MergedWithPrevious" | "MergedWithNext";

/** A part of a text that a pattern matches, or one between two matches. */
interface Part {
  text: string;
  readonly isMatch: boolean;
}

/** Splits a text where a pattern (flag `g`) matches, as `SplitDelimiterBehavior` of Hugging Face's tokenizers. */
export function split(text: string, pattern: RegExp, behavior: Behavior, invert: boolean): Pieces {
  const parts = partsOf(text, pattern, invert);
  if (behavior !== "Removed") return { texts: joined(parts, behavior).filter((part) => part !== ""), atStart: true };
  const kept = parts.filter(({ isMatch, text: part }) => !isMatch && part !== "");
  return { texts: kept.map((part) => part.text), atStart: parts[0]?.isMatch === false };
}

function partsOf(text: string, pattern: RegExp, invert: boolean): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of forMatching(text).matchAll(pattern)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), isMatch: invert });
    const start = match.index;
    end = start + match[0].length;
    parts.push({ text: text.slice(start, end), isMatch: !invert });
  }
  if (end < text.length) parts.push({ text: text.slice(end), isMatch: invert });
  return parts;
}

/** What a pattern (flag `g`) matches of a text. */
export function matchesOf(text: string, pattern: RegExp): string[] {
  const seen = forMatching(text);
  if (seen === text) return text.match(pattern) ?? [];
  return Array.from(seen.matchAll(pattern), ({ index, 0: match }) => text.slice(index, index + match.length));
}

function joined(parts: readonly Part[], behavior: Exclude<Behavior, "Removed">): string[] {
  if (behavior === "Isolated") return parts.map((part) => part.text);
  if (behavior === "MergedWithNext") return mergedWithNext(parts);
  const merged: string[] = [];
  let previous = false;
  for (const { text, isMatch } of parts) {
    const joins = behavior === "Contiguous" ? isMatch === previous : isMatch && !previous;
    if (joins && merged.length > 0) merged.push((merged.pop() ?? "") + text);
    else merged.push(text);
    previous = isMatch;
  }
  return merged;
}

function mergedWithNext(parts: readonly Part[]): string[] {
  const merged: string[] = [];
  let next = false;
  for (const { text, isMatch } of parts.toReversed()) {
    if (isMatch && !next && merged.length > 0) merged.push(text + (merged.pop() ?? ""));
    else merged.push(text);
    next = isMatch;
  }
  return merged.toReversed();
}
