import type { ModelFacts } from "./modelFacts.ts";
import path from "node:path";
import type { KnownFiles } from "../../files/fileIdentity.ts";
import { StrataError } from "../../protocol/errors.ts";
import { checkJsonFile } from "../fileKind.ts";
import { JsonFolder } from "./jsonFolder.ts";
import { integerOf, integersOf, isDecoder, type JsonObject, positionsOf, promptsOf } from "./modelConfig.ts";
import { bestGraph } from "./bestGraph.ts";
import { graphsIn, namesIn } from "./modelFiles.ts";
import { readSentenceModules } from "./sentenceModules.ts";
import type { Pooling } from "../pooling.ts";
import type { Notice } from "../../protocol/models.ts";

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
  /** Whether it is a decoder: each token has read those before it alone. */
  readonly decodes: boolean;
  /** How the authors pool, where they say it. */
  readonly pooling: Pooling | undefined;
  /** Whether the authors turn every text into lower case first. */
  readonly lowerCase: boolean;
  /** Steps of the authors that are not taken. */
  readonly notices: readonly Notice[];
  /** Texts the authors put before others, by what for. */
  readonly prompts: Readonly<Record<string, string>>;
}

/** How configurations spell the number of layers; of both stacks where a model has an encoder and a decoder. */
const LAYER_COUNTS = [
  ...["num_hidden_layers", "n_layer", "num_layers", "n_layers"],
  ...["encoder_layers", "decoder_layers", "num_decoder_layers"],
];

/** Files of models in other formats. */
const OTHER_FORMATS = /\.(gguf|safetensors|bin|pt|pth|ckpt|h5|keras|msgpack|tflite|mlmodel|pb|ort)$/;

/** What browsers and download tools call a graph that is not here whole. */
const UNFINISHED = /\.onnx\.(part|partial|crdownload|download|incomplete|tmp)$/;

/** Files named in a failure. */
const MOST_NAMED = 3;

/** Read where nothing says how much a model can read. */
const DEFAULT_MAX_TOKENS = 512;

/** Some tokenizers write "no limit" as a huge number. */
const NO_LIMIT = 1e6;

/**
 * Opens a model's folder; `file` is its graph, the best for the CPU where left out, `name` what to call it; `known`
 * takes all files that are looked for. The maximum length is `max_seq_length` of `sentence_bert_config.json`, else `model_max_length` of `tokenizer_config.json`, else
 * the model's positions; never `tokenizer.json`'s truncation, which the authors' code overrides. Without `config.json`
 * the graph says what it can. Throws `modelNotFound` where there is no graph, `tokenizerMissing`, and
 * `modelNotReadable` for broken JSON.
 */
export async function openModelFolder(
  folder: string,
  { file, name, known }: { readonly file?: string; readonly name?: string; readonly known?: KnownFiles } = {},
): Promise<ModelFolder> {
  const modelFile = file ?? (await defaultGraph(folder));
  const files = new JsonFolder(folder, known);
  const config = (await files.object("config.json")) ?? {};
  const tokenizerConfig = await files.object("tokenizer_config.json");
  const positions = positionsOf(config);
  const { pooling, maxTokens, lowerCase, notices } = await readSentenceModules(files);
  const said = lengthOf(maxTokens ?? integerOf(tokenizerConfig ?? {}, "model_max_length"));
  const authors = said ?? positions ?? DEFAULT_MAX_TOKENS;
  return {
    name: name ?? folderName(folder),
    modelFile,
    tokenizerFile: await findTokenizer(files),
    tokenizerConfigFile: tokenizerConfig && path.join(folder, "tokenizer_config.json"),
    facts: factsOf(config),
    maxTokens: Math.min(authors, positions ?? authors),
    positions,
    decodes: isDecoder(config),
    pooling,
    lowerCase,
    notices,
    prompts: promptsOf(await files.object("config_sentence_transformers.json")),
  };
}

async function defaultGraph(folder: string): Promise<string> {
  const graph = bestGraph(await graphsIn(folder), "cpu");
  if (graph === undefined) throw await noGraph(folder);
  return path.join(folder, ...graph.file.split("/"));
}

/**
 * The failure of a folder without a graph: `fileWrong` where one is half downloaded, `modelNotExported` where the model
 * is there in another format.
 */
export async function noGraph(folder: string): Promise<StrataError> {
  for (const place of [folder, path.join(folder, "onnx")]) {
    const unfinished = (await namesIn(place)).find((name) => UNFINISHED.test(name));
    if (unfinished !== undefined)
      return new StrataError("fileWrong", { path: path.join(place, unfinished), wanted: "onnx", found: "cut" });
  }
  const others = (await namesIn(folder)).filter((name) => OTHER_FORMATS.test(name)).toSorted();
  if (others.length === 0) return new StrataError("modelNotFound", { folder, file: "onnx/model.onnx" });
  const found = others.length > MOST_NAMED ? [...others.slice(0, MOST_NAMED), "more"] : others;
  return new StrataError("modelNotExported", { folder, found: found.join(", ") });
}

/** What a folder's `config.json` says of its model; nothing where there is none. Throws `modelNotReadable`. */
export async function readFacts(folder: string): Promise<ModelFacts> {
  return factsOf((await new JsonFolder(folder).object("config.json")) ?? {});
}

function factsOf(config: JsonObject): ModelFacts {
  const heads = integerOf(config, "num_attention_heads", "n_head", "n_heads", "num_heads");
  const hiddenSize = integerOf(config, "hidden_size", "d_model", "n_embd", "dim");
  const headSize = heads && hiddenSize ? hiddenSize / heads : undefined;
  const positions = positionsOf(config);
  return {
    layerCounts: integersOf(config, ...LAYER_COUNTS),
    hiddenSize,
    paddingId: integerOf(config, "pad_token_id") ?? 0,
    ...(positions !== undefined && { positions }),
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

async function findTokenizer(files: JsonFolder): Promise<string> {
  const names = await namesIn(files.folder);
  if (names.includes("tokenizer.json")) {
    const file = files.place("tokenizer.json");
    checkJsonFile(file);
    return file;
  }
  const found = OTHER_TOKENIZERS.filter((name) => names.includes(name)).join(", ");
  throw new StrataError("tokenizerMissing", { folder: files.folder, found });
}

function lengthOf(said: number | undefined): number | undefined {
  return said !== undefined && said < NO_LIMIT ? said : undefined;
}
