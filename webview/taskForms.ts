import type { TaskInfo } from "../src/protocol/tasks.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { parameterFields } from "./form.ts";
import { popover } from "./popover.ts";
import type { State } from "./state.ts";
import { setTaskValues } from "./view.ts";

/**
 * A button that opens the parameters of those of the tasks that have any. A change asks anew at once. Not on a page, which
 * cannot compute.
 */
export function taskForms(
  { host, store }: Context,
  button: HTMLButtonElement,
  title: string,
  tasksOf: (state: State) => readonly TaskInfo[],
): Control {
  const withParameters = (state: State): readonly TaskInfo[] =>
    tasksOf(state).filter(({ parameters }) => Object.keys(parameters).length > 0);
  const fields = (task: TaskInfo): HTMLElement => {
    const made = parameterFields(task.parameters, store.value.view.values[task.id] ?? {});
    const part = h("fieldset", {}, h("legend", { title: task.help }, task.label), ...made.elements);
    part.addEventListener("change", () => {
      const values = made.read();
      if (values !== undefined) store.change((state) => setTaskValues(state, task.id, values));
    });
    return part;
  };
  const opened = popover(button, title, () => h("div", { class: "form" }, ...withParameters(store.value).map(fields)));
  return {
    element: opened.element,
    update: (state) => opened.show(host.hasEditor && withParameters(state).length > 0),
  };
}
