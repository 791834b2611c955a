import type { TaskInfo } from "../src/protocol/tasks.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { parameterFields } from "./form.ts";
import { listedTask } from "./nearestChoices.ts";
import { popover } from "./popover.ts";
import type { State } from "./state.ts";
import { setTaskValues } from "./view.ts";

/** The parameters of what is said of single points. A change asks anew at once. */
export function analysesForm({ host, store }: Context): Control {
  const button = iconButton("settings-gear", panelText.analysesTitle, () => undefined);
  const fields = (task: TaskInfo): HTMLElement => {
    const made = parameterFields(task.parameters, store.value.view.values[task.id] ?? {});
    const part = h("fieldset", {}, h("legend", { title: task.help }, task.label), ...made.elements);
    part.addEventListener("change", () => {
      const values = made.read();
      if (values !== undefined) store.change((state) => setTaskValues(state, task.id, values));
    });
    return part;
  };
  const opened = popover(button, panelText.analysesTitle, () =>
    h("div", { class: "form" }, ...withParameters(store.value).map(fields)),
  );
  return {
    element: opened.element,
    update: (state) => opened.show(host.hasEditor && withParameters(state).length > 0),
  };
}

/** The parameters of the list's own analysis stand above it. */
function withParameters(state: State): readonly TaskInfo[] {
  const listed = listedTask(state);
  return (state.info?.tasks ?? []).filter(
    (task) =>
      task !== listed &&
      task.stage === "analysis" &&
      (task.result === "perPoint" || task.result === "related") &&
      Object.keys(task.parameters).length > 0,
  );
}
