import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Extractor, type ExtractorOptions } from "../../src/model/extractor.ts";
import { initializerField, modelBytes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import type { FailedText } from "../../src/model/textFaults.ts";
import { encodeWindow } from "../../src/model/encodeWindow.ts";
import type { EncodedTexts } from "../../src/model/text/tokenizer.ts";
import { openTokenizer, type TokenizerThread } from "../../src/model/text/tokenizerThread.ts";
import { relativeError, tokenizerWorker } from "./bundled.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { toyFolder } from "./toyFolder.ts";
import { TOY_HIDDEN_SIZE, toyModel, weights } from "./toyModel.ts";

const folder = tempFolder();

interface Outcome {
  readonly states: ReadonlyMap<number, Float32Array>;
  readonly failed: readonly FailedText[];
  /** Texts of every batch that ran. */
  readonly sizes: readonly number[];
}

async function outcomeOf(
  home: string,
  texts: readonly string[],
  hasSucceeded = false,
  options: Partial<ExtractorOptions> = {},
): Promise<Outcome> {
  const extractor = await Extractor.open({ folder: home, pooling: "mean", ...options });
  try {
    const states = new Map<number, Float32Array>();
    const failed: FailedText[] = [];
    const sizes: number[] = [];
    for await (const batch of extractor.extract(texts, { hasSucceeded })) {
      const width = batch.states.length / batch.rows.length;
      batch.rows.forEach((text, row) => {
        expect(states.has(text)).toBe(false);
        states.set(text, batch.states.slice(row * width, (row + 1) * width));
      });
      failed.push(...batch.failed);
      if (batch.rows.length > 0) sizes.push(batch.rows.length);
    }
    return { states, failed: failed.toSorted((a, b) => a.row - b.row), sizes };
  } finally {
    await extractor.dispose();
  }
}

/** A toy model's folder whose tokenizer gives some words other ids. */
function withIds(name: string, ids: Readonly<Record<string, number>>, graph: Uint8Array = toyModel()): string {
  const home = toyFolder(path.join(folder, name), {}, graph);
  let tokenizer = readFileSync(path.join(home, "tokenizer.json"), "utf8");
  for (const [word, id] of Object.entries(ids))
    tokenizer = tokenizer.replace(new RegExp(`"${word}":\\d+`), `"${word}":${id}`);
  write(home, "tokenizer.json", tokenizer);
  return home;
}

/** Texts of four tokens; every one at `places` ends in `word`. */
function textsWith(word: string, places: readonly number[], count = 300): string[] {
  return Array.from({ length: count }, (_, i) => `w${i % 39} ${places.includes(i) ? word : `w${(i * 7) % 39}`}`);
}

/** A graph that does not show how large its table is: the ids that pick from it are multiplied by one. */
function hiddenLookup(): Buffer {
  return modelBytes([
    valueField("input", "input_ids", "int64", ["batch", "tokens"]),
    valueField("output", "last_hidden_state", "float32", ["batch", "tokens", TOY_HIDDEN_SIZE]),
    weights("table", [50, TOY_HIDDEN_SIZE]),
    initializerField("one", "int64", [], BigInt64Array.of(1n)),
    nodeField("Mul", ["input_ids", "one"], ["ids"]),
    nodeField("Gather", ["table", "ids"], ["last_hidden_state"]),
  ]);
}

/** A graph whose states are no numbers for ids beyond 45. */
function roots(): Buffer {
  return modelBytes([
    valueField("input", "input_ids", "int64", ["batch", "tokens"]),
    valueField("output", "last_hidden_state", "float32", ["batch", "tokens", TOY_HIDDEN_SIZE]),
    weights("table", [50, TOY_HIDDEN_SIZE]),
    nodeField("Gather", ["table", "input_ids"], ["found"]),
    initializerField("edge", "float32", [], Float32Array.of(45)),
    initializerField("last", "int64", [1], BigInt64Array.of(-1n)),
    nodeField("Cast", ["input_ids"], ["numbers"], { to: 1 }),
    nodeField("Sub", ["edge", "numbers"], ["below"]),
    nodeField("Sqrt", ["below"], ["roots"]),
    nodeField("Unsqueeze", ["roots", "last"], ["column"]),
    nodeField("Mul", ["found", "column"], ["last_hidden_state"]),
  ]);
}

describe("one text that fails", () => {
  it("for a token beyond the table is named, and the others are as without it", async () => {
    const texts = textsWith("w39", [140]);
    const { states, failed, sizes } = await outcomeOf(withIds("beyond", { w39: 5000 }), texts);
    expect(failed).toEqual([
      {
        row: 140,
        kind: "tokenUnknown",
        reason: "its token w39 has the id 5000, and the model knows only the tokens 0 to 49",
      },
    ]);
    const plain = await outcomeOf(withIds("plain", {}), texts);
    expect(plain.failed).toEqual([]);
    expect([...plain.states.keys()].filter((text) => !states.has(text))).toEqual([140]);
    for (const [text, found] of states)
      expect(relativeError(found, plain.states.get(text) ?? found)).toBeLessThan(1e-5);
    expect(sizes.length).toBe(plain.sizes.length);
  });

  it.each([[[140]], [[0, 1, 2, 3, 4, 5, 6, 7]], [[5, 77, 78, 299]]])(
    "in the model is found by halving, at %j",
    async (places) => {
      const texts = textsWith("w39", places);
      const { states, failed, sizes } = await outcomeOf(
        withIds(`hidden ${String(places.length)}`, { w39: 5000 }, hiddenLookup()),
        texts,
      );
      expect(failed.map(({ row, kind }) => [row, kind])).toEqual(places.map((place) => [place, "modelFailed"]));
      expect(failed[0]?.reason).toMatch(/^the model failed at this text of 4 tokens: .*5000/);
      expect(states.size).toBe(300 - places.length);
      // The size of batches is as before: only what stood beside the texts at fault is run in small ones.
      expect(sizes.length).toBeLessThan(80);
    },
  );

  it("with states that are no numbers is left out", async () => {
    const home = withIds("roots", { w39: 46 }, roots());
    const { states, failed } = await outcomeOf(home, textsWith("w39", [8, 200]));
    expect(failed).toEqual(
      [8, 200].map((row) => ({
        row,
        kind: "statesNotFinite",
        reason: "its states at layer last_hidden_state are not finite numbers",
      })),
    );
    expect(states.size).toBe(298);
  });

  it("in a module that pools is left out, with what the module threw", async () => {
    const home = toyFolder(path.join(folder, "module"));
    const picky = `export default (states, { tokens, width }) => {
      if (tokens === 6) throw new Error("six are too many");
      return states.slice(0, width);
    };`;
    const file = write(home, "pool.mjs", picky);
    const texts = textsWith("w1", []).map((text, i) => (i === 7 ? `${text} w2 w3` : text));
    const options = { folder: home, pooling: "./pool.mjs", layers: { moduleFolder: home } };
    const { failed, states } = await outcomeOf(home, texts, false, options);
    const reason = `${file}: it failed for a text of 6 tokens: six are too many`;
    expect(failed).toEqual([{ row: 7, kind: "modelFailed", reason }]);
    expect(states.size).toBe(299);
  });

  it("in the tokenizer is found by halving", async () => {
    const files = {
      tokenizer: path.join(toyFolder(path.join(folder, "tokenizer")), "tokenizer.json"),
      config: undefined,
    };
    const tokenizer = await openTokenizer({ ...files, maxTokens: 64 });
    // The border of the tokenizer, which fails at two texts.
    const border: TokenizerThread = {
      ...tokenizer,
      encode: (texts) =>
        texts.includes("w39 bad") ? Promise.reject(new RangeError("too deep")) : tokenizer.encode(texts),
    };
    const texts = textsWith("w1", []).map((text, i) => (i === 33 || i === 34 ? "w39 bad" : text));
    const { encoded, failed } = await encodeWindow(texts, { tokenizer: border, table: undefined, ranged: false });
    const reason = "the tokenizer failed at this text: too deep";
    expect(failed).toEqual([33, 34].map((row) => ({ row, kind: "notTokenized", reason })));
    expect(encoded.offsets.length).toBe(301);
    const whole = await tokenizer.encode(texts);
    const idsOf = ({ ids, offsets }: EncodedTexts, text: number) => [...ids.subarray(offsets[text], offsets[text + 1])];
    for (const text of [0, 32, 35, 299]) expect(idsOf(encoded, text)).toEqual(idsOf(whole, text));
  });

  it("is not blamed for a tokenizer that is gone", async () => {
    const files = { tokenizer: path.join(toyFolder(path.join(folder, "gone")), "tokenizer.json"), config: undefined };
    const tokenizer = await openTokenizer({ ...files, maxTokens: 64 }, tokenizerWorker);
    await tokenizer.dispose();
    const reading = encodeWindow(["w1", "w2"], { tokenizer, table: undefined, ranged: false });
    await expect(reading).rejects.toMatchObject({ code: "internal" });
  });
});

describe("a model that fails at every text", () => {
  const every = Array.from({ length: 5000 }, (_, i) => `w39 w${i % 39} w${(i * 7) % 39} ${"w1 ".repeat(i % 50)}`);

  it.each([
    ["the graph", hiddenLookup()],
    ["the tokenizer", toyModel()],
  ])("is given up before long: %s", async (_, graph) => {
    const home = withIds(`every ${graph.length}`, { w39: 5000 }, graph);
    const started = performance.now();
    await expect(outcomeOf(home, every)).rejects.toMatchObject({ code: "everyTextFailed" });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("is told from one that fails at the longest texts", async () => {
    const texts = every.map((text, i) => (i % 50 > 30 ? text : text.replace("w39 ", "")));
    const { states, failed } = await outcomeOf(withIds("long", { w39: 5000 }, hiddenLookup()), texts.slice(0, 500));
    expect(failed.length).toBe(190);
    expect(states.size).toBe(310);
  });

  it("is told from one text that fails alone, of a single one and where others were computed before", async () => {
    const home = withIds("single", { w39: 5000 });
    await expect(outcomeOf(home, ["w39"])).rejects.toMatchObject({ code: "everyTextFailed" });
    expect((await outcomeOf(home, ["w39"], true)).failed.length).toBe(1);
  });
});
