import { pointKind } from "../src/protocol/engine.ts";
import type { TaskInfo } from "../src/protocol/tasks.ts";
import { curvesTable, curvesText } from "../src/strings/curves.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { curvesGrid } from "./curvesGrid.ts";
import { chartsOf } from "./charts.ts";
import { h, icon, iconButton } from "./dom.ts";
import { parameterFields } from "./form.ts";
import { popover } from "./popover.ts";
import type { State } from "./state.ts";
import { setTaskValues } from "./view.ts";
import type { PanelView } from "./views.ts";

/** Numbers per layer as small charts. */
export const curvesView: PanelView = {
  id: "curves",
  label: panelText.views.curves,
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
    update: ({ shown }) => {
      element.textContent = shown === undefined ? "" : curvesText.over(shown.picture.drawn, pointKind(shown.dataset));
    },
  };
}

/** The parameters of the numbers: neighbours, distances. Not on a page, which cannot compute. */
function parametersForm({ host, store }: Context): Control {
  const button = h(
    "button",
    { class: "flat", type: "button", title: curvesText.parameters, "aria-label": curvesText.parameters },
    icon("settings"),
    h("span", { class: "words" }, `${curvesText.options}…`),
  );
  const fields = (task: TaskInfo): HTMLElement => {
    const made = parameterFields(task.parameters, store.value.view.values[task.id] ?? {});
    const part = h("fieldset", {}, h("legend", { title: task.help }, task.label), ...made.elements);
    part.addEventListener("change", () => {
      const values = made.read();
      if (values !== undefined) store.change((state) => setTaskValues(state, task.id, values));
    });
    return part;
  };
  const opened = popover(button, curvesText.parameters, () =>
    h("div", { class: "form" }, ...withParameters(store.value).map(fields)),
  );
  return {
    element: opened.element,
    update: (state) => opened.show(host.hasEditor && withParameters(state).length > 0),
  };
}

function withParameters({ info }: State): readonly TaskInfo[] {
  return (info?.tasks ?? []).filter(
    ({ stage, result, parameters }) =>
      stage === "analysis" && result === "perLayer" && Object.keys(parameters).length > 0,
  );
}

/** Copies every number that is there, to be pasted into a sheet. */
function copyButton({ host, store }: Context): Control {
  const button = iconButton("copy", curvesText.copy, () => {
    const state = store.value;
    const series = chartsOf(state).flatMap(({ content }) => (content.kind === "numbers" ? content.series : []));
    host.copy(curvesTable(state.shown?.picture.layers ?? [], series));
  });
  return { element: h("span", { class: "option at-end" }, button), update: () => undefined };
}
