import type { CacheSizes } from "../store/modelFacts.ts";
import { StrataError } from "../../protocol/errors.ts";
import { FLOAT_TYPES as FLOATS } from "../graph/dataFlow.ts";
import { emptyFeed, filled, idsInput, type ModelInput } from "./feeds.ts";
import type { Tensor, Tensors } from "../onnxruntime.ts";

/** Inputs of a model as a user gives them, by name: row-major numbers of some shape. */
export type GivenFeeds = Readonly<
  Record<string, { readonly dims: readonly number[]; readonly data: readonly number[] }>
>;

/** Everything a model is fed, and the size of its batch. */
export interface Feeds {
  readonly feeds: Tensors;
  readonly rows: number;
  readonly tokens: number;
}

/** The largest whole number that is fed. */
const LARGEST = 2 ** 31 - 1;

/**
 * The tensors of what was given, in the model's own types, for those of its `declared` inputs that a session `inputs`.
 * Caches and positions may be left out: nothing was read before. Throws `feedsWrong` with the input that is missing,
 * unknown, or does not hold what it should.
 */
export function givenFeeds(
  declared: readonly string[],
  inputs: readonly ModelInput[],
  given: GivenFeeds,
  cache: CacheSizes,
): Feeds {
  const unknown = Object.keys(given).find((name) => !declared.includes(name));
  if (unknown !== undefined) throw wrong(unknown, `the model has no such input; it has ${declared.join(", ")}`);
  const ids = idsInput(inputs);
  const [rows = 0, tokens = 0, ...rest] = given[ids?.name ?? ""]?.dims ?? [];
  if (ids && (rest.length > 0 || tokens === 0)) throw wrong(ids.name, "it is missing, or is not [batch, tokens]");
  const feeds = inputs.map((input) => {
    const tensor = given[input.name];
    if (tensor !== undefined) return [input.name, checked(input, tensor)] as const;
    const empty = emptyFeed(input, inputs, { rows, tokens }, cache);
    if (empty === undefined) throw wrong(input.name, "it is missing");
    return [input.name, empty] as const;
  });
  return { feeds: Object.fromEntries(feeds), rows, tokens };
}

function checked(input: ModelInput, { dims, data }: GivenFeeds[string]): Tensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  const shape = `[${dims.join(", ")}]`;
  if (data.length !== size) throw wrong(input.name, `${shape} is ${size} numbers, not ${data.length}`);
  const wanted = input.dims ?? dims;
  const fits = wanted.length === dims.length && wanted.every((dim, axis) => isOpen(dim) || dim === dims[axis]);
  if (!fits) throw wrong(input.name, `it is ${shape}, and the model takes [${wanted.join(", ")}]`);
  const odd = FLOATS.has(input.type) ? undefined : data.find((value) => !isWhole(value));
  if (odd !== undefined) throw wrong(input.name, `${odd} is no whole number below 2³¹`);
  return filled(input.type, dims, (index) => data[index] ?? 0);
}

function isOpen(dim: number | string): boolean {
  return typeof dim === "string";
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= LARGEST;
}

function wrong(input: string, reason: string): StrataError {
  return new StrataError("feedsWrong", { input, reason });
}
