import type { Needed, Parameter } from "../src/protocol/parameters.ts";
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
      const { labels = [], files = [] } = state.shown?.dataset ?? {};
      return [task, task && state.view.values[task.id], labels.length > 0, files.length > 1] as const;
    },
    (task, values = {}, hasLabels, hasFiles) => {
      const has: Readonly<Record<Needed, boolean>> = { labels: hasLabels, files: hasFiles };
      const shown = Object.entries(task?.parameters ?? {}).flatMap(([name, all]): [string, Parameter][] => {
        const parameter = possible(all, has);
        return parameter.kind === "choice" && parameter.options.length < 2 ? [] : [[name, parameter]];
      });
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

/** A parameter with the options that mean something for these points. */
function possible(parameter: Parameter, has: Readonly<Record<Needed, boolean>>): Parameter {
  if (parameter.kind !== "choice") return parameter;
  const { needs = {}, options } = parameter;
  const isPossible = (option: string): boolean => {
    const needed = needs[option];
    return needed === undefined || has[needed];
  };
  return { ...parameter, options: options.filter(isPossible) };
}

/** A field: a choice says by its words what it is of, a number has its name beside it. */
function field(
  name: string,
  parameter: Parameter,
  value: number | string,
  choose: (value: number | string) => void,
): HTMLElement {
  const label = panelText.parameter(name, undefined);
  if (parameter.kind === "choice") {
    const options = parameter.options.map((option) => h("option", { value: option }, nearestText.option(option)));
    const select = h("select", { "data-parameter": name, "aria-label": label, title: parameter.help }, ...options);
    // What was chosen for other points is not among these: then all may be named.
    select.value = parameter.options.includes(String(value)) ? String(value) : parameter.default;
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
