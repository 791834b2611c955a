import type { CacheSizes } from "../store/modelFacts.ts";
import { StrataError } from "../../protocol/errors.ts";
import type { GraphValue, OnnxModel } from "../graph/onnxGraph.ts";
import type { Tensor, Tensors } from "../onnxruntime.ts";
import { elementTypes } from "../graph/onnxBuilder.ts";
import { cacheSizesOf } from "./cacheSizes.ts";
import { type InputKind, inputKinds, kindByName } from "./inputKinds.ts";

/** Token ids of some texts, padded on the right to the longest. */
export interface TokenBatch {
  readonly rows: number;
  /** Tokens of the longest row. */
  readonly tokens: number;
  /** `[rows, tokens]` */
  readonly ids: Int32Array;
  /** `[rows]` tokens that are no padding. */
  readonly lengths: Uint32Array;
}

/** An input as the graph it belongs to uses it. */
export interface ModelInput extends GraphValue {
  /** As the graph tells it; by its name where left out. */
  readonly kind?: InputKind | undefined;
  /** Of a cache: the sizes the graph tells. */
  readonly cache?: CacheSizes;
}

/** The inputs of a graph that no constant of it fills, as it uses them. */
export function textInputs(model: OnnxModel): ModelInput[] {
  const { inputs, initializers } = model.graph;
  const kinds = inputKinds(model);
  return inputs
    .filter(({ name }) => !initializers.has(name))
    .map((input) => {
      const kind = kinds.get(input.name);
      const isOpen = kind === "cache" && input.dims?.some(isOpenSize) === true;
      return { ...input, kind, ...(isOpen && { cache: cacheSizesOf(model, input.name) }) };
    });
}

/** What holds token ids where it is the only input, whatever its name; 0 where the file does not say it. */
const ID_TYPES: ReadonlySet<number> = new Set([0, elementTypes.int32, elementTypes.int64]);

/**
 * What a model's inputs hold for a batch: ids, mask, token types all 0, positions from 0, empty caches. Padding stands
 * on the right, because fused attention takes the mask's sum for a row's length.
 * `cache`: sizes that the graph leaves open. Throws `modelNotTransformer` for an input that cannot be made from text,
 * `modelUnfit` for one that can, but in another shape.
 */
export function modelFeeds(
  path: string,
  inputs: readonly ModelInput[],
  batch: TokenBatch,
  cache: CacheSizes = { heads: undefined, headSize: undefined },
): Tensors {
  return Object.fromEntries(
    inputs.map((input) => {
      const kind = kindOf(input, inputs);
      if (kind !== undefined) {
        const odd = oddShape(input, kind, cache);
        if (odd !== undefined) throw new StrataError("modelUnfit", { path, reason: odd });
        return [input.name, feed(input, kind, batch, inputs, cache)] as const;
      }
      const reason = `it needs the input ${input.name}, which cannot be made from text`;
      throw new StrataError("modelNotTransformer", { path, reason });
    }),
  );
}

/** Whether a model takes token ids and nothing that cannot be made from them. */
export function readsText(inputs: readonly ModelInput[]): boolean {
  const kinds = inputs.map((input) => kindOf(input, inputs));
  return kinds.includes("ids") && !kinds.includes(undefined);
}

/** The input that takes token ids. */
export function idsInput(inputs: readonly ModelInput[]): ModelInput | undefined {
  return inputs.find((input) => kindOf(input, inputs) === "ids");
}

/** The input that takes the mask of the tokens that are no padding. */
export function maskInput(inputs: readonly ModelInput[]): ModelInput | undefined {
  return inputs.find((input) => kindOf(input, inputs) === "mask");
}

/** What an input holds before any text was read; `undefined` for one that the text itself decides. */
export function emptyFeed(
  input: ModelInput,
  inputs: readonly ModelInput[],
  { rows, tokens }: { readonly rows: number; readonly tokens: number },
  cache: CacheSizes,
): Tensor | undefined {
  const kind = kindOf(input, inputs);
  const batch = { rows, tokens, ids: new Int32Array(), lengths: new Uint32Array() };
  return kind === "cache" || kind === "cacheSwitch" || kind === "positions"
    ? feed(input, kind, batch, inputs, cache)
    : undefined;
}

function kindOf(input: ModelInput, inputs: readonly ModelInput[]): InputKind | undefined {
  const kind = input.kind ?? kindByName(input.name);
  return kind ?? (inputs.length === 1 && ID_TYPES.has(input.type) ? "ids" : undefined);
}

/** What is wrong with the shape of an input, as the end of a sentence. */
function oddShape({ name, dims, cache }: ModelInput, kind: InputKind, open: CacheSizes): string | undefined {
  if (dims === undefined || kind === "cacheSwitch") return undefined;
  const shape = `[${dims.join(", ")}]`;
  if (kind === "cache") {
    const isOpen = dims.some((dim) => typeof dim === "string" && cacheAxis(dim) === "headSize");
    if (!isOpen || (cache?.headSize ?? open.headSize) !== undefined) return undefined;
    return `the size of its cache ${name} ${shape} is neither in the graph nor in a config.json beside it`;
  }
  if (dims.length === 2 || (kind === "positions" && dims.length === 1)) return undefined;
  if (kind === "ids") return `it takes ${name} ${shape} in place of token ids [batch, tokens]`;
  return `its input ${name} is ${shape}, and only one number per token can be made from text`;
}

function feed(
  input: ModelInput,
  kind: InputKind,
  batch: TokenBatch,
  inputs: readonly ModelInput[],
  open: CacheSizes,
): Tensor {
  const { rows, tokens, ids, lengths } = batch;
  const dims = [rows, tokens];
  switch (kind) {
    case "ids":
      return filled(input.type, dims, (index) => ids[index] ?? 0);
    case "mask":
      return filled(input.type, dims, (index) => Number(index % tokens < (lengths[Math.floor(index / tokens)] ?? 0)));
    case "positions":
      return filled(input.type, input.dims?.length === 1 ? [tokens] : dims, (index) => index % tokens);
    case "types":
      return filled(input.type, dims, () => 0);
    case "cacheSwitch":
      return filled(input.type, [1], () => 0);
    case "cache":
      return filled(input.type, cacheDims(input, idsInput(inputs)?.dims?.[0], rows, open), () => 0);
  }
}

type CacheAxis = "batch" | "heads" | "past" | "headSize";

/** The order of a cache's axes where their names do not tell; some have one more before them, for key and value. */
const CACHE_AXES: readonly CacheAxis[] = ["batch", "heads", "past", "headSize"];

/** What exporters call an axis of a cache. */
function cacheAxis(name: string): CacheAxis | undefined {
  if (/past|seq|len|total|token/i.test(name)) return "past";
  if (/(head|cache|kv).*(size|dim)|^(size|dim)$/i.test(name)) return "headSize";
  if (/head/i.test(name)) return "heads";
  return /batch/i.test(name) ? "batch" : undefined;
}

/** Whether a size of a cache is another than the number of texts or of tokens, and not said. */
function isOpenSize(dim: number | string): boolean {
  const axis = typeof dim === "string" ? cacheAxis(dim) : "past";
  return axis !== "past" && axis !== "batch";
}

/** No past yet; sizes the file fixes stay. `batchName`: what the file calls the number of texts. */
function cacheDims(
  { dims = ["", "", "", ""], cache }: ModelInput,
  batchName: number | string | undefined,
  rows: number,
  open: CacheSizes,
): number[] {
  const sizes: Readonly<Record<CacheAxis, number>> = {
    batch: rows,
    heads: cache?.heads ?? open.heads ?? 1,
    past: 0,
    headSize: cache?.headSize ?? open.headSize ?? 0,
  };
  const before = Math.max(0, dims.length - CACHE_AXES.length);
  return dims.map((dim, axis) => {
    if (typeof dim === "number") return dim;
    if (dim !== "" && dim === batchName) return rows;
    const role = cacheAxis(dim) ?? CACHE_AXES[axis - before];
    return role === undefined ? 1 : sizes[role];
  });
}

/** A tensor of a model's declared element type. */
export function filled(type: number, dims: readonly number[], value: (index: number) => number): Tensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  switch (type) {
    case elementTypes.int32:
      return { type: "int32", dims, data: Int32Array.from({ length: size }, (_, index) => value(index)) };
    case elementTypes.bool:
      return { type: "bool", dims, data: Uint8Array.from({ length: size }, (_, index) => value(index)) };
    case elementTypes.float32:
      return { type: "float32", dims, data: Float32Array.from({ length: size }, (_, index) => value(index)) };
    case elementTypes.float16:
      return { type: "float16", dims, data: Uint16Array.from({ length: size }, (_, index) => halfBits(value(index))) };
    default:
      return { type: "int64", dims, data: int64(size, value) };
  }
}

/** The bits of a number in half precision, rounded to the nearest, ties to even. */
function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const fraction = size === 0 ? 0 : toEven(size / 2 ** (exponent - 10));
  // A fraction below 1024 is a subnormal number; one of 2048 carries into the exponent.
  const bits = size === 0 ? 0 : ((exponent + 15) << 10) + fraction - 1024;
  return sign | (bits >= 0x7c00 || size === Infinity ? 0x7c00 : bits);
}

function toEven(value: number): number {
  const nearest = Math.round(value);
  return nearest - value === 0.5 && nearest % 2 === 1 ? nearest - 1 : nearest;
}

/** Whole numbers of 32 bits as int64; every platform of Node is little-endian. */
function int64(size: number, value: (index: number) => number): BigInt64Array {
  const words = new Int32Array(2 * size);
  for (let index = 0; index < size; index++) {
    const number = value(index);
    words[2 * index] = number;
    words[2 * index + 1] = number < 0 ? -1 : 0;
  }
  return new BigInt64Array(words.buffer);
}
