import type { PanelAction } from "../src/protocol/keys.ts";
import { copySelected, openSelected, peekSelected, stepRecord, turn } from "./actions.ts";
import { addBookmark, stepBookmark } from "./bookmarks.ts";
import type { Context } from "./control.ts";
import { stepOut } from "./selecting.ts";
import { selectionActs } from "./selectionActions.ts";
import { clearSearch, focusFinder } from "./finder.ts";
import { stepOther, swapLayers, toggleWords } from "./planeChanges.ts";
import { isFlat } from "./planeState.ts";
import { openProject } from "./projectForm.ts";
import { toggleShuffled } from "./shuffled.ts";
import { layerCount, type State, type ViewId } from "./state.ts";
import { select, setLayer, setMode, stepLayer, togglePlay, toggleSheet } from "./view.ts";
import { views } from "./views.ts";

const TURN_STEP = Math.PI / 36;
const MOVE_STEP = 40;

/** What the picture itself can do by key. */
export interface CameraKeys {
  resetCamera(): void;
  fit(): void;
  /** Nearer or further: the layers from each other in the stack, the camera in other views. */
  step(by: number): void;
  /** Moves the picture by pixels. */
  move(dx: number, dy: number): void;
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
  spread: (_, camera) => camera.step(1),
  squeeze: (_, camera) => camera.step(-1),
  turnLeft: sideways(-1, 0),
  turnRight: sideways(1, 0),
  turnUp: sideways(0, 1),
  turnDown: sideways(0, -1),
  previousOther: changing((state) => (state.view.mode === "pair" ? stepOther(state, -1) : state)),
  nextOther: changing((state) => (state.view.mode === "pair" ? stepOther(state, 1) : state)),
  swapLayers: changing((state) => (state.view.mode === "pair" ? swapLayers(state) : state)),
  toggleWords: changing((state) => (state.view.mode === "layer" ? toggleWords(state) : state)),
  resetCamera: (_, camera) => camera.resetCamera(),
  fit: (_, camera) => camera.fit(),
  colourBy: () => document.querySelector<HTMLElement>(".colour-by")?.click(),
  project: () => openProject(),
  openLine: openSelected,
  peekLine: peekSelected,
  copyText: copySelected,
  addBookmark: changing(addBookmark),
  previousBookmark: changing((state) => stepBookmark(state, -1)),
  nextBookmark: changing((state) => stepBookmark(state, 1)),
  compareShuffled: toggleShuffled,
  toggleSheet: changing(toggleSheet),
  find: focusFinder,
  clearSelection: changing((state) => {
    const out = stepOut(state);
    if (out !== state) return out;
    return state.view.selected === undefined ? clearSearch(state) : select(state, undefined);
  }),
  ...selectionActs,
};

function changing(update: (state: State) => State): Act {
  return ({ store }) => store.change(update);
}

/** Turns the picture; moves it where it is seen straight from above. */
function sideways(x: number, y: number): Act {
  return (context, camera) => {
    if (isFlat(context.store.value)) camera.move(-x * MOVE_STEP, y * MOVE_STEP);
    else turn(context, x * TURN_STEP, y * TURN_STEP);
  };
}

function showing(mode: ViewId): Act {
  return changing((state) => (views.some(({ id }) => id === mode) ? setMode(state, mode) : state));
}

/** Does what a key or a command stands for, where there is a picture. */
export function act(action: PanelAction, context: Context, camera: CameraKeys): void {
  if (layerCount(context.store.value) > 0) keyActions[action](context, camera);
}
