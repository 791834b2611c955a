import { DIMMED, marksOf } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { joinedPoints } from "./movers.ts";
import type { State } from "./state.ts";

const dimmed = memoLast((marks: Uint8Array, bright: Uint32Array): Uint8Array => {
  const all = marks.map((bits) => bits | DIMMED);
  for (const point of bright) all[point] = (all[point] ?? 0) & ~DIMMED;
  return all;
});

/**
 * `[points]` how each is drawn on the stage: as everywhere, but beside the records that Pair joins by lines the others
 * are dimmed while nothing is marked or looked for.
 */
export function stageMarks(state: State): Uint8Array {
  const marks = marksOf(state);
  const { mode, planes, selection } = state.view;
  if (mode !== "pair" || planes.lines !== "moved" || selection.length > 0 || state.search.query !== "") return marks;
  const joined = joinedPoints(state);
  return joined.length === 0 ? marks : dimmed(marks, joined);
}
