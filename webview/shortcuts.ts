import { copySelected, openSelected, turn } from "./actions.ts";
import type { Context } from "./control.ts";
import { stepOut } from "./selecting.ts";
import { act } from "./selectionActions.ts";
import { layerCount } from "./state.ts";
import { select, setLayer, setMode, stepLayer, stepSeparation, togglePlay, toggleSheet } from "./view.ts";
import { views } from "./views.ts";

const TURN_STEP = Math.PI / 36;

/** What the picture itself can do by key. */
export interface CameraKeys {
  resetCamera(): void;
  fit(): void;
}

type Action = () => void;

/**
 * The panel's keys, wherever in it the focus is. A key that did something here goes no further: VS Code has its own
 * meaning for Ctrl+B.
 */
export function listenToKeys(context: Context, camera: CameraKeys): void {
  const { store } = context;
  const plain: Readonly<Record<string, Action>> = {
    ArrowLeft: () => store.change((state) => stepLayer(state, -1)),
    ArrowRight: () => store.change((state) => stepLayer(state, 1)),
    Home: () => store.change((state) => setLayer(state, 0)),
    End: () => store.change((state) => setLayer(state, layerCount(state) - 1)),
    " ": () => store.change(togglePlay),
    "+": () => store.change((state) => stepSeparation(state, 1)),
    "=": () => store.change((state) => stepSeparation(state, 1)),
    "-": () => store.change((state) => stepSeparation(state, -1)),
    "0": () => camera.resetCamera(),
    f: () => camera.fit(),
    Enter: () => openSelected(context),
    l: () => act(context, "lasso"),
    m: () => act(context, "boxSelect"),
    i: () => act(context, "isolateSelection"),
    h: () => act(context, "hideSelection"),
    Escape: () =>
      store.change((state) => {
        const out = stepOut(state);
        return out === state ? select(state, undefined) : out;
      }),
    ...Object.fromEntries(views.map(({ key, id }) => [key, () => store.change((state) => setMode(state, id))])),
  };
  const withShift: Readonly<Record<string, Action>> = {
    ArrowLeft: () => turn(context, -TURN_STEP, 0),
    ArrowRight: () => turn(context, TURN_STEP, 0),
    ArrowUp: () => turn(context, 0, TURN_STEP),
    ArrowDown: () => turn(context, 0, -TURN_STEP),
    "+": () => store.change((state) => stepSeparation(state, 1)),
  };

  document.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (action === undefined || layerCount(store.value) === 0) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });

  function withControl(key: string, shift: boolean): Action | undefined {
    if (key === "z") return () => act(context, shift ? "redoSelection" : "undoSelection");
    if (key === "y") return () => act(context, "redoSelection");
    if (key === "a") return () => act(context, "selectVisible");
    if (key === "b") return () => store.change(toggleSheet);
    // Text that is marked is copied by the browser.
    const marked = getSelection()?.isCollapsed === false;
    return key === "c" && !marked && store.value.view.selected !== undefined ? () => copySelected(context) : undefined;
  }

  function actionOf(event: KeyboardEvent): Action | undefined {
    if (event.altKey) return undefined;
    if (event.ctrlKey || event.metaKey)
      return isText(event.target) ? undefined : withControl(event.key.toLowerCase(), event.shiftKey);
    if (isOwnKey(event) || (isText(event.target) && event.key !== "Escape")) return undefined;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return (event.shiftKey ? withShift : plain)[key];
  }
}

/** True where text is typed: the keys of editing are its own. */
function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && !["range", "checkbox", "radio"].includes(target.type);
}

/** True where the focused element has its own meaning for the key: a button for Space, a slider for the arrows. */
function isOwnKey({ target, key }: KeyboardEvent): boolean {
  if (target instanceof HTMLButtonElement) return key === " " || key === "Enter";
  return target instanceof HTMLInputElement && (key.startsWith("Arrow") || key === "Home" || key === "End");
}
