import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, setAttribute } from "./dom.ts";
import { isBare } from "./state.ts";
import { setMode } from "./view.ts";
import { viewOf, views } from "./views.ts";

/** Keeps the tabs short while their names do not fit, whatever in their line comes, goes, grows or shrinks. */
function watchRoom(tabs: HTMLElement): void {
  const measure = (): void => {
    tabs.classList.remove("short");
    tabs.classList.toggle("short", tabs.scrollWidth > tabs.clientWidth);
  };
  const sizes = new ResizeObserver(measure);
  sizes.observe(tabs);
  // The line is made after the tabs are.
  queueMicrotask(() => {
    const line = tabs.parentElement;
    if (line === null) return;
    sizes.observe(line);
    for (const part of line.children) sizes.observe(part);
  });
}

/** The views as tabs: by name, or where those do not fit, by icon but the shown one. */
export function viewTabs({ store }: Context): Control {
  const tabs = views.map((view) => {
    const tab = h(
      "button",
      {
        ...{ class: "tab", type: "button", role: "tab", "aria-label": view.label },
        title: panelText.viewTab(view.label, view.key),
      },
      icon(view.icon),
      h("span", {}, view.label),
    );
    tab.addEventListener("click", (event) => {
      store.change((state) => setMode(state, view.id));
      // Who clicks wants the view's own keys next; by the keyboard the tabs keep it, and `detail` is 0.
      if (event.detail > 0) tab.blur();
    });
    return { view, tab };
  });
  const element = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": panelText.viewTabs },
    ...tabs.map(({ tab }) => tab),
  );
  watchRoom(element);
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
