import { StrataError } from "../../protocol/errors.ts";
import type { GraphValue } from "../graph/onnxGraph.ts";
import type { Tensor, Tensors } from "../onnxruntime.ts";
import { elementTypes } from "../graph/onnxBuilder.ts";

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

/** Sizes of a decoder's key-value cache that its file may leave open. */
export interface CacheSizes {
  readonly heads: number | undefined;
  readonly headSize: number | undefined;
}

type InputKind = "ids" | "mask" | "types" | "positions" | "cache" | "cacheSwitch";

/** How exporters name a text model's inputs; anything else is no text. */
const inputNames: readonly (readonly [InputKind, RegExp])[] = [
  ["ids", /^(input_ids|input|tokens)$/],
  ["mask", /^(attention_mask|input_mask|mask)$/],
  ["types", /^(token_type_ids|segment_ids)$/],
  ["positions", /^position_ids$/],
  ["cacheSwitch", /^use_cache_branch$/],
  ["cache", /^(past|cache)/],
];

/** Token ids are integers, and floats in models of some converters; 0 where the file does not say it. */
const ID_TYPES: ReadonlySet<number> = new Set([0, elementTypes.int32, elementTypes.int64]);

/**
 * What a model's inputs hold for a batch: ids, mask, token types all 0, positions from 0, empty caches. Padding stands
 * on the right, because fused attention takes the mask's sum for a row's length.
 * Throws `modelNotTransformer` for an input that cannot be made from text.
 */
export function modelFeeds(
  path: string,
  inputs: readonly GraphValue[],
  batch: TokenBatch,
  cache: CacheSizes = { heads: undefined, headSize: undefined },
): Tensors {
  return Object.fromEntries(
    inputs.map((input) => {
      const kind = kindOf(input, inputs);
      if (kind !== undefined) return [input.name, feed(input, kind, batch, cache)] as const;
      const reason = `it needs the input ${input.name}, which cannot be made from text`;
      throw new StrataError("modelNotTransformer", { path, reason });
    }),
  );
}

/** Whether a model takes token ids and nothing that cannot be made from them. */
export function readsText(inputs: readonly GraphValue[]): boolean {
  const kinds = inputs.map((input) => kindOf(input, inputs));
  return kinds.includes("ids") && !kinds.includes(undefined);
}

/** The input that takes token ids. */
export function idsInput(inputs: readonly GraphValue[]): GraphValue | undefined {
  return inputs.find((input) => kindOf(input, inputs) === "ids");
}

/** The input that takes the mask of the tokens that are no padding. */
export function maskInput(inputs: readonly GraphValue[]): GraphValue | undefined {
  return inputs.find((input) => kindOf(input, inputs) === "mask");
}

/** What an input holds before any text was read; `undefined` for one that the text itself decides. */
export function emptyFeed(
  input: GraphValue,
  inputs: readonly GraphValue[],
  { rows, tokens }: { readonly rows: number; readonly tokens: number },
  cache: CacheSizes,
): Tensor | undefined {
  const kind = kindOf(input, inputs);
  const batch = { rows, tokens, ids: new Int32Array(), lengths: new Uint32Array() };
  return kind === "cache" || kind === "cacheSwitch" || kind === "positions"
    ? feed(input, kind, batch, cache)
    : undefined;
}

function kindOf(input: GraphValue, inputs: readonly GraphValue[]): InputKind | undefined {
  const name = input.name.replace(/:\d+$/, "");
  const named = inputNames.find(([, pattern]) => pattern.test(name))?.[0];
  return named ?? (inputs.length === 1 && ID_TYPES.has(input.type) ? "ids" : undefined);
}

function feed(input: GraphValue, kind: InputKind, batch: TokenBatch, cache: CacheSizes): Tensor {
  const { rows, tokens, ids, lengths } = batch;
  const dims = [rows, tokens];
  switch (kind) {
    case "ids":
      return filled(input.type, dims, (index) => ids[index] ?? 0);
    case "mask":
      return filled(input.type, dims, (index) => Number(index % tokens < (lengths[Math.floor(index / tokens)] ?? 0)));
    case "positions":
      return filled(input.type, dims, (index) => index % tokens);
    case "types":
      return filled(input.type, dims, () => 0);
    case "cacheSwitch":
      return filled(input.type, [1], () => 0);
    case "cache":
      return filled(input.type, cacheDims(input, rows, cache), () => 0);
  }
}

/** `[batch, heads, past tokens, head size]`, no past yet; sizes the file fixes stay. */
function cacheDims(input: GraphValue, rows: number, cache: CacheSizes): number[] {
  const open = [rows, cache.heads ?? 1, 0, cache.headSize ?? 0];
  return (input.dims ?? open).map((dim, axis) => (typeof dim === "number" ? dim : (open[axis] ?? 0)));
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
