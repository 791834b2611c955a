import { appendFileSync, cpSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExtractedBatch } from "../../src/model/extraction.ts";
import { Extractor } from "../../src/model/extractor.ts";
import { poolings } from "../../src/protocol/poolings.ts";
import { textField } from "../../src/model/graph/wire.ts";
import {
  bundledModel,
  referenceIds,
  referenceStates,
  referenceTexts,
  relativeError,
  tokenizerWorker,
} from "./bundled.ts";
import { stateSpaceModel } from "./otherModels.ts";
import { splitModel } from "./splitModel.ts";
import { writeTree } from "./modelTree.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { toyFolder as toyFolderAt } from "./toyFolder.ts";
import { TOY_HIDDEN_SIZE, toyModel } from "./toyModel.ts";

const folder = tempFolder();

/** All of a run, in the order of the texts. */
interface Extracted {
  readonly states: Float32Array;
  readonly tokens: Uint32Array;
  readonly truncated: Uint8Array;
  readonly seen: Uint8Array;
  /** Share of the tokens that were padding. */
  readonly padding: number;
  readonly batches: number;
}

async function collect(extractor: Extractor, texts: readonly string[]): Promise<Extracted> {
  const size = (await extractor.measure()).reduce((sum, width) => sum + width, 0);
  const states = new Float32Array(texts.length * size);
  const tokens = new Uint32Array(texts.length);
  const truncated = new Uint8Array(texts.length);
  const seen = new Uint8Array(texts.length);
  let padded = 0;
  let batches = 0;
  for await (const batch of extractor.extract(texts)) {
    expect(batch.states.length).toBe(batch.rows.length * size);
    batch.rows.forEach((text, row) => {
      states.set(batch.states.subarray(row * size, (row + 1) * size), text * size);
      tokens[text] = batch.tokens[row] ?? 0;
      truncated[text] = batch.truncated[row] ?? 0;
      seen[text] = (seen[text] ?? 0) + 1;
    });
    expect(batch.runSeconds).toBeGreaterThan(0);
    padded += batch.rows.length * Math.max(...batch.tokens);
    batches++;
  }
  const total = tokens.reduce((sum, count) => sum + count, 0);
  return { states, tokens, truncated, seen, padding: (padded - total) / padded, batches };
}

describe("the bundled model", () => {
  let extractor: Extractor;
  beforeAll(async () => {
    extractor = await Extractor.open({ folder: bundledModel, pooling: "auto", tokenizerWorker });
    await extractor.load();
  });
  afterAll(() => extractor.dispose());

  it("says what it is", () => {
    expect(extractor.identity.name).toBe("all-MiniLM-L6-v2");
    expect(extractor.identity.layers).toEqual(["embedding", "1", "2", "3", "4", "5", "6"]);
    expect(extractor.identity.widths).toEqual(Array(7).fill(384));
    expect(extractor.identity.maxTokens).toBe(256);
    expect(extractor.identity.pooling).toBe("mean, with special tokens");
    expect(extractor.notices).toEqual([]);
    expect(extractor.identity.key).toMatch(/^[0-9a-f]{32}$/);
  });

  it("gives PyTorch's pooled states of all 22 texts and 7 layers", async () => {
    const { shape, data } = referenceStates("pooled");
    expect(shape).toEqual([22, 7, 384]);
    const { states, tokens, truncated, seen } = await collect(extractor, referenceTexts);
    expect([...seen]).toEqual(referenceTexts.map(() => 1));
    expect([...tokens]).toEqual(referenceIds.map((ids) => ids.length));
    expect(Array.from(truncated, Boolean)).toEqual(referenceIds.map((ids) => ids.length === 256));
    for (let vector = 0; vector < 22 * 7; vector++) {
      const [start, end] = [vector * 384, (vector + 1) * 384];
      expect(relativeError(states.subarray(start, end), data.subarray(start, end))).toBeLessThan(2e-3);
    }
  });

  it("gives the same bytes again", async () => {
    const first = await collect(extractor, referenceTexts);
    const second = await collect(extractor, referenceTexts);
    expect(Buffer.from(second.states.buffer).equals(Buffer.from(first.states.buffer))).toBe(true);
  });

  it("takes every text", async () => {
    const texts = ["", " ", "\t\n", "👩‍👩‍👧🇩🇪", "\0", "\ud800", "שלום", "x".repeat(1 << 20), "long words ".repeat(100_000)];
    const { states, seen, tokens, truncated } = await collect(extractor, texts);
    expect(seen.every((times) => times === 1)).toBe(true);
    expect(states.every(Number.isFinite)).toBe(true);
    expect([tokens[0], tokens[1], tokens[2], tokens[8]]).toEqual([2, 2, 2, 256]);
    expect([...truncated]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("gives nothing for nothing", async () => {
    expect((await collect(extractor, [])).batches).toBe(0);
  });
});

describe("other poolings of the bundled model", () => {
  it.each(poolings.map(({ id }) => id))("%s equals pooling of PyTorch's token states", async (pooling) => {
    const extractor = await Extractor.open({ folder: bundledModel, pooling, tokenizerWorker });
    const { states } = await collect(extractor, referenceTexts.slice(0, 2));
    await extractor.dispose();
    const spans = pooling === "flatten" ? 4 : 1;
    for (const text of [0, 1]) {
      const { shape, data } = referenceStates(`raw.${text}`);
      const [layers = 0, tokens = 0, hidden = 0] = shape;
      for (let layer = 0; layer < layers; layer++) {
        const pooled = Float32Array.from({ length: spans * hidden }, (_, at) => {
          const values = Array.from(
            { length: tokens },
            (_, token) => data[(layer * tokens + token) * hidden + (at % hidden)] ?? 0,
          );
          const span = Math.floor(at / hidden);
          const own = values.slice(Math.floor((span * tokens) / 4), Math.ceil(((span + 1) * tokens) / 4));
          const total = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
          const [cls = NaN, last = NaN] = [values[0], values.at(-1)];
          const [sum, max, flatten] = [total(values), Math.max(...values), total(own) / own.length];
          // The bundled model has no sinks.
          const mean = sum / tokens;
          return { mean, meanWithoutSinks: mean, cls, last, max, sum, flatten }[pooling];
        });
        const start = (text * layers + layer) * spans * hidden;
        expect(relativeError(states.subarray(start, start + pooled.length), pooled)).toBeLessThan(2e-3);
      }
    }
  });
});

function toyFolder(name: string, config: object = {}, graph = toyModel()): string {
  return toyFolderAt(path.join(folder, name), config, graph);
}

/** Distinct texts of mixed length: mostly short, some up to 300 words. */
function mixedTexts(count: number): string[] {
  let state = 3;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, (_, index) => {
    const words = Array.from({ length: Math.floor(300 * random() ** 3) }, () => `w${Math.floor(40 * random())}`);
    return [...words, `w${index % 40}`, `w${Math.floor(index / 40) % 40}`].join(" ");
  });
}

describe("many texts", () => {
  const texts = mixedTexts(2000);

  it.each([
    ["a worker", tokenizerWorker],
    ["no worker", undefined],
  ])("come once each, with little padding (%s)", async (_, worker) => {
    const options = { folder: toyFolder("many"), pooling: "auto", maxTokens: 256 };
    const extractor = await Extractor.open({ ...options, ...(worker && { tokenizerWorker: worker }) });
    const { seen, padding, tokens, truncated, batches } = await collect(extractor, texts);
    await extractor.dispose();
    expect(extractor.identity.pooling).toBe("mean, without special tokens");
    expect(seen.every((times) => times === 1)).toBe(true);
    expect(padding).toBeLessThan(0.05);
    expect(batches).toBeGreaterThan(50);
    const counts = texts.map((text) => text.split(" ").length + 2);
    expect([...tokens]).toEqual(counts.map((count) => Math.min(count, 256)));
    expect(Array.from(truncated, Boolean)).toEqual(counts.map((count) => count > 256));
  });

  it("run one by one through a model that takes no more, to the same states", async () => {
    // Of one length, because the toy model reads padding as text.
    const alike = Array.from({ length: 40 }, (_, index) => `w${index} w${(7 * index) % 40} w3`);
    const read = async (home: string) => {
      const extractor = await Extractor.open({ folder: home, pooling: "mean" });
      const found = await collect(extractor, alike);
      await extractor.dispose();
      return found;
    };
    const together = await read(toyFolder("together"));
    const single = await read(toyFolder("single", {}, toyModel({ batch: 1 })));
    expect(together.batches).toBeLessThan(3);
    expect(single.batches).toBe(alike.length);
    expect(relativeError(single.states, together.states)).toBeLessThan(1e-5);
  });

  it("the first ones are spread over the file", async () => {
    const extractor = await Extractor.open({ folder: toyFolder("spread"), pooling: "cls" });
    const rows: number[] = [];
    for await (const batch of extractor.extract(texts)) if (rows.length < 64) rows.push(...batch.rows);
    await extractor.dispose();
    const quarters = new Set(rows.map((row) => Math.floor((4 * row) / texts.length)));
    expect(quarters.size).toBe(4);
  });

  it("let messages through, and stop within a batch", async () => {
    const extractor = await Extractor.open({ folder: toyFolder("abort"), pooling: "auto", tokenizerWorker });
    await extractor.load();
    const abort = new AbortController();
    const batches: ExtractedBatch[] = [];
    let atAbort = 0;
    // Comes by the event loop alone; nothing below waits for it.
    const message = () => {
      atAbort = batches.length;
      abort.abort();
    };
    for await (const batch of extractor.extract(texts, { signal: abort.signal })) {
      batches.push(batch);
      if (batches.length === 3) setImmediate(message);
    }
    expect(atAbort).toBeGreaterThanOrEqual(3);
    expect(batches.length).toBeLessThanOrEqual(atAbort + 1);
    expect(batches.length).toBeLessThan(6);

    for await (const batch of extractor.extract(texts, { signal: abort.signal })) batches.push(batch);
    expect(batches.length).toBeLessThanOrEqual(atAbort + 1);
    expect((await collect(extractor, texts)).seen.every((times) => times === 1)).toBe(true);
    await extractor.dispose();
  });

  it("two runs at once get each their own", async () => {
    const extractor = await Extractor.open({ folder: toyFolder("two"), pooling: "last", tokenizerWorker });
    const alone = await collect(extractor, texts.slice(0, 300));
    const [one, other] = await Promise.all([
      collect(extractor, texts.slice(0, 300)),
      collect(extractor, texts.slice(300, 600)),
    ]);
    await extractor.dispose();
    expect(Buffer.from(one.states.buffer).equals(Buffer.from(alone.states.buffer))).toBe(true);
    expect(other.seen.every((times) => times === 1)).toBe(true);
  });
});

describe("a model without a residual stream", () => {
  it("gives its declared outputs and says what was seen", async () => {
    const home = toyFolder("stateSpace");
    write(path.join(home, "onnx"), "model.onnx", stateSpaceModel());
    const extractor = await Extractor.open({ folder: home, pooling: "auto" });
    const { states, seen } = await collect(extractor, ["w1 w2", "w3"]);
    const widths = await extractor.measure();
    await extractor.dispose();
    expect(extractor.identity.layers).toEqual(["logits"]);
    expect(widths).toEqual([11]);
    expect(extractor.notices).toMatchObject([
      { code: "declaredOutputs", detail: { reason: expect.stringContaining("as state-space models do") as string } },
    ]);
    expect(Array.from(seen)).toEqual([1, 1]);
    expect(states.every(Number.isFinite)).toBe(true);
  });
});

describe("a decoder and the graph of its embeddings", () => {
  it("give the states of the one file, and both are in the key", async () => {
    const texts = ["w1 w2 w3", "w4"];
    const whole = await Extractor.open({ folder: toyFolder("whole"), pooling: "auto" });
    const expected = await collect(whole, texts);
    await whole.dispose();
    const home = toyFolder("set");
    const graphs = path.join(home, "onnx");
    splitModel(path.join(graphs, "model.onnx"), graphs);
    rmSync(path.join(graphs, "model.onnx"));
    const set = await Extractor.open({ folder: home, pooling: "auto" });
    const found = await collect(set, texts);
    await set.dispose();
    found.states.forEach((value, index) => expect(value).toBeCloseTo(expected.states[index] ?? NaN, 5));
    expect(found.states.length).toBe(expected.states.length);
    // A model's own description, which changes nothing it computes.
    appendFileSync(path.join(graphs, "embed_tokens.onnx"), textField(6, "another"));
    const other = await Extractor.open({ folder: home, pooling: "auto" });
    await other.dispose();
    expect(new Set([whole.identity.key, set.identity.key, other.identity.key]).size).toBe(3);
  });
});

describe("what Sentence Transformers' files say", () => {
  const texts = ["w1 w2 w3", "w4 w5", "w6"];
  const read = async (home: string, given = texts, more: Partial<Parameters<typeof Extractor.open>[0]> = {}) => {
    const extractor = await Extractor.open({ folder: home, pooling: "auto", ...more });
    const { states } = await collect(extractor, given);
    const { notices, identity } = extractor;
    const { widths, key, pooling } = identity;
    const measured = await extractor.measure();
    await extractor.dispose();
    return { states, widths, measured, notices, key, pooling };
  };

  it("texts are read in lower case, prompts as well, under a key of their own", async () => {
    const home = toyFolder("cased");
    const prompts = { prompts: { query: "W9 W8 " } };
    writeTree(home, { "config_sentence_transformers.json": prompts });
    const cased = texts.map((text) => text.toUpperCase());
    const prompt = { prompt: "query" };
    const expected = await read(home);
    const prompted = await read(
      home,
      texts.map((text) => `w9 w8 ${text}`),
    );
    writeTree(home, { "sentence_bert_config.json": { do_lower_case: true } });
    const found = await read(home, cased);
    expect(found.states).toEqual(expected.states);
    expect((await read(home, cased, prompt)).states).toEqual(prompted.states);
    expect(found.key).not.toBe(expected.key);
    writeTree(home, { "sentence_bert_config.json": { do_lower_case: false } });
    const asTheyAre = await read(home, cased);
    expect(asTheyAre.key).toBe(expected.key);
    expect(relativeError(asTheyAre.states, expected.states)).toBeGreaterThan(0.1);
  });

  it("several poolings are put one behind the other", async () => {
    const home = toyFolder("joined");
    const parts = ["max", "mean", "lasttoken"];
    writeTree(home, { "1_Pooling/config.json": { pooling_mode: parts } });
    const joined = await read(home);
    expect(joined.pooling).toBe("max and mean and last, with special tokens");
    expect(joined.widths).toEqual(Array(3).fill(3 * TOY_HIDDEN_SIZE));
    expect(joined.measured).toEqual(joined.widths);
    const single = await Promise.all(
      ["max", "mean", "last"].map((pooling) => read(home, texts, { pooling, specialTokens: "include" })),
    );
    const vectors = texts.length * 3;
    for (let vector = 0; vector < vectors; vector++)
      for (const [part, { states }] of single.entries()) {
        const at = (3 * vector + part) * TOY_HIDDEN_SIZE;
        const own = states.subarray(vector * TOY_HIDDEN_SIZE, (vector + 1) * TOY_HIDDEN_SIZE);
        expect(relativeError(joined.states.subarray(at, at + TOY_HIDDEN_SIZE), own)).toBeLessThan(1e-5);
      }
  });

  it("what is not done of it is a notice", async () => {
    const home = toyFolder("dense");
    const step = (kind: string, place: string) => ({ type: `sentence_transformers.models.${kind}`, path: place });
    writeTree(home, {
      "modules.json": [step("Transformer", ""), step("Pooling", "1_Pooling"), step("Dense", "2_Dense")],
    });
    const codes = async (pooling: string) => (await read(home, texts, { pooling })).notices.map(({ code }) => code);
    // The toy has no mask, so that texts of other lengths are run apart.
    expect(await codes("auto")).toEqual(["modulesLeft", "poolingUnknown", "batching"]);
    expect(await codes("mean")).toEqual(["modulesLeft", "batching"]);
  });
});

describe("the key", () => {
  const keyOf = async (options: Partial<Parameters<typeof Extractor.open>[0]>) => {
    const extractor = await Extractor.open({ folder: bundledModel, pooling: "auto", ...options });
    await extractor.dispose();
    return extractor.identity.key;
  };

  it("depends on model, tokenizer, pooling and length, not on the place", async () => {
    const copy = path.join(folder, "copy");
    cpSync(bundledModel, copy, { recursive: true });
    const key = await keyOf({});
    expect(await keyOf({ folder: copy })).toBe(key);
    expect(await keyOf({ pooling: "mean", threads: 1, tokenizerWorker })).toBe(key);
    const others = [await keyOf({ pooling: "cls" }), await keyOf({ maxTokens: 128 })];
    write(copy, "tokenizer_config.json", "{}");
    others.push(await keyOf({ folder: copy }));
    expect(new Set([key, ...others]).size).toBe(4);
  });
});

describe("what cannot be opened", () => {
  it("an unknown pooling", async () => {
    const opening = Extractor.open({ folder: bundledModel, pooling: "median" });
    await expect(opening).rejects.toMatchObject({ code: "optionUnknown", detail: { value: "median" } });
  });

  it("a folder without a tokenizer", async () => {
    const home = toyFolder("untold");
    cpSync(path.join(home, "config.json"), path.join(home, "sub", "config.json"));
    cpSync(path.join(home, "onnx"), path.join(home, "sub", "onnx"), { recursive: true });
    const opening = Extractor.open({ folder: path.join(home, "sub"), pooling: "auto" });
    await expect(opening).rejects.toMatchObject({ code: "tokenizerMissing", detail: { found: "" } });
  });

  it("a configuration of another model", async () => {
    const extractor = await Extractor.open({ folder: toyFolder("other", { hidden_size: 999 }), pooling: "auto" });
    await expect(extractor.load()).rejects.toMatchObject({ code: "modelTapWrong" });
    await expect(collect(extractor, ["w1"])).rejects.toMatchObject({ code: "modelTapWrong" });
    await extractor.dispose();
  });

  it("a broken tokenizer", async () => {
    const home = toyFolder("broken");
    write(home, "tokenizer.json", '{"model": 1}');
    const extractor = await Extractor.open({ folder: home, pooling: "auto", tokenizerWorker });
    await expect(extractor.load()).rejects.toMatchObject({ code: "tokenizerUnsupported" });
    await extractor.dispose();
  });

  it("without a hidden size in its configuration it is measured", async () => {
    const extractor = await Extractor.open({ folder: toyFolder("unsized", { hidden_size: null }), pooling: "auto" });
    expect(extractor.identity.widths).toBeUndefined();
    expect(new Set(await extractor.measure())).toEqual(new Set([TOY_HIDDEN_SIZE]));
    await extractor.dispose();
  });
});
