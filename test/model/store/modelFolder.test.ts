import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openModelFolder } from "../../../src/model/store/modelFolder.ts";
import { bundledModel } from "../bundled.ts";
import { tempFolder, write } from "../tempFolder.ts";

const root = tempFolder();
let made = 0;

/** A model folder with these files; objects are written as JSON. */
function folderWith(files: Readonly<Record<string, unknown>>, name = `model-${made++}`): string {
  const folder = path.join(root, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    write(folder, file, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

const minimal = { "config.json": {}, "tokenizer.json": {}, "onnx/model.onnx": "" };

it("opens the bundled model", async () => {
  expect(await openModelFolder(bundledModel)).toEqual({
    name: "all-MiniLM-L6-v2",
    modelFile: path.join(bundledModel, "onnx", "model.onnx"),
    tokenizerFile: path.join(bundledModel, "tokenizer.json"),
    tokenizerConfigFile: path.join(bundledModel, "tokenizer_config.json"),
    facts: { layerCounts: [6], hiddenSize: 384, paddingId: 0, positions: 512, cache: { heads: 12, headSize: 32 } },
    maxTokens: 256,
    positions: 512,
    decodes: false,
    pooling: { kind: "mean", specialTokens: true },
    lowerCase: false,
    notices: [],
    prompts: {},
  });
});

it("takes the repository's name in a hub cache", async () => {
  const folder = folderWith(minimal, "models--sentence-transformers--all-mpnet-base-v2/snapshots/84f2");
  expect((await openModelFolder(folder)).name).toBe("sentence-transformers/all-mpnet-base-v2");
});

it.each([
  [{ architectures: ["GPT2LMHeadModel"], model_type: "gpt2" }, true],
  [{ architectures: ["ModernBertDecoderForCausalLM"], model_type: "modernbert-decoder" }, true],
  [{ model_type: "llama" }, true],
  [{ architectures: ["Qwen3Model"], model_type: "qwen3" }, true],
  [{ architectures: ["BertForMaskedLM"], model_type: "bert" }, false],
  [{ architectures: [7], model_type: "t5" }, false],
  [{ architectures: "GPT2LMHeadModel" }, false],
  [{}, false],
])("knows whether %j is a decoder's", async (config, decodes) => {
  expect((await openModelFolder(folderWith({ ...minimal, "config.json": config }))).decodes).toBe(decodes);
});

describe("the maximum length", () => {
  const cases: [string, Readonly<Record<string, unknown>>, number][] = [
    [
      "is Sentence Transformers'",
      { "sentence_bert_config.json": { max_seq_length: 128 }, "tokenizer_config.json": { model_max_length: 512 } },
      128,
    ],
    ["else the tokenizer's", { "tokenizer_config.json": { model_max_length: 384 } }, 384],
    ["never tokenizer.json's truncation", { "tokenizer.json": { truncation: { max_length: 128 } } }, 512],
    [
      "else the model's positions",
      { "config.json": { n_positions: 1024 }, "tokenizer_config.json": { model_max_length: 1e30 } },
      1024,
    ],
    ["without the rows for padding", { "config.json": { max_position_embeddings: 514, pad_token_id: 1 } }, 512],
    [
      "never beyond the positions",
      { "config.json": { max_position_embeddings: 512 }, "tokenizer_config.json": { model_max_length: 8192 } },
      512,
    ],
  ];

  it.each(cases)("%s", async (_, files, expected) => {
    expect((await openModelFolder(folderWith({ ...minimal, ...files }))).maxTokens).toBe(expected);
  });
});

describe("what the configuration says", () => {
  const cases: [object, object][] = [
    [
      { num_hidden_layers: 22, hidden_size: 768, num_attention_heads: 12, num_key_value_heads: 4, head_dim: 128 },
      { layerCounts: [22], hiddenSize: 768, cache: { heads: 4, headSize: 128 } },
    ],
    [
      { n_layer: 12, n_embd: 768, n_head: 12 },
      { layerCounts: [12], hiddenSize: 768, cache: { heads: 12, headSize: 64 } },
    ],
    [
      { n_layers: 6, dim: 768, n_heads: 12 },
      { layerCounts: [6], hiddenSize: 768, cache: { heads: 12, headSize: 64 } },
    ],
    [
      { num_layers: 8, d_model: 512, num_heads: 8 },
      { layerCounts: [8], hiddenSize: 512 },
    ],
    [
      { encoder_layers: 6, decoder_layers: 2, d_model: 512 },
      { layerCounts: [6, 2], hiddenSize: 512 },
    ],
    [{ text_config: { num_hidden_layers: 30, hidden_size: 576 } }, { layerCounts: [30], hiddenSize: 576 }],
    [
      { hidden_size: "768", num_hidden_layers: -1 },
      { layerCounts: [], hiddenSize: undefined },
    ],
  ];

  it.each(cases)("%j", async (config, facts) => {
    expect((await openModelFolder(folderWith({ ...minimal, "config.json": config }))).facts).toMatchObject(facts);
  });
});

describe("the authors' pooling", () => {
  const cases: [string, Readonly<Record<string, unknown>>, string | undefined][] = [
    ["none", {}, undefined],
    ["first token", { "1_Pooling/config.json": { pooling_mode_cls_token: true } }, "cls"],
    [
      "last token",
      { "1_Pooling/config.json": { pooling_mode_cls_token: false, pooling_mode_lasttoken: true } },
      "last",
    ],
    ["weighted mean", { "1_Pooling/config.json": { pooling_mode_weightedmean_tokens: true } }, "weightedMean"],
    ["by its newer name", { "1_Pooling/config.json": { pooling_mode: "lasttoken" } }, "last"],
    ["a name in a list", { "1_Pooling/config.json": { pooling_mode: ["mean_sqrt_len_tokens"] } }, "meanSqrtLength"],
    [
      "a name goes before flags",
      { "1_Pooling/config.json": { pooling_mode: "CLS", pooling_mode_mean_tokens: true } },
      "cls",
    ],
    ["no mode at all", { "1_Pooling/config.json": { word_embedding_dimension: 384 } }, "mean"],
    [
      "where modules.json puts it",
      {
        "modules.json": [{ type: "sentence_transformers.models.Pooling", path: "2_Pooling" }],
        "2_Pooling/config.json": { pooling_mode_max_tokens: true },
      },
      "max",
    ],
  ];

  it.each(cases)("%s", async (_, files, kind) => {
    const { pooling } = await openModelFolder(folderWith({ ...minimal, ...files }));
    expect(pooling).toEqual(kind && { kind, specialTokens: true });
  });

  it.each([
    [
      "flags in the order of Sentence Transformers",
      { pooling_mode_lasttoken: true, pooling_mode_mean_tokens: true, pooling_mode_cls_token: true },
      ["cls", "mean", "last"],
    ],
    ["a list in its own order", { pooling_mode: ["mean", "max"] }, ["mean", "max"]],
  ])("joins several: %s", async (_, config, parts) => {
    const { pooling } = await openModelFolder(folderWith({ ...minimal, "1_Pooling/config.json": config }));
    expect(pooling).toEqual({ kind: "joined", parts, specialTokens: true });
  });

  it.each([
    ["names attention", { "1_Pooling/config.json": { pooling_mode: ["mean", "attention"] } }],
    ["there is no 9_Pooling/config.json", { "modules.json": [{ type: "a.Pooling", path: "9_Pooling" }] }],
  ])("that is not known is a notice: %s", async (reason, files) => {
    const { pooling, notices } = await openModelFolder(folderWith({ ...minimal, ...files }));
    expect(pooling).toBeUndefined();
    expect(notices).toMatchObject([{ code: "poolingUnknown" }]);
    expect((notices[0]?.detail as { reason: string }).reason).toContain(reason);
  });

  it("may leave the prompt out", async () => {
    const config = { pooling_mode_mean_tokens: true, include_prompt: false };
    const { pooling } = await openModelFolder(folderWith({ ...minimal, "1_Pooling/config.json": config }));
    expect(pooling).toEqual({ kind: "mean", specialTokens: true, withoutPrompt: true });
  });
});

describe("the authors' other steps", () => {
  const prefix = "sentence_transformers.models.";
  const steps = (kinds: readonly string[]) => ({
    "modules.json": kinds.map((kind, index) => ({
      idx: index,
      type: kind.includes(".") ? kind : prefix + kind,
      path: index === 0 ? "" : `${index}_${kind.slice(kind.lastIndexOf(".") + 1)}`,
    })),
    "1_Pooling/config.json": { pooling_mode_mean_tokens: true },
  });

  it.each([
    [["Transformer", "Pooling"], undefined],
    [["Transformer", "Pooling", "Normalize"], undefined],
    [["Transformer", "Pooling", "Dropout"], undefined],
    [["sentence_transformers.base.modules.transformer.Transformer", "a.b.pooling.Pooling"], undefined],
    [["Transformer", "Pooling", "Dense"], ["Dense"]],
    [
      ["Transformer", "Pooling", "Dense", "Dense", "Normalize"],
      ["Dense", "Normalize"],
    ],
    [["Transformer", "Pooling", "LayerNorm"], ["LayerNorm"]],
    [
      ["WordEmbeddings", "Pooling", "own_code.Squash"],
      ["WordEmbeddings", "Squash"],
    ],
    [["Transformer", "WeightedLayerPooling"], ["WeightedLayerPooling"]],
  ])("%j leave %j", async (kinds, modules) => {
    const { notices } = await openModelFolder(folderWith({ ...minimal, ...steps(kinds) }));
    expect(notices).toEqual(modules === undefined ? [] : [{ code: "modulesLeft", detail: { modules } }]);
  });

  it.each([
    ["sentence_bert_config.json", {}],
    ["sentence_xlm-roberta_config.json", {}],
    [
      "0_Transformer/sentence_bert_config.json",
      { "modules.json": [{ type: `${prefix}Transformer`, path: "0_Transformer" }] },
    ],
  ])("lower case and length are read of %s", async (file, files) => {
    const folder = folderWith({ ...minimal, ...files, [file]: { do_lower_case: true, max_seq_length: 77 } });
    expect(await openModelFolder(folder)).toMatchObject({ lowerCase: true, maxTokens: 77 });
  });

  it("never lead out of the model's folder", async () => {
    folderWith({ "config.json": { pooling_mode: "max" } }, "outside");
    const folder = folderWith({ ...minimal, "modules.json": [{ type: "a.Pooling", path: "../outside" }] });
    expect((await openModelFolder(folder)).pooling?.kind).not.toBe("max");
  });
});

describe("the graph", () => {
  it.each([
    ["onnx/model_fp16.onnx", ["onnx/model_quantized.onnx", "onnx/model_fp16.onnx"]],
    ["onnx/model.onnx", ["model.onnx", "onnx/model.onnx", "onnx/model_fp16.onnx"]],
    ["onnx/decoder_model_merged.onnx", ["onnx/decoder_model_merged.onnx", "onnx/decoder_model.onnx"]],
    ["model.onnx", ["model.onnx"]],
  ])("%s of %j", async (chosen, files) => {
    const graphs = Object.fromEntries(files.map((file) => [file, ""]));
    const folder = folderWith({ "config.json": {}, "tokenizer.json": {}, ...graphs });
    expect((await openModelFolder(folder)).modelFile).toBe(path.join(folder, chosen));
  });
});

it("lives without config.json", async () => {
  const folder = folderWith({ "tokenizer.json": {}, "model.onnx": "" });
  expect(await openModelFolder(folder)).toMatchObject({
    modelFile: path.join(folder, "model.onnx"),
    facts: { layerCounts: [], hiddenSize: undefined },
    maxTokens: 512,
    positions: undefined,
  });
});

it("takes the graph and the name it is given", async () => {
  const folder = folderWith({ ...minimal, "onnx/model_q4.onnx": "" });
  const file = path.join(folder, "onnx", "model_q4.onnx");
  expect(await openModelFolder(folder, { file, name: "org/name" })).toMatchObject({
    modelFile: file,
    name: "org/name",
  });
});

it("reads the prompts", async () => {
  const prompts = { query: "query: ", document: "", broken: 3 };
  const folder = folderWith({ ...minimal, "config_sentence_transformers.json": { prompts } });
  expect((await openModelFolder(folder)).prompts).toEqual({ query: "query: ", document: "" });
});

describe("a folder that is no model", () => {
  it("has no graph", async () => {
    const folder = folderWith({ "config.json": {}, "tokenizer.json": {} });
    const detail = { folder, file: "onnx/model.onnx" };
    await expect(openModelFolder(folder)).rejects.toMatchObject({ code: "modelNotFound", detail });
  });

  it.each([
    ["", {}],
    ["vocab.txt", { "vocab.txt": "" }],
    ["tokenizer.model, vocab.json", { "tokenizer.model": "", "vocab.json": {}, "tokenizer_config.json": {} }],
  ])("has in place of tokenizer.json: %j", async (found, files) => {
    const folder = folderWith({ "config.json": {}, "onnx/model.onnx": "", ...files });
    await expect(openModelFolder(folder)).rejects.toMatchObject({
      code: "tokenizerMissing",
      detail: { folder, found },
    });
  });

  it.each([
    ["config.json", "{]}"],
    ["config.json", "[]"],
    ["tokenizer_config.json", "{no}"],
    ["modules.json", "[{},]"],
  ])("has a broken %s", async (file, content) => {
    const folder = folderWith({ ...minimal, [file]: content });
    const failure = openModelFolder(folder);
    await expect(failure).rejects.toMatchObject({
      code: "modelNotReadable",
      detail: { path: path.join(folder, file) },
    });
  });
});
