import { readFileSync } from "node:fs";
import { reasonOf } from "../../protocol/errors.ts";
import { isObject, type JsonObject } from "../store/modelConfig.ts";

/** The tokenizer models `@huggingface/tokenizers` can read; any other it would take for a list of words. */
const MODELS = ["BPE", "WordPiece", "Unigram", "WordLevel"];

/** What the library calls the parts of a tokenizer, and what they are called here. */
const parts: Readonly<Record<string, string>> = {
  Normalizer: "normaliser",
  PreTokenizer: "pre-tokenizer",
  PostProcessor: "post-processor",
};

/** Reads a file that holds a JSON object. Throws an error in plain words. */
export function readDefinition(file: string): Record<string, unknown> {
  const value = parsed(readFileSync(file, "utf8"), file);
  if (!isObject(value)) throw new Error(`${file} holds no JSON object`);
  return { ...value };
}

/**
 * A `tokenizer.json` as the library takes it: without the way back from ids to text, which nothing here needs, and with
 * the list of added tokens it relies on. Throws an error in plain words for a tokenizer it would read wrongly.
 */
export function encodingDefinition(definition: JsonObject): Record<string, unknown> {
  const { model } = definition;
  if (!isObject(model)) throw new Error("it describes no tokenizer: there is no model in it");
  const type = model["type"] ?? typeOfUntyped(model);
  if (typeof type !== "string" || !MODELS.includes(type)) {
    const found = typeof type === "string" ? `its model is of the kind ${type}` : "the kind of its model is not said";
    throw new Error(`${found}; known are ${MODELS.join(", ")}`);
  }
  return { ...definition, added_tokens: definition["added_tokens"] ?? [], decoder: null };
}

/** A `tokenizer_config.json` as the library takes it: the unknown word of a list of words it looks for there alone. */
export function encodingConfig(config: JsonObject, { model }: JsonObject): Record<string, unknown> {
  if (!isObject(model) || model["type"] !== "WordLevel") return { ...config };
  return { ...config, unk_token: model["unk_token"], target_lang: undefined };
}

/** Older files do not say what kind their model is, but have fields that only one kind has. */
function typeOfUntyped({ vocab, merges, ...rest }: JsonObject): string | undefined {
  if (Array.isArray(vocab)) return "Unigram";
  if (!("continuing_subword_prefix" in rest && "unk_token" in rest)) return undefined;
  return Array.isArray(merges) ? "BPE" : "WordPiece";
}

/** What the library says of a tokenizer it cannot build, in plain words. */
export function tokenizerReason(error: unknown): string {
  const said = reasonOf(error);
  const [, part = "", kind = ""] = /^Unknown (\w+) type: (.*)$/.exec(said) ?? [];
  if (part !== "") return `its ${parts[part] ?? part} of the kind ${kind} is not known`;
  const isOurs = error instanceof Error && error.name === "Error";
  return isOurs ? said : `it is not built as Hugging Face's tokenizers are (${said})`;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is no JSON (${reasonOf(cause)})`, { cause });
  }
}
