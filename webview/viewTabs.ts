import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, setAttribute, textButton } from "./dom.ts";
import { isBare } from "./state.ts";
import { setMode } from "./view.ts";
import { viewOf, views } from "./views.ts";

/** The views as tabs. */
export function viewTabs({ store }: Context): Control {
  const tabs = views.map((view) => {
    const tab = textButton(view.label, "tab", () => store.change((state) => setMode(state, view.id)));
    setAttribute(tab, "role", "tab");
    tab.title = panelText.viewTab(view.label, view.key);
    return { view, tab };
  });
  const element = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": panelText.viewTabs },
    ...tabs.map(({ tab }) => tab),
  );
  element.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || event.shiftKey) return;
    event.stopPropagation();
    event.preventDefault();
    const at = tabs.findIndex(({ tab }) => tab.getAttribute("aria-selected") === "true");
    const next = tabs[(at + step + tabs.length) % tabs.length]?.tab;
    next?.click();
    next?.focus();
  });
  return {
    element,
    update: (state) => {
      element.hidden = isBare(state) || tabs.length < 2;
      const current = viewOf(state);
      for (const { view, tab } of tabs) {
        setAttribute(tab, "aria-selected", String(view === current));
        tab.tabIndex = view === current ? 0 : -1;
      }
    },
  };
}
