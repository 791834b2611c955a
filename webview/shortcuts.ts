import { copySelected } from "./actions.ts";
import type { Context } from "./control.ts";
import { act, type CameraKeys } from "./keyActions.ts";
import { actionOfKey, isOwnKey, takesText } from "./keystrokes.ts";
import { layerCount } from "./state.ts";

/**
 * The panel's keys, wherever in it the focus is. VS Code hears every key that goes up to the window, and runs the
 * command it is bound to: what is the focused element's own stays here, and the rest is left to it. A page of its own
 * acts itself.
 */
export function listenToKeys(context: Context, camera: CameraKeys): void {
  const { host, store } = context;
  document.addEventListener("keydown", (event) => {
    if (isOwnKey(event)) {
      event.stopPropagation();
      return;
    }
    if (layerCount(store.value) === 0) return;
    if (copies(event, context)) {
      event.preventDefault();
      event.stopPropagation();
      copySelected(context);
      return;
    }
    const action = actionOfKey(event);
    if (action === undefined) return;
    event.preventDefault();
    if (!host.hasEditor) act(action, context, camera);
  });
}

/** VS Code leaves the keys of the clipboard to the page. Text that is marked is copied by the browser. */
function copies(event: KeyboardEvent, { store }: Context): boolean {
  const pressed = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "c";
  const isText = getSelection()?.isCollapsed === false || takesText(document.activeElement);
  return pressed && !isText && store.value.view.selected !== undefined;
}

/** Tells the host whether the keyboard is in the panel and not in a field: that is where its keys are the panel's. */
export function reportFocus({ host }: Context): void {
  let told: boolean | undefined;
  const tell = (): void => {
    const keys = document.hasFocus() && !takesText(document.activeElement);
    if (keys !== told) host.focusMoved(keys);
    told = keys;
  };
  // What loses the focus is told before what gets it.
  const soon = (): void => queueMicrotask(tell);
  for (const type of ["focusin", "focusout"]) document.addEventListener(type, soon);
  for (const type of ["focus", "blur"]) addEventListener(type, soon);
  tell();
}
