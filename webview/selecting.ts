import { pointCount } from "../src/protocol/engine.ts";
import type { Point } from "./camera.ts";
import { back, forth, stepped, type Sets } from "./history.ts";
import { complement, sameSet, union, without, type PointSet } from "./pointSet.ts";
import type { Combining, Outline, Tool } from "./outline.ts";
import { currentDataset, isOnStage, NO_POINTS, type State } from "./state.ts";
import { visiblePoints } from "./visible.ts";

/** Pure updates of the set of marked points, of what is hidden and of A and B. */

/** What is marked and what is hidden. */
export function setsOf({ view: { selection, filter, hidden } }: State): Sets {
  return { selection, filter, hidden };
}

/** The state with other sets; undo brings back those of `before`. The same state where nothing changes. */
export function withSets(state: State, change: Partial<Sets>, before: Sets = setsOf(state)): State {
  const sets = { ...setsOf(state), ...change };
  const same =
    sameSet(sets.selection, before.selection) &&
    sameSet(sets.filter, before.filter) &&
    sameKeys(sets.hidden, before.hidden);
  if (same) return state.view.selection === before.selection ? state : showSets(state, before);
  return { ...showSets(state, sets), history: stepped(state.history, before) };
}

function sameKeys(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((key) => other.has(key));
}

function showSets(state: State, sets: Sets): State {
  return { ...state, view: { ...state.view, ...sets } };
}

export function undo(state: State): State {
  const step = back(state.history, setsOf(state));
  return step === undefined ? state : { ...showSets(state, step.sets), history: step.history };
}

export function redo(state: State): State {
  const step = forth(state.history, setsOf(state));
  return step === undefined ? state : { ...showSets(state, step.sets), history: step.history };
}

/** What a set becomes with more points. */
export function combined(before: PointSet, points: PointSet, combining: Combining): PointSet {
  if (combining === "add") return union(before, points);
  return combining === "subtract" ? without(before, points) : points;
}

/** Marks points, or takes them away. */
export function mark(state: State, points: PointSet, combining: Combining = "replace"): State {
  return withSets(state, { selection: combined(state.view.selection, points, combining) });
}

export function clearSelection(state: State): State {
  return mark(state, NO_POINTS);
}

export function markVisible(state: State): State {
  return mark(state, visiblePoints(state));
}

/** Marks what is visible and was not marked. */
export function invertSelection(state: State): State {
  return mark(state, without(visiblePoints(state), state.view.selection));
}

/** Hides all points but the marked ones. */
export function isolate(state: State): State {
  const dataset = currentDataset(state);
  if (dataset === undefined || state.view.selection.length === 0) return state;
  return withSets(state, { filter: complement(state.view.selection, pointCount(dataset)), selection: NO_POINTS });
}

/** Hides the marked points. */
export function hide(state: State): State {
  const { filter, selection } = state.view;
  return withSets(state, { filter: union(filter, selection), selection: NO_POINTS });
}

/** Shows what the user hid; what the legend hides stays hidden. */
export function showAll(state: State): State {
  return withSets(state, { filter: NO_POINTS });
}

/** Sets the marked points aside as A or B. */
export function pin(state: State, as: "a" | "b"): State {
  const { pins, selection } = state.view;
  if (selection.length === 0) return state;
  return { ...state, view: { ...state.view, pins: { ...pins, [as]: selection } } };
}

/** Forgets A or B. */
export function unpin(state: State, as: "a" | "b"): State {
  const { pins } = state.view;
  if (pins[as].length === 0) return state;
  return { ...state, view: { ...state.view, pins: { ...pins, [as]: NO_POINTS } } };
}

/** Takes a tool, where there is something to draw round with it. */
export function setTool(state: State, tool: Tool): State {
  return state.tool === tool || !(tool === "camera" || isOnStage(state)) ? state : { ...state, tool };
}

/** Begins a line round points. */
export function beginOutline(state: State, shape: Outline["shape"], combining: Combining, at: Point): State {
  return { ...state, hovered: undefined, outline: { shape, combining, corners: [at], before: state.view.selection } };
}

/** The line goes on; `points` are those that lie inside by now. */
export function moveOutline(state: State, corners: Outline["corners"], points: PointSet): State {
  const { outline } = state;
  if (outline === undefined) return state;
  const selection = combined(outline.before, points, outline.combining);
  const view = sameSet(selection, state.view.selection) ? state.view : { ...state.view, selection };
  return { ...state, view, outline: { ...outline, corners } };
}

/** The line is closed: what it marked is a step that can be undone. */
export function endOutline(state: State): State {
  const { outline, ...rest } = state;
  if (outline === undefined) return state;
  const { selection } = state.view;
  return withSets({ ...rest, outline: undefined }, { selection }, { ...setsOf(state), selection: outline.before });
}

/** The line is given up, and marks nothing. */
export function dropOutline(state: State): State {
  const { outline } = state;
  if (outline === undefined) return state;
  return { ...state, outline: undefined, view: { ...state.view, selection: outline.before } };
}

/** What Escape ends, the nearest first: a line, a tool, the set of marked points. The same state where there is none. */
export function stepOut(state: State): State {
  if (state.outline !== undefined) return dropOutline(state);
  if (state.tool !== "camera") return setTool(state, "camera");
  return clearSelection(state);
}
