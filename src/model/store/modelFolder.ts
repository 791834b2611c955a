import path from "node:path";
import { StrataError } from "../../protocol/errors.ts";
import {
  authorsPooling,
  integerOf,
  integersOf,
  isObject,
  type JsonObject,
  positionsOf,
  promptsOf,
  readJson,
  readJsonObject,
} from "./modelConfig.ts";
import type { ModelFacts } from "../tap/openTap.ts";
import { bestGraph } from "./bestGraph.ts";
import { graphsIn, namesIn } from "./modelFiles.ts";
import type { Pooling } from "../pooling.ts";

/** A model in the layout of the Hugging Face hub: what its small files say. */
export interface ModelFolder {
  readonly name: string;
  readonly modelFile: string;
  readonly tokenizerFile: string;
  readonly tokenizerConfigFile: string | undefined;
  readonly facts: ModelFacts;
  /** Tokens the authors read of a text. */
  readonly maxTokens: number;
  /** Tokens the model can read at most. */
  readonly positions: number | undefined;
  /** How the authors pool, where they say it. */
  readonly pooling: Pooling | undefined;
  /** Texts the authors put before others, by what for. */
  readonly prompts: Readonly<Record<string, string>>;
  readonly paddingId: number;
}

/** How configurations spell the number of layers; of both stacks where a model has an encoder and a decoder. */
const LAYER_COUNTS = [
  ...["num_hidden_layers", "n_layer", "num_layers", "n_layers"],
  ...["encoder_layers", "decoder_layers", "num_decoder_layers"],
];

/** Read where nothing says how much a model can read. */
const DEFAULT_MAX_TOKENS = 512;

/** Some tokenizers write "no limit" as a huge number. */
const NO_LIMIT = 1e6;

/**
 * Opens a model's folder; `file` is its graph, the best for the CPU where left out, `name` what to call it. The maximum
 * length is `max_seq_length` of `sentence_bert_config.json`, else `model_max_length` of `tokenizer_config.json`, else
 * the model's positions; never `tokenizer.json`'s truncation, which the authors' code overrides. Without `config.json`
 * the graph says what it can. Throws `modelNotFound` where there is no graph, `tokenizerMissing`, and
 * `modelNotReadable` for broken JSON.
 */
export async function openModelFolder(
  folder: string,
  { file, name }: { readonly file?: string; readonly name?: string } = {},
): Promise<ModelFolder> {
  const modelFile = file ?? (await defaultGraph(folder));
  const config = (await readJsonObject(folder, "config.json")) ?? {};
  const tokenizerConfig = await readJsonObject(folder, "tokenizer_config.json");
  const positions = positionsOf(config);
  const authors = (await authorsLength(folder, tokenizerConfig)) ?? positions ?? DEFAULT_MAX_TOKENS;
  return {
    name: name ?? folderName(folder),
    modelFile,
    tokenizerFile: await findTokenizer(folder),
    tokenizerConfigFile: tokenizerConfig && path.join(folder, "tokenizer_config.json"),
    facts: factsOf(config),
    maxTokens: Math.min(authors, positions ?? authors),
    positions,
    pooling: await poolingOf(folder),
    prompts: promptsOf(await readJsonObject(folder, "config_sentence_transformers.json")),
    paddingId: integerOf(config, "pad_token_id") ?? 0,
  };
}

async function defaultGraph(folder: string): Promise<string> {
  const graph = bestGraph(await graphsIn(folder), "cpu");
  if (graph === undefined) throw new StrataError("modelNotFound", { folder, file: "onnx/model.onnx" });
  return path.join(folder, ...graph.file.split("/"));
}

/** What a folder's `config.json` says of its model; nothing where there is none. Throws `modelNotReadable`. */
export async function readFacts(folder: string): Promise<ModelFacts> {
  return factsOf((await readJsonObject(folder, "config.json")) ?? {});
}

function factsOf(config: JsonObject): ModelFacts {
  const heads = integerOf(config, "num_attention_heads", "n_head", "n_heads", "num_heads");
  const hiddenSize = integerOf(config, "hidden_size", "d_model", "n_embd", "dim");
  const headSize = heads && hiddenSize ? hiddenSize / heads : undefined;
  return {
    layerCounts: integersOf(config, ...LAYER_COUNTS),
    hiddenSize,
    paddingId: integerOf(config, "pad_token_id") ?? 0,
    cache: {
      heads: integerOf(config, "num_key_value_heads") ?? heads,
      headSize: integerOf(config, "head_dim") ?? headSize,
    },
  };
}

/** A folder's name; in the hub's cache (`models--org--name/snapshots/…`) the repository's. */
export function folderName(folder: string): string {
  const parts = path.resolve(folder).split(path.sep);
  const repository = parts.findLast((part) => part.startsWith("models--"));
  return repository?.slice("models--".length).replaceAll("--", "/") ?? parts.at(-1) ?? folder;
}

/** What models have in place of `tokenizer.json` where only Python can read their tokenizer. */
const OTHER_TOKENIZERS = ["tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.txt", "vocab.json"];

async function findTokenizer(folder: string): Promise<string> {
  const names = await namesIn(folder);
  if (names.includes("tokenizer.json")) return path.join(folder, "tokenizer.json");
  const found = OTHER_TOKENIZERS.filter((name) => names.includes(name)).join(", ");
  throw new StrataError("tokenizerMissing", { folder, found });
}

async function authorsLength(folder: string, tokenizerConfig: JsonObject | undefined): Promise<number | undefined> {
  const sentence = await readJsonObject(folder, "sentence_bert_config.json");
  const said = integerOf(sentence ?? {}, "max_seq_length") ?? integerOf(tokenizerConfig ?? {}, "model_max_length");
  return said !== undefined && said < NO_LIMIT ? said : undefined;
}

async function poolingOf(folder: string): Promise<Pooling | undefined> {
  const modules = await readJson(folder, "modules.json");
  const listed = Array.isArray(modules) ? modules.filter(isObject) : [];
  const module = listed.find(({ type }) => typeof type === "string" && type.endsWith("Pooling"));
  const place = typeof module?.["path"] === "string" ? module["path"] : "1_Pooling";
  const config = await readJsonObject(folder, path.join(place, "config.json"));
  return config && authorsPooling(config);
}
