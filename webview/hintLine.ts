import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { isBare } from "./state.ts";

/** What the mouse does on the picture; not shown while a run has something to say. */
export function hintLine({ host }: Context): Control {
  const parts = panelText.hints(host.hasEditor).map(([key, what]) => h("span", {}, h("kbd", {}, key), ` ${what}`));
  const element = h("p", { class: "hint", "aria-hidden": "true" }, ...parts);
  return { element, update: (state) => void (element.hidden = isBare(state) || state.panel?.kind !== "ready") };
}
