import type { TaskInfo } from "../src/protocol/tasks.ts";
import { clusterText } from "../src/strings/clusters.ts";
import { panelText } from "../src/strings/panel.ts";
import { chosenTask } from "./clustersPane.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { choiceField, parameterFields, type Fields } from "./form.ts";
import { popover } from "./popover.ts";
import type { State } from "./state.ts";
import { setColouring, setTaskValues } from "./view.ts";

/** How the points are grouped: the method, where, how broad. A button makes them anew. Not on a page, which cannot compute. */
export function clusterForm({ store, host }: Context): Control {
  const button = iconButton("settings-gear", clusterText.form, () => undefined);
  const opened = popover(button, clusterText.form, content);

  function content(): HTMLElement {
    const tasks = groupingTasks(store.value);
    const options = tasks.map(({ id, label }) => ({ value: id, label }));
    const method = choiceField(panelText.method, options, chosenTask(store.value)?.id ?? "");
    const own = h("div", { class: "form" });
    const chosen = (): TaskInfo | undefined => tasks.find(({ id }) => id === method.input.value);
    let fields: Fields | undefined;
    const show = (): void => {
      const task = chosen();
      fields = task && parameterFields(task.parameters, store.value.view.values[task.id] ?? {});
      own.replaceChildren(h("p", { class: "help" }, task?.help ?? ""), ...(fields?.elements ?? []));
    };
    method.input.addEventListener("change", show);
    show();
    const submit = h("button", { class: "button", type: "submit" }, clusterText.group);
    const form = h("form", { class: "form" }, method.element, own, submit);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const [task, values] = [chosen(), fields?.read()];
      if (task === undefined || values === undefined) return;
      store.change((state) => setColouring(setTaskValues(state, task.id, values), { kind: "task", id: task.id }));
      opened.close();
    });
    return form;
  }

  return {
    element: opened.element,
    update: (state) => opened.show(host.hasEditor && groupingTasks(state).length > 0),
  };
}

function groupingTasks({ info }: State): readonly TaskInfo[] {
  return (info?.tasks ?? []).filter(({ stage, result }) => stage === "analysis" && result === "groups");
}
