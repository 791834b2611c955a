import type { Parameter, ParameterGroup, Parameters } from "../src/protocol/parameters.ts";
import { declared } from "../src/strings/declared.ts";
import { panelText } from "../src/strings/panel.ts";
import { h } from "./dom.ts";

/** Values of some parameters. */
export type Values = Readonly<Record<string, number | string>>;

/** A field for every parameter of a task. */
export interface Fields {
  readonly elements: readonly HTMLElement[];
  /** What stands in them; `undefined` where one holds no value that is allowed. */
  readonly read: () => Values | undefined;
}

/** Makes fields with the values that were chosen, the defaults where none was; those of a group under its heading, closed while none of them was. */
export function parameterFields(parameters: Parameters, chosen: Values): Fields {
  const fields = Object.entries(parameters).map(([name, parameter]) => {
    return { name, group: parameter.group, ...fieldOf(name, parameter, chosen[name] ?? parameter.default) };
  });
  const own = fields.filter(({ group }) => group === undefined).map(({ element }) => element);
  const groups = Object.keys(panelText.parameterGroups) as ParameterGroup[];
  const grouped = groups.flatMap((name) => {
    const members = fields.filter(({ group }) => group === name).map(({ element }) => element);
    if (members.length === 0) return [];
    const isChosen = Object.entries(parameters).some(
      ([id, { group, default: standard }]) => group === name && (chosen[id] ?? standard) !== standard,
    );
    const heading = h("summary", {}, panelText.parameterGroups[name]);
    const part = h("details", { class: "parameters", open: isChosen }, heading, ...members);
    // What is not allowed is seen: a form is not sent, and says nothing, while such a value is hidden.
    part.addEventListener("invalid", () => void (part.open = true), true);
    return [part];
  });
  return {
    elements: [...own, ...grouped],
    read: () => {
      const values = fields.map(({ name, read }) => [name, read()] as const);
      if (!values.every((pair): pair is readonly [string, number | string] => pair[1] !== undefined)) return undefined;
      return Object.fromEntries(values);
    },
  };
}

interface Field {
  readonly element: HTMLElement;
  readonly read: () => number | string | undefined;
}

function fieldOf(name: string, parameter: Parameter, value: number | string): Field {
  if (parameter.kind === "choice") {
    const options = parameter.options.map((option) => ({ value: option, label: declared(option) }));
    const { element, input } = choiceField(name, options, String(value), parameter.help);
    return { element, read: () => input.value };
  }
  const { min, max, kind, help } = parameter;
  const input = h("input", { type: "number", min, max, step: kind === "integer" ? 1 : "any", required: true });
  input.value = String(value);
  return {
    element: labelled(name, input, panelText.numberHelp(help, min, max, parameter.default)),
    read: () => (input.checkValidity() ? input.valueAsNumber : undefined),
  };
}

/** A list of which one is chosen. */
export function choiceField(
  name: string,
  options: readonly { readonly value: string; readonly label: string }[],
  value: string,
  help?: string,
): { readonly element: HTMLElement; readonly input: HTMLSelectElement } {
  const input = h("select", {}, ...options.map((option) => h("option", { value: option.value }, option.label)));
  input.value = value;
  return { element: labelled(name, input, help), input };
}

let fields = 0;

/** The field's name and, below it, what it does: both are read out with it. */
function labelled(name: string, input: HTMLElement, help: string | undefined): HTMLElement {
  const id = `field-${fields++}`;
  input.id = id;
  if (help !== undefined) input.setAttribute("aria-describedby", `${id}-help`);
  return h(
    "div",
    { class: "parameter" },
    h("label", { for: id }, panelText.parameter(name)),
    input,
    help !== undefined && h("small", { id: `${id}-help` }, help),
  );
}
