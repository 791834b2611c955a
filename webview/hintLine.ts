import { panelText } from "../src/strings/panel.ts";
import { planeText } from "../src/strings/planes.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { onChange } from "./memo.ts";
import { isFlat, planeViewOf } from "./planeState.ts";
import { isBare, type State } from "./state.ts";

/** What the mouse does on the picture; not shown while a run has something to say. */
export function hintLine({ host }: Context): Control {
  const element = h("p", { class: "hint", "aria-hidden": "true" });
  const draw = onChange(
    (state: State) => [planeViewOf(state), isFlat(state)] as const,
    (view, flat) => {
      const ofPlanes = planeText.hints[view === "pair" ? "pair" : flat ? "flat" : "deep"];
      element.classList.toggle("boxed", view !== undefined && flat);
      const parts = view === undefined ? panelText.hints(host.hasEditor) : ofPlanes;
      element.replaceChildren(...parts.map(([key, what]) => h("span", {}, h("kbd", {}, key), ` ${what}`)));
    },
  );
  return {
    element,
    update: (state) => {
      element.hidden = isBare(state) || state.panel?.kind !== "ready";
      draw(state);
    },
  };
}
