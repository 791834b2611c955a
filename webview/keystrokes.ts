import { panelActions, panelKeys, type PanelAction } from "../src/protocol/keys.ts";

const named: Readonly<Record<string, string>> = {
  " ": "space",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  "+": "=",
  _: "-",
};

type Keystroke = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

const actions: ReadonlyMap<string, PanelAction> = new Map(
  panelActions.flatMap((action) => panelKeys[action].map((key) => [key, action] as const)),
);

/** The action that a key stands for where nobody has bound it anew. */
export function actionOfKey(event: Keystroke): PanelAction | undefined {
  return actions.get(wordsOf(event));
}

/** A key as VS Code writes it, as `ctrl+shift+z`; the Command key of a Mac counts as Control. */
function wordsOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Keystroke): string {
  const held = [ctrlKey || metaKey ? "ctrl+" : "", altKey ? "alt+" : "", shiftKey ? "shift+" : ""].join("");
  return `${held}${named[key] ?? key.toLowerCase()}`;
}

/** Whether the keyboard writes into an element, so that letters and arrows are its own. */
export function takesText(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && !/^(range|checkbox|radio|button)$/.test(element.type);
}

/** True where the focused element has its own meaning for the key: a button for Space, a slider for the arrows. */
export function isOwnKey({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || ctrlKey || metaKey || altKey) return false;
  // F1 and its like are VS Code's wherever one writes.
  if (takesText(target)) return !/^F\d{1,2}$/.test(key);
  if (target instanceof HTMLButtonElement) return key === " " || key === "Enter";
  if (target instanceof HTMLSelectElement) return key === " " || key.startsWith("Arrow") || key.length === 1;
  return target instanceof HTMLInputElement && (key.startsWith("Arrow") || key === "Home" || key === "End");
}
