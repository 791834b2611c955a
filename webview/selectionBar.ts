import type { SelectionAction } from "../src/protocol/selection.ts";
import { selectionText as words } from "../src/strings/selection.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, iconButton, textButton } from "./dom.ts";
import { actionMenu, type MenuItem } from "./actionMenu.ts";
import { onChange } from "./memo.ts";
import { common } from "./pointSet.ts";
import { act } from "./selectionActions.ts";
import { clearSelection } from "./selecting.ts";
import { isBare, type State } from "./state.ts";
import { visiblePoints } from "./visible.ts";

/** What is marked and what can be done with it: floats over the picture while something is marked. */
export function selectionBar(context: Context): Control {
  const { hasEditor } = context.host;
  const count = h("b", { class: "count" });
  const command = (symbol: string, label: string, title: string, action: SelectionAction): HTMLButtonElement => {
    const button = textButton("", "flat", () => act(context, action));
    button.append(icon(symbol), h("span", { class: "label" }, label));
    button.title = title;
    button.setAttribute("aria-label", label);
    button.dataset["action"] = action;
    return button;
  };
  const more = actionMenu(
    iconButton("ellipsis", words.more, () => undefined),
    words.more,
    () => moreItems(context),
  );
  const element = h(
    "div",
    { class: "float selection", role: "toolbar", "aria-label": words.bar },
    count,
    command("eye", words.isolate, words.isolateTitle, "isolateSelection"),
    command("eye-closed", words.hide, words.hideTitle, "hideSelection"),
    h("span", { class: "sep" }),
    ...(hasEditor
      ? [command("list-selection", words.selectInEditor, words.selectInEditorTitle, "selectInEditor")]
      : [command("copy", words.copySelection, words.copySelection, "copySelection")]),
    more.element,
    iconButton("close", words.clear, () => context.store.change(clearSelection)),
  );
  arrowKeys(element);
  const draw = onChange(
    (state: State) => [state.view.selection, visiblePoints(state), state.outline !== undefined] as const,
    (selection, visible, drawing) => {
      const hidden = drawing ? 0 : selection.length - common(selection, visible).length;
      count.textContent = words.selected(selection.length, hidden);
      element.classList.toggle("drawing", drawing);
    },
  );
  return {
    element,
    update: (state) => {
      const shown = !isBare(state) && state.view.selection.length > 0;
      if (!shown && element.contains(document.activeElement)) document.getElementById("stage")?.focus();
      element.hidden = !shown;
      if (shown) draw(state);
    },
  };
}

/** One stop of the Tab key, as toolbars are: the arrow keys move within it. */
function arrowKeys(bar: HTMLElement): void {
  const buttons = (): HTMLButtonElement[] =>
    Array.from(bar.querySelectorAll("button")).filter((button) => button.closest(".popover") === null);
  const stop = (at: number): void => buttons().forEach((button, i) => (button.tabIndex = i === at ? 0 : -1));
  stop(0);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = buttons();
    const at = all.findIndex((button) => button === event.target);
    if (step === undefined || at < 0 || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (at + step + all.length) % all.length;
    stop(next);
    all[next]?.focus();
  });
}

function moreItems(context: Context): readonly MenuItem[] {
  const item = (label: string, action: SelectionAction, symbol: string, title?: string): MenuItem => ({
    label,
    icon: symbol,
    ...(title !== undefined && { title }),
    act: () => act(context, action),
  });
  const forEditor = context.host.hasEditor
    ? [
        item(words.openSelection, "openSelection", "new-file", words.openSelectionTitle),
        item(words.copySelection, "copySelection", "copy"),
      ]
    : [];
  return [
    ...forEditor,
    item(words.invert, "invertSelection", "arrow-swap", words.invertTitle),
    item(words.pin("A"), "pinA", "pin"),
    item(words.pin("B"), "pinB", "pin"),
  ];
}
