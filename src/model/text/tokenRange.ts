import type { Origins, Range } from "./origins.ts";
import type { Trim } from "./specialTokens.ts";
import { spaceEnd, spaceStart } from "./unicode.ts";

/** A space among the characters of bytes. */
const byteSpace = /Ġ/g;

/**
 * Where the part of a piece that is a token comes from, without the white space that it begins and ends with, as
 * `process_offsets` of Hugging Face's tokenizers. A token of white space alone keeps it, where the reference leaves
 * nothing.
 */
export function trimmedRange(
  piece: string,
  { start, end }: Range,
  origins: Origins,
  trim: Trim,
  isFirst: boolean,
): Range {
  const whole = origins.range(start, end);
  const token = piece.slice(start, end).replace(byteSpace, " ");
  const leading = spaceEnd(token, 0);
  const isAdded = trim.addedSpace && leading === 1 && (isFirst || whole.start === 0);
  const from = isAdded ? start : start + leading;
  const to = start + spaceStart(token, token.length);
  return from < to ? origins.range(from, to) : whole;
}
