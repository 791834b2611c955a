import { betweenOf, ranked } from "./between.ts";
import { evenSubset } from "./drawn.ts";
import { marksOf, unhidden } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { NO_POINTS, type State } from "./state.ts";

/** Records that are joined by lines as those that moved most: on a wide canvas, and on a narrow one. */
export const MOVED = 12;
export const MOVED_NARROW = 6;
/** Lines for a selected set at most: more would only cover each other. */
export const MOST_LINES = 300;

const seen = memoLast(unhidden);

const firstMany = memoLast((points: Uint32Array): Uint32Array => points.subarray(0, MOVED));
const firstFew = memoLast((points: Uint32Array): Uint32Array => points.subarray(0, MOVED_NARROW));

const part = memoLast((points: Uint32Array, marks: Uint8Array): Uint32Array =>
  evenSubset(unhidden(points, marks), MOST_LINES),
);

/** The points that moved between Pair's layers and are not hidden, the furthest first; `undefined` until they are known. */
export function visibleRanked(state: State): Uint32Array | undefined {
  const between = betweenOf(state);
  return between && seen(ranked(between, state.view.planes.ranking), marksOf(state));
}

/** The points whose places in Pair are joined, besides the selected record's. */
export function joinedPoints(state: State, isNarrow = false): Uint32Array {
  const { planes, selection } = state.view;
  if (planes.lines === "moved") return (isNarrow ? firstFew : firstMany)(visibleRanked(state) ?? NO_POINTS);
  return planes.lines === "selection" ? part(selection, marksOf(state)) : NO_POINTS;
}
