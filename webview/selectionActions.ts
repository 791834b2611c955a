import type { SelectionAction } from "../src/protocol/selection.ts";
import type { Context } from "./control.ts";
import { common, setOf, type PointSet } from "./pointSet.ts";
import { relatedAt } from "./related.ts";
import { nearestOf } from "./results.ts";
import { visibleHits } from "./searchState.ts";
import * as selecting from "./selecting.ts";
import { isOnStage, litLayer, NO_POINTS, type State } from "./state.ts";
import { visiblePoints } from "./visible.ts";

/** What each action does. Those that have nothing to act on do nothing. */
export const selectionActs: Readonly<Record<SelectionAction, (context: Context) => void>> = {
  lasso: changes((state) => selecting.setTool(state, state.tool === "lasso" ? "camera" : "lasso")),
  boxSelect: changes((state) => selecting.setTool(state, state.tool === "box" ? "camera" : "box")),
  selectVisible: changes(selecting.markVisible),
  selectHits: changes((state) => selecting.mark(state, visibleHits(state))),
  selectNeighbours: changes((state) => selecting.mark(state, neighbourhood(state))),
  selectFromEditor: changes((state) => selecting.mark(state, state.editorSelection)),
  invertSelection: changes(selecting.invertSelection),
  isolateSelection: changes(selecting.isolate),
  hideSelection: changes(selecting.hide),
  showAllPoints: changes(selecting.showAll),
  undoSelection: changes(selecting.undo),
  redoSelection: changes(selecting.redo),
  pinA: changes((state) => selecting.pin(state, "a")),
  pinB: changes((state) => selecting.pin(state, "b")),
  selectInEditor: ofRows("selectInEditor"),
  openSelection: ofRows("openSelection"),
  copySelection: ofRows("copySelection"),
};

export function act(context: Context, action: SelectionAction): void {
  selectionActs[action](context);
}

function changes(update: (state: State) => State): (context: Context) => void {
  return ({ store }) => store.change(update);
}

function ofRows(action: "selectInEditor" | "openSelection" | "copySelection"): (context: Context) => void {
  return ({ host, store }) => {
    const { selection } = store.value.view;
    if (selection.length > 0) host.actOnRows(action, selection);
  };
}

/** The selected record and its neighbours at the lit layer, but for hidden ones; nothing while they are not known. */
export function neighbourhood(state: State): PointSet {
  const related = nearestOf(state);
  const { selected } = state.view;
  if (related === undefined || selected === undefined) return NO_POINTS;
  return common(setOf([selected, ...relatedAt(related, litLayer(state))]), visiblePoints(state));
}

/** Whether an action has something to act on. */
export function isPossible(state: State, action: SelectionAction): boolean {
  switch (action) {
    case "selectHits":
      return visibleHits(state).length > 0;
    case "selectNeighbours":
      return neighbourhood(state).length > 0;
    case "selectFromEditor":
      return state.editorSelection.length > 0;
    case "showAllPoints":
      return state.view.filter.length > 0;
    case "undoSelection":
      return state.history.past.length > 0;
    case "redoSelection":
      return state.history.future.length > 0;
    case "lasso":
    case "boxSelect":
      return state.shown !== undefined && isOnStage(state);
    case "selectVisible":
      return state.shown !== undefined;
    case "invertSelection":
    case "isolateSelection":
    case "hideSelection":
    case "pinA":
    case "pinB":
    case "selectInEditor":
    case "openSelection":
    case "copySelection":
      return state.view.selection.length > 0;
  }
}
