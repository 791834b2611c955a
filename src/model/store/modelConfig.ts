import type { Pooling, SimplePooling } from "../pooling.ts";

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

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

/** How the `model_type`s of families of decoders begin. */
const DECODERS =
  /^(apertus|arcee|biogpt|bloom|codegen|cohere|ctrl|dbrx|deepseek|ernie4|exaone|falcon|gemma|glm|gpt|granite|helium|hunyuan|internlm|jamba|lfm|llama|minicpm|ministral|mistral|mixtral|mpt|nemotron|olmo|openai-gpt|opt|persimmon|phi|qwen|seed_oss|smollm|stablelm|starcoder|xglm)/;

/**
 * Whether a configuration is that of a decoder: its class is one of a language model that reads from left to right, or
 * its family has no others. Not every exporter writes the class.
 */
export function isDecoder(config: JsonObject): boolean {
  const [classes, type] = [config["architectures"], config["model_type"]];
  const named = (Array.isArray(classes) ? classes : []).filter((name) => typeof name === "string");
  return (
    named.some((name) => /(ForCausalLM|LMHeadModel)$/.test(name)) || (typeof type === "string" && DECODERS.test(type))
  );
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

/** Sentence Transformers' flags of pooling modes and their names, in the order in which the vectors are joined. */
const poolingModes: readonly (readonly [flag: string, name: string, kind: SimplePooling])[] = [
  ["pooling_mode_cls_token", "cls", "cls"],
  ["pooling_mode_max_tokens", "max", "max"],
  ["pooling_mode_mean_tokens", "mean", "mean"],
  ["pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", "meanSqrtLength"],
  ["pooling_mode_weightedmean_tokens", "weightedmean", "weightedMean"],
  ["pooling_mode_lasttoken", "lasttoken", "last"],
];

/**
 * The pooling of a Sentence Transformers `Pooling` module, which counts special tokens. `pooling_mode` is a name or a
 * list of them and goes before the flags; several modes are put one behind the other, none is the mean.
 * (https://github.com/huggingface/sentence-transformers, modules/pooling.py)
 */
export function authorsPooling(config: JsonObject): {
  readonly pooling: Pooling | undefined;
  /** Where there is no pooling: the modes that are not known. */
  readonly unknownModes: readonly string[];
} {
  const said = config["pooling_mode"];
  const named = [said ?? []]
    .flat()
    .map((mode) => (typeof mode === "string" ? mode.toLowerCase() : JSON.stringify(mode)));
  const flagged = poolingModes.flatMap(([flag, name]) => (config[flag] === true ? [name] : []));
  const modes = named.length > 0 ? named : flagged.length > 0 ? flagged : ["mean"];
  const kinds = modes.map((mode) => poolingModes.find(([, name]) => name === mode)?.[2]);
  const known = kinds.filter((kind) => kind !== undefined);
  const unknownModes = modes.filter((_, index) => kinds[index] === undefined);
  const [first] = known;
  if (first === undefined || unknownModes.length > 0) return { pooling: undefined, unknownModes };
  const more = { specialTokens: true, ...(config["include_prompt"] === false && { withoutPrompt: true }) };
  const pooling: Pooling = known.length === 1 ? { kind: first, ...more } : { kind: "joined", parts: known, ...more };
  return { pooling, unknownModes };
}

/** The prompts of `config_sentence_transformers.json`. */
export function promptsOf(config: JsonObject | undefined): Readonly<Record<string, string>> {
  const prompts = config?.["prompts"];
  if (!isObject(prompts)) return {};
  return Object.fromEntries(
    Object.entries(prompts).flatMap(([name, text]) => (typeof text === "string" ? [[name, text] as const] : [])),
  );
}
