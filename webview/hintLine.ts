import { panelText } from "../src/strings/panel.ts";
import { planeText } from "../src/strings/planes.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { onChange } from "./memo.ts";
import { boxIn } from "./planeRuler.ts";
import { areasOf } from "./planeSights.ts";
import type { PlaneView } from "./planes.ts";
import { isFlat, planeViewOf } from "./planeState.ts";
import { isBare, type State } from "./state.ts";

/** What the mouse does on the picture; not shown while a run has something to say. */
export function hintLine({ host }: Context): Control {
  const element = h("p", { class: "hint", "aria-hidden": "true" });
  let seen: PlaneView | undefined;
  const draw = onChange(
    (state: State) => [planeViewOf(state), isFlat(state)] as const,
    (view, flat) => {
      seen = flat ? view : undefined;
      place();
      const ofPlanes = planeText.hints[view === "pair" ? "pair" : flat ? "flat" : "deep"];
      const parts = view === undefined ? panelText.hints(host.hasEditor) : ofPlanes;
      element.replaceChildren(...parts.map(([key, what]) => h("span", {}, h("kbd", {}, key), ` ${what}`)));
    },
  );
  /** Its place in the box of a flat layer, beside what is written there; in Pair in the first one. */
  const place = (): void => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = element.parentElement ?? {};
    const [first, second] = seen === undefined ? [] : areasOf(seen, { width, height });
    const isBoxed = first !== undefined && boxIn(first, seen === "pair") !== first;
    element.classList.toggle("boxed", isBoxed);
    element.classList.toggle("beside", isBoxed && second !== undefined && second[0] > first[0]);
  };
  queueMicrotask(() => {
    // The view is made after what stands in it is.
    if (element.parentElement !== null) new ResizeObserver(place).observe(element.parentElement);
  });
  return {
    element,
    update: (state) => {
      element.hidden = isBare(state) || state.panel?.kind !== "ready";
      draw(state);
    },
  };
}
