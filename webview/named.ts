import { joinedPoints, visibleRanked } from "./movers.ts";
import { LISTED } from "./moversPane.ts";
import { visiblePoints } from "./visible.ts";
import { NO_POINTS, type State } from "./state.ts";

/** Visible points up to which the stack names each of them. */
export const FEW = 30;

/** The visible points of the stack where they are so few that their texts stand at them. */
export function fewPoints(state: State): Uint32Array {
  const points = visiblePoints(state);
  return points.length <= FEW ? points : NO_POINTS;
}

/** The points whose texts the current view shows besides those of the selected record and its neighbours. */
export function namedPoints(state: State): readonly number[] {
  if (state.view.mode === "stack") return [...fewPoints(state)];
  if (state.view.mode === "layer") return state.view.planes.words ? [...state.named] : [];
  if (state.view.mode !== "pair") return [];
  const listed = visibleRanked(state)?.subarray(0, LISTED) ?? NO_POINTS;
  return [...new Set([...listed, ...joinedPoints(state)])];
}
