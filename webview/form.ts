import type { Parameter, ParameterGroup, Parameters } from "../src/protocol/parameters.ts";
import { declared } from "../src/strings/declared.ts";
import { valueWords } from "../src/strings/drawingWords.ts";
import { formText } from "../src/strings/forms.ts";
import { panelText } from "../src/strings/panel.ts";
import { h, setAttribute } from "./dom.ts";

/** Values of some parameters. */
export type Values = Readonly<Record<string, number | string>>;

/** A field for every parameter of a task. */
export interface Fields {
  readonly elements: readonly HTMLElement[];
  /** What stands in them; `undefined` where one holds no value that is allowed. */
  readonly read: () => Values | undefined;
  /** The same; goes to the first field whose value is not allowed, which says what is. */
  readonly check: () => Values | undefined;
  /** Puts values into their fields. */
  readonly write: (values: Values) => void;
  /** What stands in one of them, where it is allowed. */
  readonly valueOf: (name: string) => number | string | undefined;
}

/** Makes fields with the values that were chosen, the defaults where none was; those of a group closed under its heading, which says what of them is not as usual. */
export function parameterFields(parameters: Parameters, chosen: Values): Fields {
  const fields = Object.entries(parameters).map(([name, parameter]) => {
    return { name, parameter, ...fieldOf(name, parameter, chosen[name] ?? parameter.default) };
  });
  const groupNames = Object.keys(panelText.parameterGroups) as ParameterGroup[];
  const groups = groupNames.flatMap((name) => {
    const members = fields.filter(({ parameter }) => parameter.group === name);
    return members.length === 0 ? [] : [group(panelText.parameterGroups[name], members)];
  });
  const own = fields.filter(({ parameter }) => parameter.group === undefined).map(({ element }) => element);
  const read = (): Values | undefined => {
    const values = fields.map((field) => [field.name, field.read()] as const);
    if (!values.every((pair): pair is readonly [string, number | string] => pair[1] !== undefined)) return undefined;
    return Object.fromEntries(values);
  };
  return {
    elements: [...own, ...groups.map(({ element }) => element)],
    read,
    check: () => {
      const wrong = fields.find((field) => field.read() === undefined);
      for (const field of fields) field.complain();
      const closed = wrong?.input.closest("details");
      if (closed) closed.open = true;
      wrong?.input.focus();
      return read();
    },
    write: (values) => {
      for (const { name, input, complain } of fields) {
        const value = values[name];
        if (value === undefined) continue;
        input.value = String(value);
        complain();
      }
      for (const { tell } of groups) tell();
    },
    valueOf: (name) => fields.find((field) => field.name === name)?.read(),
  };
}

interface Field {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement | HTMLSelectElement;
  readonly read: () => number | string | undefined;
  /** Says what is allowed, where its value is not. */
  readonly complain: () => void;
}

/** Fields under a heading. */
function group(
  name: string,
  members: readonly (Field & { readonly name: string; readonly parameter: Parameter })[],
): { readonly element: HTMLElement; readonly tell: () => void } {
  const differing = h("span", { class: "differing" });
  const element = h(
    "details",
    { class: "parameters" },
    h("summary", {}, name, " ", differing),
    ...members.map((member) => member.element),
  );
  const parameters = Object.fromEntries(members.map((member) => [member.name, member.parameter]));
  const tell = (): void => {
    const values = members.flatMap((member) => {
      const value = member.read();
      return value === undefined ? [] : [[member.name, value] as const];
    });
    differing.textContent = valueWords(parameters, Object.fromEntries(values)).join(", ");
  };
  element.addEventListener("input", tell);
  tell();
  return { element, tell };
}

function fieldOf(name: string, parameter: Parameter, value: number | string): Field {
  if (parameter.kind === "choice") {
    const options = parameter.options.map((option) => ({ value: option, label: declared(option) }));
    const called = panelText.parameter(name, parameter.group);
    const { element, input } = choiceField(called, options, String(value), parameter.help);
    return { element, input, read: () => input.value, complain: () => undefined };
  }
  const { min, max, kind, help } = parameter;
  const input = h("input", { type: "number", min, max, step: kind === "integer" ? 1 : "any", required: true });
  input.value = String(value);
  const range = h("span", { class: "range" }, formText.range(min, max));
  const called = panelText.parameter(name, parameter.group);
  const element = labelled(called, input, formText.numberHelp(help, parameter.default), range);
  const wrong = h("small", { class: "wrong", role: "alert" });
  element.append(wrong);
  const complain = (): void => {
    const isAllowed = input.checkValidity();
    const words = isAllowed ? "" : formText.wrong(kind, min, max);
    if (wrong.textContent !== words) wrong.textContent = words;
    setAttribute(input, "aria-invalid", isAllowed ? undefined : "true");
  };
  input.addEventListener("input", complain);
  return { element, input, read: () => (input.checkValidity() ? input.valueAsNumber : undefined), complain };
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

/** The field's name, what it may be and, below it, what it does: all are read out with it. */
function labelled(name: string, input: HTMLElement, help: string | undefined, range?: HTMLElement): HTMLElement {
  const id = `field-${fields++}`;
  input.id = id;
  if (range !== undefined) range.id = `${id}-range`;
  const described = [...(range ? [`${id}-range`] : []), ...(help === undefined ? [] : [`${id}-help`])].join(" ");
  if (described !== "") input.setAttribute("aria-describedby", described);
  return h(
    "div",
    { class: "parameter" },
    h("label", { for: id }, name),
    range,
    input,
    help !== undefined && h("small", { id: `${id}-help` }, help),
  );
}
