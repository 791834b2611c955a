import { drawnPoints } from "./drawn.ts";
import { HIDDEN, marksOf } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { NO_POINTS, type State } from "./state.ts";
import type { Picture } from "../src/protocol/engine.ts";

const shown = memoLast((picture: Picture, marks: Uint8Array): Uint32Array => {
  return drawnPoints(picture).filter((point) => ((marks[point] ?? 0) & HIDDEN) === 0);
});

/** The points that are drawn and not hidden, ascending. */
export function shownPoints(state: State): Uint32Array {
  return state.shown === undefined ? NO_POINTS : shown(state.shown.picture, marksOf(state));
}
