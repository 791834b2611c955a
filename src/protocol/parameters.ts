import { StrataError } from "./errors.ts";

/** One parameter of a method: enough for a form, a command-line flag and a cache key. */
export type Parameter =
  | {
      readonly kind: "integer" | "number";
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly help: string;
      readonly group?: ParameterGroup;
    }
  | {
      readonly kind: "choice";
      readonly default: string;
      readonly options: readonly string[];
      readonly help: string;
      /** What the points have to have for some of the options to mean anything. */
      readonly needs?: Readonly<Record<string, Needed>>;
      readonly group?: ParameterGroup;
    };

/** What a parameter is about, where it is not the method's own: what is done to the states before, or how layers go together. */
export type ParameterGroup = "preparation" | "layers";

/** The parameter of a method that says how far it looks, and from where to where it makes sense: the ends of a slider. */
export interface Locality {
  readonly parameter: string;
  readonly low: number;
  readonly high: number;
}

/** What points may have: labels that are categories, or files they come from where there are several. */
export type Needed = "labels" | "files";

export type Parameters = Readonly<Record<string, Parameter>>;

/** A value for every parameter of a method. */
export type ParameterValues<P extends Parameters = Parameters> = {
  readonly [Name in keyof P]: P[Name] extends { options: readonly (infer Option)[] } ? Option : ValueOf<P[Name]>;
};

type ValueOf<P extends Parameter> = P["default"] extends number ? number : P["default"];

/** What a method takes where nothing was chosen. */
export function defaultsOf<P extends Parameters>(parameters: P): ParameterValues<P> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
  ) as ParameterValues<P>;
}

/**
 * A value for every parameter: what was chosen, else the default. Throws `optionUnknown` for a value that is not
 * allowed and for a name there is no parameter of.
 */
export function valuesOf<P extends Parameters>(
  parameters: P,
  chosen: Readonly<Record<string, number | string>>,
): ParameterValues<P> {
  for (const [name, value] of Object.entries(chosen)) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined || !isAllowed(parameter, value)) {
      const allowed = parameter === undefined ? Object.keys(parameters).join(", ") || "none" : allowedValues(parameter);
      const option = parameter === undefined ? "parameter" : name;
      throw new StrataError("optionUnknown", {
        option,
        value: parameter === undefined ? name : String(value),
        allowed,
      });
    }
  }
  return { ...defaultsOf(parameters), ...chosen };
}

/** Whether every value is one that a parameter may have. */
export function areAllowed(parameters: Parameters, values: Readonly<Record<string, number | string>>): boolean {
  return Object.entries(values).every(([name, value]) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return parameter !== undefined && isAllowed(parameter, value);
  });
}

/** What a parameter may be, in words. */
export function allowedValues(parameter: Parameter): string {
  if (parameter.kind === "choice") return parameter.options.join(", ");
  const { kind, min, max } = parameter;
  return `${kind === "integer" ? "a whole number" : "a number"} from ${min} to ${max}`;
}

function isAllowed(parameter: Parameter, value: number | string): boolean {
  if (parameter.kind === "choice") return typeof value === "string" && parameter.options.includes(value);
  if (typeof value !== "number" || !(value >= parameter.min && value <= parameter.max)) return false;
  return parameter.kind === "number" || Number.isInteger(value);
}
