import type { Parameter } from "../src/protocol/parameters.ts";
import type { TaskInfo } from "../src/protocol/tasks.ts";
import { nearestText } from "../src/strings/nearest.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h } from "./dom.ts";
import { onChange } from "./memo.ts";
import type { State } from "./state.ts";
import { setTaskValues } from "./view.ts";

/** The analysis whose points are listed, named and drawn: the first one that relates points. */
export function listedTask({ info }: State): TaskInfo | undefined {
  return info?.tasks.find(({ stage, result }) => stage === "analysis" && result === "related");
}

/** What is listed: how many, by which distance, of which records. Not on a page, which cannot compute. */
export function nearestChoices({ host, store }: Context): Control {
  const element = h("div", { class: "choices", role: "group", "aria-label": nearestText.choices });
  const draw = onChange(
    (state: State) => {
      const task = listedTask(state);
      return [task, task && state.view.values[task.id], (state.shown?.dataset.labels.length ?? 0) > 0] as const;
    },
    (task, values = {}, hasLabels) => {
      const shown = Object.entries(task?.parameters ?? {}).filter(
        ([, parameter]) => hasLabels || parameter.kind !== "choice" || parameter.needs !== "labels",
      );
      element.hidden = !host.hasEditor || shown.length === 0;
      if (element.hidden || task === undefined) return;
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["parameter"] : "";
      const fields = shown.map(([name, parameter]) =>
        field(name, parameter, values[name] ?? parameter.default, (value) =>
          store.change((state) => setTaskValues(state, task.id, { ...state.view.values[task.id], [name]: value })),
        ),
      );
      element.replaceChildren(...fields);
      element.querySelector<HTMLElement>(`[data-parameter="${focused ?? ""}"]`)?.focus();
    },
  );
  return { element, update: draw };
}

/** A field: a choice says by its words what it is of, a number has its name beside it. */
function field(
  name: string,
  parameter: Parameter,
  value: number | string,
  choose: (value: number | string) => void,
): HTMLElement {
  const label = panelText.parameter(name);
  if (parameter.kind === "choice") {
    const options = parameter.options.map((option) => h("option", { value: option }, nearestText.option(option)));
    const select = h("select", { "data-parameter": name, "aria-label": label, title: parameter.help }, ...options);
    select.value = String(value);
    select.addEventListener("change", () => choose(select.value));
    return select;
  }
  const { min, max, kind } = parameter;
  const step = kind === "integer" ? 1 : "any";
  const input = h("input", { "data-parameter": name, type: "number", min, max, step, required: true });
  input.value = String(value);
  input.addEventListener("change", () => {
    if (input.checkValidity()) choose(input.valueAsNumber);
  });
  return h("label", { title: parameter.help }, label, input);
}
