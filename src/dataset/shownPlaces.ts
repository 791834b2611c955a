import type { Problem } from "../protocol/reading.ts";
import type { Decoded } from "./decodeFile.ts";
import type { SourceText } from "./sourceText.ts";

type ShownLength = Decoded["shownLength"];

/** Signs below this one are no part of a longer character in any encoding: what stands before them is shown alike. */
const FIRST_PART = 0x30;

/**
 * Places in the text as the editor shows it.
 * @param offsets in the source, in any order
 * @returns `[offsets × 2]` line and character of each
 */
export function shownPlaces(source: SourceText, offsets: Uint32Array, shownLength: ShownLength): Uint32Array {
  const places = new Uint32Array(offsets.length * 2);
  const characters = shownLength && shownCharacters(source, offsets, shownLength);
  const { lineStarts } = source;
  let line = 0;
  let start = lineStarts[0] ?? 0;
  let end = lineStarts[1] ?? Infinity;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i] ?? 0;
    if (offset < start || offset >= end) {
      // Most stand on the line of the one before or on the next.
      const isNext = offset >= end && offset < (lineStarts[line + 2] ?? Infinity);
      line = isNext ? line + 1 : source.positionAt(offset).line;
      start = lineStarts[line] ?? 0;
      end = lineStarts[line + 1] ?? Infinity;
    }
    places[i * 2] = line;
    places[i * 2 + 1] = characters?.get(offset) ?? offset - start;
  }
  return places;
}

/** Problems at the places where the editor shows them. */
export function shownProblems(
  source: SourceText,
  problems: readonly Problem[],
  shownLength: ShownLength,
): readonly Problem[] {
  if (shownLength === undefined) return problems;
  const offsets = problems.flatMap(({ line, start, end }) => {
    const lineStart = source.lineStarts[line] ?? 0;
    return [lineStart + start, lineStart + end];
  });
  const places = shownPlaces(source, Uint32Array.from(offsets), shownLength);
  return problems.map((problem, i) => ({ ...problem, start: places[i * 4 + 1] ?? 0, end: places[i * 4 + 3] ?? 0 }));
}

/** Each line is gone through once, however long it is and however many places are in it. */
function shownCharacters(
  source: SourceText,
  offsets: Uint32Array,
  shownLength: NonNullable<ShownLength>,
): ReadonlyMap<number, number> {
  const { text } = source;
  const characters = new Map<number, number>();
  let [lineStart, from, before] = [-1, 0, 0];
  for (const offset of offsets.toSorted()) {
    const start = offset - source.positionAt(offset).character;
    if (start !== lineStart) [lineStart, from, before] = [start, start, 0];
    let cut = offset;
    while (cut > from && text.charCodeAt(cut - 1) >= FIRST_PART) cut--;
    if (cut > from) [from, before] = [cut, before + shownLength(text.slice(from, cut))];
    characters.set(offset, before + shownLength(text.slice(from, offset)));
  }
  return characters;
}
