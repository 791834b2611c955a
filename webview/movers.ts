import { betweenOf, ranked } from "./between.ts";
import { evenSubset } from "./drawn.ts";
import { HIDDEN, marksOf } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { NO_POINTS, type State } from "./state.ts";

/** Records that are joined by lines as those that moved most: on a wide canvas, and on a narrow one. */
export const MOVED = 12;
export const MOVED_NARROW = 6;
/** Lines for a selected set at most: more would only cover each other. */
export const MOST_LINES = 300;

const seen = memoLast((points: Uint32Array, marks: Uint8Array): Uint32Array =>
  points.filter((point) => ((marks[point] ?? 0) & HIDDEN) === 0),
);

/** The points that moved between Pair's layers and are not hidden, the furthest first; `undefined` until they are known. */
export function visibleRanked(state: State): Uint32Array | undefined {
  const between = betweenOf(state);
  return between && seen(ranked(between, state.view.planes.ranking), marksOf(state));
}

/** The points whose places in Pair are joined, besides the selected record's. */
export function joinedPoints(state: State, isNarrow: boolean): Uint32Array {
  const { planes, selection } = state.view;
  if (planes.lines === "moved") return visibleRanked(state)?.subarray(0, isNarrow ? MOVED_NARROW : MOVED) ?? NO_POINTS;
  if (planes.lines !== "selection") return NO_POINTS;
  return evenSubset(seen(selection, marksOf(state)), MOST_LINES);
}
