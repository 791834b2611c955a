import { panelText } from "../src/strings/panel.ts";
import type { TaskInfo } from "../src/protocol/tasks.ts";
import type { Context, Control } from "./control.ts";
import { h, icon } from "./dom.ts";
import { choiceField, parameterFields, type Fields } from "./form.ts";
import { popover } from "./popover.ts";
import { isBare, type State } from "./state.ts";

/** How the picture is fitted: the projection, its parameters, two or three dimensions. Not on a page, which cannot compute. */
export function drawingForm(context: Context): Control {
  const { host } = context;
  const button = h(
    "button",
    { class: "flat", type: "button", title: panelText.projectionTitle, "aria-label": panelText.projection },
    icon("graph-scatter"),
    h("span", { class: "words" }, panelText.projection),
  );
  const opened = popover(button, panelText.projectionTitle, () => form(context, () => opened.close()));
  return {
    element: opened.element,
    // The table has nothing of what is projected.
    update: (state) =>
      opened.show(host.hasEditor && !isBare(state) && state.view.mode !== "table" && projectionsOf(state).length > 0),
  };
}

function projectionsOf({ info }: State): readonly TaskInfo[] {
  return (info?.tasks ?? []).filter(({ stage }) => stage === "projection");
}

function form({ host, store }: Context, close: () => void): HTMLElement {
  const projections = projectionsOf(store.value);
  const drawing = store.value.info?.drawing;
  const dimensions = choiceField(
    panelText.dimensions,
    [2, 3].map((count) => ({ value: String(count), label: String(count) })),
    String(drawing?.dimensions ?? 2),
    panelText.dimensionsHelp,
  );
  const options = projections.map(({ id, label }) => ({ value: id, label }));
  const method = choiceField(panelText.method, options, drawing?.projection.id ?? "");
  const own = h("div", { class: "form" });
  let fields: Fields | undefined;
  const chosen = (): TaskInfo | undefined => projections.find(({ id }) => id === method.input.value);
  const showParameters = (): void => {
    const task = chosen();
    const values = task !== undefined && task.id === drawing?.projection.id ? drawing.projection.values : {};
    fields = parameterFields(task?.parameters ?? {}, values);
    own.replaceChildren(...(task === undefined ? [] : [h("p", { class: "help" }, task.help)]), ...fields.elements);
  };
  method.input.addEventListener("change", showParameters);
  showParameters();
  const draw = h("button", { class: "button", type: "submit" }, panelText.draw);
  const made = h("form", { class: "form" }, method.element, own, dimensions.element, draw);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = fields?.read();
    const task = chosen();
    if (values === undefined || task === undefined) return;
    host.draw({ projection: { id: task.id, values }, dimensions: dimensions.input.value === "3" ? 3 : 2 });
    close();
  });
  return made;
}
