import { copySelected, openSelected, turn } from "./actions.ts";
import type { Context } from "./control.ts";
import { layerCount } from "./state.ts";
import { setOther, stepOther, swapLayers, toggleWords } from "./planeChanges.ts";
import { isFlat, planeViewOf } from "./planeState.ts";
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

type Action = () => unknown;

/**
 * The panel's keys, wherever in it the focus is. A key that did something here goes no further: VS Code has its own
 * meaning for Ctrl+B.
 */
export function listenToKeys(context: Context, camera: CameraKeys): void {
  const { store } = context;
  const isPair = (): boolean => planeViewOf(store.value) === "pair";
  /** Turns the picture; moves it where it is seen straight from above. */
  const sideways = (x: number, y: number): void => {
    if (isFlat(store.value)) camera.move(-x * MOVE_STEP, y * MOVE_STEP);
    else turn(context, x * TURN_STEP, y * TURN_STEP);
  };
  const plain: Readonly<Record<string, Action>> = {
    ArrowLeft: () => store.change((state) => stepLayer(state, -1)),
    ArrowRight: () => store.change((state) => stepLayer(state, 1)),
    Home: () => store.change((state) => setLayer(state, 0)),
    End: () => store.change((state) => setLayer(state, layerCount(state) - 1)),
    " ": () => store.change(togglePlay),
    "+": () => camera.step(1),
    "=": () => camera.step(1),
    "-": () => camera.step(-1),
    x: () => isPair() && store.change(swapLayers),
    w: () => planeViewOf(store.value) === "layer" && store.change(toggleWords),
    ",": () => turn(context, -TURN_STEP, 0),
    ".": () => turn(context, TURN_STEP, 0),
    "0": () => camera.resetCamera(),
    f: () => camera.fit(),
    Enter: () => openSelected(context),
    Escape: () => store.change((state) => select(state, undefined)),
    ...Object.fromEntries(views.map(({ key, id }) => [key, () => store.change((state) => setMode(state, id))])),
  };
  const withShift: Readonly<Record<string, Action>> = {
    ArrowLeft: () => (isPair() ? store.change((state) => stepOther(state, -1)) : sideways(-1, 0)),
    ArrowRight: () => (isPair() ? store.change((state) => stepOther(state, 1)) : sideways(1, 0)),
    ArrowUp: () => sideways(0, 1),
    ArrowDown: () => sideways(0, -1),
    Home: () => isPair() && store.change((state) => setOther(state, 0)),
    End: () => isPair() && store.change((state) => setOther(state, layerCount(state) - 1)),
    "+": () => camera.step(1),
  };

  document.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (action === undefined || layerCount(store.value) === 0) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });

  function withControl(key: string): Action | undefined {
    if (key === "b") return () => store.change(toggleSheet);
    // Text that is marked is copied by the browser.
    const marked = getSelection()?.isCollapsed === false;
    return key === "c" && !marked && store.value.view.selected !== undefined ? () => copySelected(context) : undefined;
  }

  function actionOf(event: KeyboardEvent): Action | undefined {
    if (event.altKey) return undefined;
    if (event.ctrlKey || event.metaKey) return withControl(event.key.toLowerCase());
    if (isOwnKey(event)) return undefined;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return (event.shiftKey ? withShift : plain)[key];
  }
}

/** True where the focused element has its own meaning for the key: a button for Space, a slider for the arrows. */
function isOwnKey({ target, key }: KeyboardEvent): boolean {
  if (target instanceof HTMLButtonElement) return key === " " || key === "Enter";
  return target instanceof HTMLInputElement && (key.startsWith("Arrow") || key === "Home" || key === "End");
}
