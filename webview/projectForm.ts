import type { TaskInfo } from "../src/protocol/tasks.ts";
import { formText } from "../src/strings/forms.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, textButton } from "./dom.ts";
import { choiceField, parameterFields, type Fields, type Values } from "./form.ts";
import { localitySlider } from "./locality.ts";
import { popover } from "./popover.ts";
import { isBare, type State } from "./state.ts";

const WIDTH = 320;

/** How the picture is fitted: the method, its parameters, two or three dimensions. Not on a page, which cannot compute. */
export function projectForm(context: Context): Control {
  const { host } = context;
  const button = h(
    "button",
    { class: "flat project", type: "button", title: panelText.projectionTitle, "aria-label": panelText.projection },
    icon("graph-scatter"),
    h("span", { class: "words" }, panelText.projection),
  );
  const opened = popover(button, panelText.projectionTitle, () => form(context, () => opened.close()), WIDTH);
  return {
    element: opened.element,
    // The table has nothing of what is projected.
    update: (state) =>
      opened.show(host.hasEditor && !isBare(state) && state.view.mode !== "table" && projectionsOf(state).length > 0),
  };
}

/** Opens the form, where it is to be had. */
export function openProject(): void {
  const button = document.querySelector<HTMLElement>(".project");
  if (button?.closest("[hidden]") === null) button.click();
}

function projectionsOf({ info }: State): readonly TaskInfo[] {
  return (info?.tasks ?? []).filter(({ stage }) => stage === "projection");
}

function form({ host, store }: Context, close: () => void): HTMLElement {
  const projections = projectionsOf(store.value);
  const { drawing, usedValues = {} } = store.value.info ?? {};
  /** What stands in the fields of each method; at first what it was drawn with last. */
  const values: Record<string, Values> = { ...usedValues };
  if (drawing !== undefined) values[drawing.projection.id] = drawing.projection.values;
  const methods = methodList(projections, drawing?.projection.id);
  const dimensions = choiceField(
    panelText.dimensions,
    [2, 3].map((count) => ({ value: String(count), label: String(count) })),
    String(drawing?.dimensions ?? 2),
    panelText.dimensionsHelp,
  );
  const own = h("div", { class: "form" });
  let shown: { readonly task: TaskInfo; readonly fields: Fields; readonly follow: () => void } | undefined;
  const show = (task: TaskInfo | undefined): void => {
    if (shown !== undefined) values[shown.task.id] = shown.fields.read() ?? values[shown.task.id] ?? {};
    shown = task && { task, ...parametersOf(task, values[task.id] ?? {}, own) };
  };
  methods.element.addEventListener("change", () => show(methods.chosen()));
  show(methods.chosen());
  const reset = textButton(formText.reset, "button second", () => {
    if (shown === undefined) return;
    const standards = Object.entries(shown.task.parameters).map(([name, parameter]) => [name, parameter.default]);
    shown.fields.write(Object.fromEntries(standards) as Values);
    shown.follow();
  });
  reset.title = formText.resetTitle;
  const draw = h("button", { class: "button", type: "submit" }, panelText.draw);
  const buttons = h("div", { class: "buttons" }, draw, reset);
  // What is wrong with a value is said at its field.
  const made = h("form", { class: "form", novalidate: true }, methods.element, own, dimensions.element, buttons);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = shown?.fields.check();
    if (chosen === undefined || shown === undefined) return;
    host.draw({
      projection: { id: shown.task.id, values: chosen },
      dimensions: dimensions.input.value === "3" ? 3 : 2,
    });
    close();
  });
  return made;
}

/** The methods with what each does; of the chosen one all that is said of it. */
function methodList(
  projections: readonly TaskInfo[],
  current: string | undefined,
): { readonly element: HTMLElement; readonly chosen: () => TaskInfo | undefined } {
  const rows = projections.map((task, i) => {
    const { id, label, help, reference } = task;
    const isChosen = id === current || (i === 0 && !projections.some((each) => each.id === current));
    const input = h("input", { type: "radio", name: "method", value: id, checked: isChosen });
    input.setAttribute("aria-describedby", `method-${i}`);
    const about = h("small", { id: `method-${i}`, title: help }, help);
    if (reference !== undefined) about.append(h("span", { class: "reference" }, ` ${reference}`));
    return { task, input, element: h("label", { class: "method" }, input, h("b", {}, label), about) };
  });
  return {
    element: h(
      "fieldset",
      { class: "methods" },
      h("legend", {}, panelText.method),
      ...rows.map(({ element }) => element),
    ),
    chosen: () => rows.find(({ input }) => input.checked)?.task,
  };
}

/** Puts the fields of a method into a place, with the slider of one that can look nearer or further. */
function parametersOf(
  { parameters, locality }: TaskInfo,
  chosen: Values,
  place: HTMLElement,
): { readonly fields: Fields; readonly follow: () => void } {
  const fields = parameterFields(parameters, chosen);
  const slider =
    locality &&
    localitySlider(locality, parameters[locality.parameter], (value) => fields.write({ [locality.parameter]: value }));
  const follow = (): void => slider?.follow(fields.valueOf(locality?.parameter ?? ""));
  place.replaceChildren(...(slider ? [slider.element] : []), ...fields.elements);
  place.oninput = ({ target }) => {
    if (!(target instanceof HTMLInputElement && target.type === "range")) follow();
  };
  follow();
  return { fields, follow };
}
