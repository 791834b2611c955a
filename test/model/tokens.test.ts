import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Extractor, type ExtractorOptions } from "../../src/model/extractor.ts";
import type { FailedText } from "../../src/model/textFaults.ts";
import { type FoundTokens, mostTokens } from "../../src/model/tokenPoints.ts";
import { bundledModel, referenceStates, referenceTexts, relativeError, tokenizerWorker } from "./bundled.ts";
import { writeTree } from "./modelTree.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { tinyGraph } from "./tinyModel.ts";
import { toyFolder } from "./toyFolder.ts";
import { toyModel } from "./toyModel.ts";
import { batchOf, hiddenSizeOf, truthOf } from "./zoo.ts";

const folder = tempFolder();

interface TokensOfText {
  /** What each token stands for. */
  readonly parts: readonly string[];
  readonly states: Float32Array;
}

interface Outcome {
  readonly texts: ReadonlyMap<number, TokensOfText>;
  readonly failed: readonly FailedText[];
  readonly found: FoundTokens;
  readonly sizes: readonly number[];
}

async function withExtractor<T>(options: ExtractorOptions, work: (extractor: Extractor) => Promise<T>): Promise<T> {
  const extractor = await Extractor.open(options);
  try {
    return await work(extractor);
  } finally {
    await extractor.dispose();
  }
}

/** The states of the tokens of texts; which they are is asked beforehand. */
async function tokensOf(options: ExtractorOptions, texts: readonly string[]): Promise<Outcome> {
  return withExtractor({ ...options, points: "tokens" }, async (extractor) => {
    const found = await extractor.tokenRanges(texts);
    const size = (await extractor.measure()).reduce((sum, width) => sum + width, 0);
    const seen = new Map<number, TokensOfText>();
    const failed: FailedText[] = [];
    const sizes: number[] = [];
    for await (const batch of extractor.extract(texts)) {
      const total = batch.points.reduce((sum, count) => sum + count, 0);
      expect([batch.states.length, batch.ranges.length]).toEqual([total * size, 2 * total]);
      failed.push(...batch.failed);
      sizes.push(batch.rows.length);
      let first = 0;
      batch.rows.forEach((text, row) => {
        const end = first + (batch.points[row] ?? 0);
        const ranges = batch.ranges.subarray(2 * first, 2 * end);
        expect(Array.from(ranges)).toEqual(rangesOf(found, text));
        expect(seen.has(text)).toBe(false);
        const parts = partsOf(texts[text] ?? "", Array.from(ranges));
        seen.set(text, { parts, states: batch.states.slice(first * size, end * size) });
        first = end;
      });
    }
    return { texts: seen, failed, found, sizes };
  });
}

function rangesOf({ ranges, offsets }: FoundTokens, text: number): number[] {
  return Array.from(ranges.subarray(2 * (offsets[text] ?? 0), 2 * (offsets[text + 1] ?? 0)));
}

function partsOf(text: string, ranges: readonly number[]): string[] {
  return Array.from({ length: ranges.length / 2 }, (_, token) => text.slice(ranges[2 * token], ranges[2 * token + 1]));
}

/** PyTorch's states `[layers, tokens, width]` of the tokens from `from` to `to`, as we have them. */
function byToken(data: ArrayLike<number>[], tokens: number, from: number, to: number): Float32Array {
  const layers = data.map((layer) => ({ layer, width: layer.length / tokens }));
  const states: number[] = [];
  for (let token = from; token < to; token++)
    for (const { layer, width } of layers)
      for (let unit = 0; unit < width; unit++) states.push(layer[token * width + unit] ?? NaN);
  return Float32Array.from(states);
}

const bundled = { folder: bundledModel, pooling: "auto", tokenizerWorker };

describe("the bundled model's tokens", { timeout: 60_000 }, () => {
  it("have PyTorch's states, one by one", async () => {
    const { texts } = await tokensOf(bundled, referenceTexts.slice(0, 2));
    for (const row of [0, 1]) {
      const { shape, data } = referenceStates(`raw.${row}`);
      const [layers = 0, tokens = 0, width = 0] = shape;
      const ofLayers = Array.from({ length: layers }, (_, layer) =>
        data.subarray(layer * tokens * width, (layer + 1) * tokens * width),
      );
      const { parts, states } = texts.get(row) ?? { parts: [], states: new Float32Array() };
      expect(parts.length).toBe(tokens - 2);
      expect(parts.join("")).toBe(referenceTexts[row]?.replaceAll(/\s/g, ""));
      expect(relativeError(states, byToken(ofLayers, tokens, 1, tokens - 1))).toBeLessThan(2e-3);
    }
  });

  it("have the mean that texts have, in batches of other texts", async () => {
    const { texts, failed, found } = await tokensOf(bundled, referenceTexts);
    expect([texts.size, failed, found.failed]).toEqual([referenceTexts.length, [], []]);
    await withExtractor({ ...bundled, pooling: "mean", specialTokens: "exclude" }, async (extractor) => {
      for await (const batch of extractor.extract(referenceTexts)) {
        expect(Array.from(batch.points)).toEqual(Array.from(batch.rows, () => 1));
        expect(batch.ranges.length).toBe(0);
        const size = batch.states.length / batch.rows.length;
        batch.rows.forEach((text, row) => {
          const { parts, states } = texts.get(text) ?? { parts: [], states: new Float32Array() };
          if (parts.length === 0) return;
          const mean = Float32Array.from(
            { length: size },
            (_, unit) => parts.reduce((sum, __, token) => sum + (states[token * size + unit] ?? NaN), 0) / parts.length,
          );
          expect(relativeError(mean, batch.states.subarray(row * size, (row + 1) * size))).toBeLessThan(1e-4);
          expect(batch.truncated[row]).toBe(found.truncated[text]);
        });
      }
    });
  });

  it("have a key of their own, whatever the pooling", async () => {
    const keyOf = (options: Partial<ExtractorOptions>) =>
      withExtractor({ ...bundled, ...options }, (extractor) => Promise.resolve(extractor.identity.key));
    const tokens = await keyOf({ points: "tokens" });
    expect(await keyOf({ points: "tokens", pooling: "max", specialTokens: "exclude" })).toBe(tokens);
    expect(await keyOf({ points: "tokens", layers: { subset: "1,2" } })).not.toBe(tokens);
    expect(await keyOf({})).not.toBe(tokens);
    expect(await keyOf({ points: "records" })).toBe(await keyOf({}));
  });

  it("of some layers are those of all", async () => {
    const some = await tokensOf({ ...bundled, layers: { subset: "2,6" } }, ["the river bank"]);
    const all = await tokensOf(bundled, ["the river bank"]);
    const states = all.texts.get(0)?.states ?? new Float32Array();
    const chosen = [0, 1, 2].flatMap((token) =>
      [2, 6].flatMap((layer) => Array.from(states.subarray((token * 7 + layer) * 384, (token * 7 + layer + 1) * 384))),
    );
    expect(some.texts.get(0)?.parts).toEqual(["the", "river", "bank"]);
    expect(relativeError(some.texts.get(0)?.states ?? new Float32Array(), Float32Array.from(chosen))).toBeLessThan(
      1e-5,
    );
  });

  it("of a text without any are none", async () => {
    const { texts, found } = await tokensOf(bundled, ["", " \n", "x"]);
    expect([0, 1, 2].map((text) => texts.get(text)?.parts)).toEqual([[], [], ["x"]]);
    expect(Array.from(found.offsets)).toEqual([0, 0, 0, 1]);
  });

  it("are told without running the model, of thousands of texts in their order", async () => {
    const texts = Array.from({ length: 2500 }, (_, index) => `text ${index}${index % 3 === 0 ? " ﬁne" : ""}`);
    await withExtractor({ ...bundled, points: "tokens" }, async (extractor) => {
      const found = await extractor.tokenRanges(texts);
      expect(extractor.identity.isKnown).toBe(false);
      expect(partsOf(texts[2049] ?? "", rangesOf(found, 2049)).join(" ")).toMatch(/^text 204 ?9 ﬁ ?ne$/);
      expect(found.offsets.length).toBe(2501);
      await expect(extractor.tokenRanges(texts, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    });
  });
});

describe("texts that are not read as they are written", { timeout: 60_000 }, () => {
  const home = writeTree(path.join(folder, "lower"), {
    "config_sentence_transformers.json": { prompts: { query: "İn quer", none: "" } },
    "sentence_bert_config.json": { max_seq_length: 64, do_lower_case: true },
  });
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    copyFileSync(path.join(bundledModel, file), path.join(home, file));
  const graph = path.join(bundledModel, "onnx", "model.onnx");

  it("have the ranges of what is written: lower case, and behind a prompt that ends inside a word", async () => {
    const text = "İİy İSTANBUL Bank";
    const options = { ...bundled, folder: home, file: graph };
    const { texts } = await tokensOf(options, [text]);
    expect(texts.get(0)?.parts.join("|")).toMatch(/İ.*y\|İSTANBUL\|Bank$/);
    const prompted = await tokensOf({ ...options, prompt: "query" }, ["y İSTANBUL Bank"]);
    expect(prompted.texts.get(0)?.parts).toEqual(["y", "İSTANBUL", "Bank"]);
  });
});

/** A tokenizer whose tokens are `t0 … t119`, for the ids PyTorch ran. */
function modelOfIds(name: string): string {
  const vocab = Object.fromEntries(Array.from({ length: 120 }, (_, id) => [`t${id}`, id]));
  return writeTree(path.join(folder, name), {
    "config.json": {
      model_type: name.replace(/\..*/, ""),
      num_hidden_layers: 3,
      hidden_size: hiddenSizeOf(truthOf(name)),
    },
    "tokenizer.json": {
      ...{ added_tokens: [], normalizer: null, pre_tokenizer: { type: "WhitespaceSplit" }, post_processor: null },
      model: { type: "WordLevel", vocab, unk_token: "t0" },
    },
    "onnx/model.onnx": Buffer.from(tinyGraph(name)),
  });
}

describe("PyTorch's states of single tokens", { timeout: 60_000 }, () => {
  it.each(["roberta.legacy-17", "gpt2.legacy-17", "qwen3.legacy-17", "modernbert.dynamo-18"])("%s", async (name) => {
    const truth = truthOf(name);
    const { rows, tokens, ids, lengths } = batchOf(truth);
    const texts = Array.from({ length: rows }, (_, row) =>
      Array.from(ids.subarray(row * tokens, row * tokens + (lengths[row] ?? 0)), (id) => `t${id}`).join(" "),
    );
    const found = await tokensOf({ folder: modelOfIds(name), pooling: "auto" }, texts);
    for (const [row, text] of texts.entries()) {
      const { parts, states } = found.texts.get(row) ?? { parts: [], states: new Float32Array() };
      expect(parts).toEqual(text.split(" "));
      const layers = truth.hidden.map(({ data }) => data);
      const expected = byToken(layers, rows * tokens, row * tokens, row * tokens + parts.length);
      expect(relativeError(states, expected)).toBeLessThan(1e-4);
    }
  });
});

it("a batch's tokens hold 128 MB, one token at least", () => {
  expect(mostTokens(new Array<number>(7).fill(384))).toBe(12_483);
  expect(mostTokens(new Array<number>(33).fill(4096))).toBe(248);
  expect(mostTokens([2 ** 30])).toBe(1);
});

describe("tokens of texts that fail", () => {
  it("are none, and others are not their victims", async () => {
    const home = toyFolder(path.join(folder, "failing"), {}, toyModel());
    const tokenizer = readFileSync(path.join(home, "tokenizer.json"), "utf8").replace('"w39":42', '"w39":5000');
    write(home, "tokenizer.json", tokenizer);
    const texts = Array.from({ length: 60 }, (_, index) =>
      index % 20 === 7 ? `w1 w39 w${index % 30}` : `w2 w${index % 30}`,
    );
    const { texts: read, failed, found } = await tokensOf({ folder: home, pooling: "mean" }, texts);
    expect(failed.map(({ row, kind }) => [row, kind]).toSorted()).toEqual(
      [7, 27, 47].map((row) => [row, "tokenUnknown"]).toSorted(),
    );
    expect(found.failed.map(({ row }) => row)).toEqual([7, 27, 47]);
    expect(rangesOf(found, 7)).toEqual([]);
    expect(read.size).toBe(57);
    for (const [text, { parts }] of read) expect(parts).toEqual(texts[text]?.split(" "));
  });
});
