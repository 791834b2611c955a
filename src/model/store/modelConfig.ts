import { readFile } from "node:fs/promises";
import path from "node:path";
import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { Pooling } from "../pooling.ts";

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON file of a model folder; `undefined` where it is not there. Throws `modelNotReadable` where it is no
 * JSON.
 */
export async function readJson(folder: string, file: string): Promise<unknown> {
  const place = path.join(folder, file);
  try {
    return JSON.parse(await readFile(place, "utf8")) as unknown;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new StrataError("modelNotReadable", { path: place, reason: reasonOf(cause) }, { cause });
  }
}

/** The same for a file that has to hold an object. */
export async function readJsonObject(folder: string, file: string): Promise<JsonObject | undefined> {
  const value = await readJson(folder, file);
  if (value === undefined || isObject(value)) return value;
  throw new StrataError("modelNotReadable", { path: path.join(folder, file), reason: "no JSON object" });
}

/** The object a JSON text holds; undefined where it is no JSON, or holds something else. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of some fields that holds a positive integer. Vision models keep the text model's fields one level down. */
export function integerOf(config: JsonObject, ...names: readonly string[]): number | undefined {
  return integersOf(config, ...names)[0];
}

/** Every positive integer in some fields, without repeats. */
export function integersOf(config: JsonObject, ...names: readonly string[]): number[] {
  const objects = [config, config["text_config"]].filter(isObject);
  const values = objects.flatMap((object) => names.map((name) => object[name]));
  return [...new Set(values.filter(isPositiveInteger))];
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/**
 * Positions a model was trained on. Tables whose first rows are for padding (RoBERTa's 514) have that many rows more:
 * as many as the padding id says, and one.
 */
export function positionsOf(config: JsonObject): number | undefined {
  const rows = integerOf(config, "max_position_embeddings", "n_positions", "max_sequence_length", "n_ctx");
  const unused = (integerOf(config, "pad_token_id") ?? -1) + 1;
  if (rows === undefined || isPowerOfTwo(rows)) return rows;
  return isPowerOfTwo(rows - unused) ? rows - unused : rows;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

/** Sentence Transformers' names of pooling modes, as flags `pooling_mode_*` or as the value of `pooling_mode`. */
const poolingModes: readonly (readonly [string, Pooling["kind"]])[] = [
  ["mean_tokens", "mean"],
  ["cls_token", "cls"],
  ["lasttoken", "last"],
  ["max_tokens", "max"],
  ["mean_sqrt_len_tokens", "meanSqrtLength"],
  ["weightedmean_tokens", "weightedMean"],
  ["mean", "mean"],
  ["cls", "cls"],
  ["max", "max"],
  ["weightedmean", "weightedMean"],
];

/** The pooling of a Sentence Transformers `Pooling` module, which counts special tokens; several modes: the first. */
export function authorsPooling(config: JsonObject): Pooling | undefined {
  const mode = poolingModes.find(
    ([name]) => config[`pooling_mode_${name}`] === true || config["pooling_mode"] === name,
  );
  if (mode === undefined) return undefined;
  return { kind: mode[1], specialTokens: true, ...(config["include_prompt"] === false && { withoutPrompt: true }) };
}

/** The prompts of `config_sentence_transformers.json`. */
export function promptsOf(config: JsonObject | undefined): Readonly<Record<string, string>> {
  const prompts = config?.["prompts"];
  if (!isObject(prompts)) return {};
  return Object.fromEntries(
    Object.entries(prompts).flatMap(([name, text]) => (typeof text === "string" ? [[name, text] as const] : [])),
  );
}
