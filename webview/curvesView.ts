import { pointKind } from "../src/protocol/engine.ts";
import { curvesTable, curvesText } from "../src/strings/curves.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { curvesGrid } from "./curvesGrid.ts";
import { chartsOf } from "./charts.ts";
import { h, icon, iconButton } from "./dom.ts";
import { taskForms } from "./taskForms.ts";
import type { PanelView } from "./views.ts";

/** Numbers per layer as small charts. */
export const curvesView: PanelView = {
  id: "curves",
  label: panelText.views.curves,
  icon: "graph-line",
  key: "4",
  create: (context) => ({
    options: [over(), parametersForm(context), copyButton(context)],
    body: curvesGrid(context),
  }),
};

/** Of how many the numbers are. */
function over(): Control {
  const element = h("span", { class: "option words over" });
  return {
    element,
    update: (state) => {
      const { shown } = state;
      element.textContent =
        shown === undefined || chartsOf(state).length === 0
          ? ""
          : curvesText.over(shown.picture.drawn, pointKind(shown.dataset));
    },
  };
}

/** The parameters of the numbers: neighbours, distances. */
function parametersForm(context: Context): Control {
  const button = h(
    "button",
    { class: "flat", type: "button", title: curvesText.parameters, "aria-label": curvesText.options },
    icon("settings"),
    h("span", { class: "words" }, curvesText.options),
  );
  return taskForms(context, button, curvesText.parameters, ({ info }) =>
    (info?.tasks ?? []).filter(({ stage, result }) => stage === "analysis" && result === "perLayer"),
  );
}

/** Copies every number that is there, to be pasted into a sheet. */
function copyButton({ host, store }: Context): Control {
  const button = iconButton("copy", curvesText.copy, () => {
    const state = store.value;
    const series = chartsOf(state).flatMap(({ content }) => (content.kind === "numbers" ? content.series : []));
    host.copy(curvesTable(state.shown?.picture.layers ?? [], series));
  });
  return { element: h("span", { class: "option copy-all" }, button), update: () => undefined };
}
