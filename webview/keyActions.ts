import type { PanelAction } from "../src/protocol/keys.ts";
import { copySelected, openSelected, peekSelected, stepRecord, turn } from "./actions.ts";
import { addBookmark, stepBookmark } from "./bookmarks.ts";
import type { Context } from "./control.ts";
import { layerCount, type State, type ViewId } from "./state.ts";
import { select, setLayer, setMode, stepLayer, stepSeparation, togglePlay, toggleSheet } from "./view.ts";
import { views } from "./views.ts";

const TURN_STEP = Math.PI / 36;

/** What the picture itself can do by key. */
export interface CameraKeys {
  resetCamera(): void;
  fit(): void;
}

type Act = (context: Context, camera: CameraKeys) => void;

/** What each action does, by key or as a command. */
export const keyActions: Readonly<Record<PanelAction, Act>> = {
  previousLayer: changing((state) => stepLayer(state, -1)),
  nextLayer: changing((state) => stepLayer(state, 1)),
  firstLayer: changing((state) => setLayer(state, 0)),
  lastLayer: changing((state) => setLayer(state, layerCount(state) - 1)),
  play: changing(togglePlay),
  previousRecord: (context) => stepRecord(context, -1),
  nextRecord: (context) => stepRecord(context, 1),
  showStack: showing("stack"),
  showLayer: showing("layer"),
  showPair: showing("pair"),
  showCurves: showing("curves"),
  showTable: showing("table"),
  spread: changing((state) => stepSeparation(state, 1)),
  squeeze: changing((state) => stepSeparation(state, -1)),
  turnLeft: (context) => turn(context, -TURN_STEP, 0),
  turnRight: (context) => turn(context, TURN_STEP, 0),
  turnUp: (context) => turn(context, 0, TURN_STEP),
  turnDown: (context) => turn(context, 0, -TURN_STEP),
  resetCamera: (_, camera) => camera.resetCamera(),
  fit: (_, camera) => camera.fit(),
  openLine: openSelected,
  peekLine: peekSelected,
  copyText: copySelected,
  addBookmark: changing(addBookmark),
  previousBookmark: changing((state) => stepBookmark(state, -1)),
  nextBookmark: changing((state) => stepBookmark(state, 1)),
  toggleSheet: changing(toggleSheet),
  clearSelection: changing((state) => select(state, undefined)),
};

function changing(update: (state: State) => State): Act {
  return ({ store }) => store.change(update);
}

function showing(mode: ViewId): Act {
  return changing((state) => (views.some(({ id }) => id === mode) ? setMode(state, mode) : state));
}

/** Does what a key or a command stands for, where there is a picture. */
export function act(action: PanelAction, context: Context, camera: CameraKeys): void {
  if (layerCount(context.store.value) > 0) keyActions[action](context, camera);
}
