import { panelText } from "../src/strings/panel.ts";
import { choice } from "./choice.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { separationOf, type Trajectories } from "./state.ts";
import { SEPARATION_RANGE, setSeparation, setTrajectories } from "./view.ts";
import type { PanelView } from "./views.ts";

/** All layers one above the other, every point a trajectory. */
export const stackView: PanelView = {
  id: "stack",
  label: panelText.views.stack,
  icon: "layers",
  key: "1",
  create: (context) => ({ options: [trajectoryChoice(context), separationSlider(context)] }),
};

function trajectoryChoice({ store }: Context): Control {
  const choices = Object.entries(panelText.trajectoryChoices) as [Trajectories, string][];
  const made = choice(panelText.trajectories, choices, (value) =>
    store.change((state) => setTrajectories(state, value)),
  );
  return {
    element: h("span", { class: "option" }, h("span", { class: "words" }, panelText.trajectories), made.element),
    update: ({ view }) => made.show(view.trajectories),
  };
}

function separationSlider({ store }: Context): Control {
  const [min, max] = SEPARATION_RANGE;
  const input = h("input", {
    type: "range",
    class: "slider",
    min,
    max,
    step: 0.5,
    title: panelText.separationTitle,
    "aria-label": panelText.separation,
  });
  input.addEventListener("input", () => store.change((state) => setSeparation(state, Number(input.value))));
  return {
    element: h("label", { class: "option" }, h("span", { class: "words" }, panelText.separation), input),
    update: (state) => {
      const separation = separationOf(state);
      if (Number(input.value) !== separation) input.value = String(separation);
      input.style.setProperty("--at", ((separation - min) / (max - min)).toFixed(3));
    },
  };
}
