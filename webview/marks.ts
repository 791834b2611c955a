import { pointCount } from "../src/protocol/engine.ts";
import { memoLast } from "./memo.ts";
import { type Shown, type State } from "./state.ts";

/** Not drawn and not picked: its category is hidden, or the user hid it. */
export const HIDDEN = 1;
/** Drawn fainter than the rest, since others are looked for or selected. */
export const DIMMED = 2;
/** In the set of selected points. */
export const SELECTED = 4;
/** Found by the search. */
export const HIT = 8;

const bits = memoLast(
  (
    shown: Shown,
    hidden: ReadonlySet<string>,
    filter: Uint32Array,
    selection: Uint32Array,
    hits: Uint32Array | undefined,
  ): Uint8Array => {
    const marks = new Uint8Array(pointCount(shown.dataset));
    const { list, of } = shown.categories;
    const off = list.map(({ key }) => hidden.has(key));
    if (hidden.size > 0)
      for (let point = 0; point < marks.length; point++) if (off[of[point] ?? 0]) marks[point] = HIDDEN;
    mark(marks, filter, HIDDEN);
    mark(marks, selection, SELECTED);
    if (hits !== undefined) mark(marks, hits, HIT);
    const bright = SELECTED | HIT;
    if (hits !== undefined || selection.length > 0)
      for (let point = 0; point < marks.length; point++)
        if (((marks[point] ?? 0) & bright) === 0) marks[point] = (marks[point] ?? 0) | DIMMED;
    return marks;
  },
);

/** `[points]` how each is drawn: all that legend, filters, search and selection change. The same array where nothing did. */
export function marksOf({ shown, view, search }: State): Uint8Array {
  if (shown === undefined) return EMPTY;
  return bits(shown, view.hidden, view.filter, view.selection, search.query === "" ? undefined : search.hits);
}

/** The points that are not hidden, in their order. */
export function unhidden(points: Uint32Array, marks: Uint8Array): Uint32Array {
  return points.filter((point) => ((marks[point] ?? 0) & HIDDEN) === 0);
}

const EMPTY = new Uint8Array();

function mark(marks: Uint8Array, points: Uint32Array, bit: number): void {
  for (const point of points) if (point < marks.length) marks[point] = (marks[point] ?? 0) | bit;
}
