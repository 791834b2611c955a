import { panelText } from "../src/strings/panel.ts";
import { planeText } from "../src/strings/planes.ts";
import { choice } from "./choice.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton, setAttribute } from "./dom.ts";
import { setSpace, setTrail, toggleWords } from "./planeChanges.ts";
import { trails, type Trail } from "./planes.ts";
import { spaceOf } from "./planeState.ts";
import { previews } from "./previews.ts";
import { quickList } from "./quickList.ts";
import type { Dimensions } from "../src/protocol/engine.ts";
import type { PanelView } from "./views.ts";

/** One layer, seen from above or in three dimensions, and all of them in small below it. */
export const layerView: PanelView = {
  id: "layer",
  label: panelText.views.layer,
  icon: "graph-scatter",
  key: "2",
  create: (context) => ({
    options: [spaceChoice(context), trailChoice(context), wordsSwitch(context)],
    below: previews(context),
  }),
};

/** Two dimensions or three. Where the picture has two, the third is fitted when it is asked for. */
export function spaceChoice({ store, host }: Context): Control {
  const choose = (space: Dimensions): void => {
    const { info, shown } = store.value;
    if (space === 3 && shown?.picture.dimensions === 2) {
      // In the axes of another picture there are as many as that one has.
      if (info !== undefined && host.hasEditor) host.draw({ projection: info.drawing.projection, dimensions: 3 });
    }
    store.change((state) => setSpace(state, space));
  };
  const made = choice<Dimensions>(
    planeText.space,
    [
      [2, planeText.spaces[2]],
      [3, planeText.spaces[3]],
    ],
    choose,
  );
  return {
    element: made.element,
    update: (state) => {
      const isDeep = state.shown?.picture.dimensions === 3;
      made.show(spaceOf(state), (space) => space === 2 || isDeep || host.hasEditor);
      setAttribute(
        made.element,
        "title",
        isDeep ? undefined : host.hasEditor ? planeText.fitInThree : planeText.threeMissing,
      );
    },
  };
}

function trailChoice({ store }: Context): Control {
  const list = quickList<Trail>(
    planeText.trail,
    planeText.trailTitle,
    trails.map((trail) => [trail, planeText.trails[trail]]),
    (trail) => store.change((state) => setTrail(state, trail)),
  );
  return { element: list.element, update: ({ view }) => list.show(view.planes.trail) };
}

function wordsSwitch({ store }: Context): Control {
  const button = iconButton("tag", planeText.words, () => store.change(toggleWords));
  return {
    element: h("span", { class: "group at-end" }, button),
    update: ({ view }) => setAttribute(button, "aria-pressed", String(view.planes.words)),
  };
}
