/** One parameter of a method: enough for a form, a command-line flag and a cache key. */
export type Parameter =
  | {
      readonly kind: "integer" | "number";
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly help: string;
    }
  | { readonly kind: "choice"; readonly default: string; readonly options: readonly string[]; readonly help: string };

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
