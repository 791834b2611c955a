import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { listPrompts } from "../../src/model/store/listPrompts.ts";
import { Extractor, type ExtractorOptions } from "../../src/model/extractor.ts";
import { bundledModel, referenceStates, referenceTexts, relativeError, tokenizerWorker } from "./bundled.ts";
import { writeTree } from "./modelTree.ts";
import { tempFolder } from "./tempFolder.ts";

/** The first text PyTorch read token by token, in two parts: its beginning is the prompt. */
const [, prompt = "", text = ""] = /^(\S+ \S+ )(.*)$/s.exec(referenceTexts[0] ?? "") ?? [];
const { shape, data } = referenceStates("raw.0");
const [layers = 0, tokens = 0, hidden = 0] = shape;

/** The bundled model with prompts; `pooling` is its authors' configuration. */
function modelWithPrompts(pooling: object): string {
  const folder = writeTree(path.join(tempFolder(), "model"), {
    "config_sentence_transformers.json": { prompts: { query: prompt, passage: "passage: ", document: "" } },
    "1_Pooling/config.json": pooling,
  });
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json"])
    copyFileSync(path.join(bundledModel, file), path.join(folder, file));
  mkdirSync(path.join(folder, "onnx"));
  symlinkSync(path.join(bundledModel, "onnx", "model.onnx"), path.join(folder, "onnx", "model.onnx"));
  return folder;
}

async function statesOf(options: ExtractorOptions, texts: readonly string[]): Promise<Float32Array> {
  const extractor = await Extractor.open(options);
  try {
    for await (const { states } of extractor.extract(texts)) return states;
    return new Float32Array();
  } finally {
    await extractor.dispose();
  }
}

/** PyTorch's token states, averaged over the tokens from `from` to `to`. */
function meanOfTokens(from: number, to: number): Float32Array {
  return Float32Array.from({ length: layers * hidden }, (_, index) => {
    const [layer, unit] = [Math.floor(index / hidden), index % hidden];
    let sum = 0;
    for (let token = from; token < to; token++) sum += data[(layer * tokens + token) * hidden + unit] ?? NaN;
    return sum / (to - from);
  });
}

describe("a prompt", { timeout: 60_000 }, () => {
  const counted = modelWithPrompts({ pooling_mode_mean_tokens: true });
  const uncounted = modelWithPrompts({ pooling_mode_mean_tokens: true, include_prompt: false });
  const base = { folder: counted, pooling: "auto", tokenizerWorker };

  it("is listed by its name, of a model that is not opened", async () => {
    const places = { bundled: path.dirname(bundledModel), store: "", hubCaches: [], folders: [] };
    expect(await listPrompts(counted, places)).toEqual({ query: prompt, passage: "passage: ", document: "" });
    expect(await listPrompts(bundledModel, places)).toEqual({});
    await expect(listPrompts("org/none", places)).rejects.toMatchObject({ code: "modelNotOnDisk" });
  });

  it("stands before every text", async () => {
    const states = await statesOf({ ...base, prompt: "query" }, [text]);
    expect(relativeError(states, meanOfTokens(0, tokens))).toBeLessThan(2e-3);
  });

  it("is left out of the mean, with the special token before it, where the authors say so", async () => {
    const states = await statesOf({ ...base, folder: uncounted, prompt: "query" }, [text]);
    const words = prompt.trim().split(" ").length;
    expect(relativeError(states, meanOfTokens(1 + words, tokens))).toBeLessThan(2e-3);
    const content = await statesOf({ ...base, prompt: "query", specialTokens: "exclude" }, [text]);
    expect(relativeError(content, meanOfTokens(1, tokens - 1))).toBeLessThan(2e-3);
  });

  it("is part of the extractor's key by its text, as special tokens are", async () => {
    const keyOf = async (options: Partial<ExtractorOptions>) => {
      const extractor = await Extractor.open({ ...base, ...options });
      await extractor.dispose();
      return extractor.identity.key;
    };
    const none = await keyOf({});
    expect(await keyOf({ prompt: "document" })).toBe(none);
    const others = [{ prompt: "query" }, { prompt: "passage" }, { specialTokens: "exclude" as const }];
    expect(new Set([none, ...(await Promise.all(others.map(keyOf)))]).size).toBe(4);
  });

  it("is refused by a name the authors do not offer", async () => {
    await expect(Extractor.open({ ...base, prompt: "title" })).rejects.toMatchObject({
      code: "promptUnknown",
      detail: { prompt: "title", prompts: "query, passage, document" },
    });
  });
});
