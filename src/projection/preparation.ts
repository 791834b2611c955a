import type { Parameters } from "../protocol/parameters.ts";

/** Values of a method's parameters, those of the preparation among them; what is left out is off. */
export type PreparationValues = Readonly<Record<string, number | string>>;

const noYes = ["no", "yes"] as const;

/** What a method may take other defaults for. */
export interface PreparationDefaults {
  readonly centre?: "no" | "yes";
  readonly normalise?: "no" | "yes";
  /** Principal components that are kept before the method; 0 for all. */
  readonly reduce?: number;
}

/** What is done to the states of a layer before a method sees them, in this order; to be spread into its parameters. */
export function preparationParameters({ centre = "no", normalise = "no", reduce = 0 }: PreparationDefaults = {}) {
  const group = "preparation";
  return {
    final_norm: {
      kind: "choice",
      default: "no",
      options: noYes,
      group,
      help: "Whether each layer is seen through the model's final norm, as its last one is (nostalgebraist 2020)",
    },
    drop_dimensions: {
      kind: "integer",
      default: 0,
      min: 0,
      max: 20,
      group,
      help: "Dimensions of the largest variance that are left out: rogue dimensions, Timkey & van Schijndel 2021",
    },
    centre: {
      kind: "choice",
      default: centre,
      options: noYes,
      group,
      help: "Whether the mean is taken off, which only directions and angles notice",
    },
    standardise: {
      kind: "choice",
      default: "no",
      options: noYes,
      group,
      help: "Whether each dimension is divided by its standard deviation",
    },
    remove_components: {
      kind: "integer",
      default: 0,
      min: 0,
      max: 20,
      group,
      help: "First principal components that are taken off: all-but-the-top, Mu & Viswanath 2018",
    },
    normalise: {
      kind: "choice",
      default: normalise,
      options: noYes,
      group,
      help: "Whether each record's vector gets length one",
    },
    reduce: {
      kind: "integer",
      default: reduce,
      min: 0,
      max: 1000,
      group,
      help: "Principal components the method sees; 0 for all dimensions",
    },
    shuffle: {
      kind: "choice",
      default: "no",
      options: noYes,
      group,
      help: "Whether each dimension is shuffled among the records: no structure is left, and no point is a record's",
    },
  } as const satisfies Parameters;
}

/** The values of a preparation that leaves everything as it is. */
export const unprepared = {
  final_norm: "no",
  drop_dimensions: 0,
  centre: "no",
  standardise: "no",
  remove_components: 0,
  normalise: "no",
  reduce: 0,
  shuffle: "no",
} as const;

/** Whether these values leave every layer as it is to a method that `centres` by itself or not. */
export function isUnprepared(values: PreparationValues, centres = false): boolean {
  return Object.entries(unprepared).every(
    ([name, off]) => (values[name] ?? off) === off || (centres && name === "centre"),
  );
}
