import { panelText } from "../src/strings/panel.ts";
import { planeText } from "../src/strings/planes.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { spaceChoice } from "./layerView.ts";
import { MOST_LINES, MOVED, MOVED_NARROW } from "./movers.ts";
import { setPairLines, swapLayers } from "./planeChanges.ts";
import { pairLines, type PairLines } from "./planes.ts";
import { quickList } from "./quickList.ts";
import type { PanelView } from "./views.ts";

/** Two layers beside each other, with what moves between them. */
export const pairView: PanelView = {
  id: "pair",
  label: panelText.views.pair,
  icon: "split-horizontal",
  key: "3",
  create: (context) => ({
    options: [spaceChoice(context), linesChoice(context), leftOut(), swapButton(context)],
  }),
};

function linesChoice({ store }: Context): Control {
  const list = quickList<PairLines>(
    planeText.lines,
    planeText.linesTitle,
    pairLines.map((lines) => [lines, planeText.lineChoices(MOVED)[lines]]),
    (lines) => store.change((state) => setPairLines(state, lines)),
  );
  return {
    element: list.element,
    update: ({ view }) => {
      const most = matchMedia("(max-width: 559px)").matches ? MOVED_NARROW : MOVED;
      list.name((lines) => planeText.lineChoices(most)[lines]);
      list.show(view.planes.lines);
    },
  };
}

/** How many of the selected set have lines, where that is a part. */
function leftOut(): Control {
  const element = h("span", { class: "extra" });
  return {
    element,
    update: ({ view }) => {
      const all = view.selection.length;
      const isPart = view.planes.lines === "selection" && all > MOST_LINES;
      element.textContent = isPart ? planeText.linesLeftOut(MOST_LINES, all) : "";
    },
  };
}

function swapButton({ store }: Context): Control {
  const button = iconButton("arrow-swap", planeText.swap, () => store.change(swapLayers));
  return { element: h("span", { class: "group at-end" }, button), update: () => undefined };
}
