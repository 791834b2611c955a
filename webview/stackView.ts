import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, setAttribute, textButton } from "./dom.ts";
import { separationOf, type Trajectories } from "./state.ts";
import { SEPARATION_RANGE, setSeparation, setTrajectories } from "./view.ts";
import type { PanelView } from "./views.ts";

/** All layers one above the other, every point a trajectory. */
export const stackView: PanelView = {
  id: "stack",
  label: panelText.views.stack,
  key: "1",
  create: (context) => ({ options: [trajectoryChoice(context), separationSlider(context)] }),
};

function trajectoryChoice({ store }: Context): Control {
  const choices = Object.entries(panelText.trajectoryChoices) as [Trajectories, string][];
  const buttons = choices.map(([value, label]) => {
    const button = textButton(label, "", () => store.change((state) => setTrajectories(state, value)));
    setAttribute(button, "role", "radio");
    return { value, button };
  });
  const group = h(
    "span",
    { class: "choice", role: "radiogroup", "aria-label": panelText.trajectories },
    ...buttons.map(({ button }) => button),
  );
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.shiftKey) return;
    event.stopPropagation();
    event.preventDefault();
    const at = buttons.findIndex(({ button }) => button.getAttribute("aria-checked") === "true");
    const next = buttons[(at + step + buttons.length) % buttons.length];
    next?.button.click();
    next?.button.focus();
  });
  return {
    element: h("span", { class: "option" }, h("span", { class: "words" }, panelText.trajectories), group),
    update: ({ view }) => {
      for (const { value, button } of buttons) {
        setAttribute(button, "aria-checked", String(view.trajectories === value));
        button.tabIndex = view.trajectories === value ? 0 : -1;
      }
    },
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
