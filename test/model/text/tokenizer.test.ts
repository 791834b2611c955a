import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { TextTokenizer } from "../../../src/model/text/tokenizer.ts";
import { bundledModel, referenceIds, referenceTexts } from "../bundled.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { rows } from "./references.ts";

const folder = tempFolder();

function bundled(maxTokens = 256): TextTokenizer {
  return new TextTokenizer({
    tokenizer: path.join(bundledModel, "tokenizer.json"),
    config: path.join(bundledModel, "tokenizer_config.json"),
    maxTokens,
  });
}

interface Tiny {
  readonly definition: object;
  readonly config: object;
  readonly texts: string[];
  readonly ids: number[][];
}

function tiny(name: string): Tiny {
  const file = path.join(import.meta.dirname, "..", "..", "fixtures", "tokenizers", `${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Tiny;
}

function tinyTokenizer({ definition, config }: Tiny, maxTokens: number): TextTokenizer {
  return new TextTokenizer({
    tokenizer: write(folder, "tokenizer.json", JSON.stringify(definition)),
    config: write(folder, "tokenizer_config.json", JSON.stringify(config)),
    maxTokens,
  });
}

describe("the bundled tokenizer", () => {
  it("gives the reference's ids, cut at 256 with [SEP] last", () => {
    const encoded = bundled().encode(referenceTexts);
    expect(rows(encoded)).toEqual(referenceIds);
    expect(Array.from(encoded.truncated, Boolean)).toEqual(referenceIds.map((ids) => ids.length === 256));
    expect(referenceIds.some((ids) => ids.length === 256)).toBe(true);
  });

  it("knows its special tokens", () => {
    expect(bundled().special).toEqual({ before: 1, behind: 1 });
  });

  /** Ids from Hugging Face's tokenizers 0.23.3. */
  it.each([
    ["𠀀𠀁 漢字", [101, 100, 100, 1904, 100, 102]],
    ["ΟΔΟΣ", [101, 1169, 29722, 29730, 29733, 102]],
    ["[SEP] inside", [101, 102, 2503, 102]],
    ["a\u0000b\ufffdc\u200b d", [101, 5925, 1040, 102]],
  ])("%j as the reference does", (text, ids) => {
    expect(rows(bundled().encode([text]))).toEqual([ids]);
  });

  it.each([1, 2, 3, 10])("keeps the closing token at %i tokens", (maxTokens) => {
    const [ids = []] = rows(bundled(maxTokens).encode(["one two three four five six seven eight nine ten"]));
    expect(ids.length).toBe(Math.max(2, maxTokens));
    expect([ids[0], ids.at(-1)]).toEqual([101, 102]);
  });
});

describe("long lines", () => {
  const word = "a".repeat(1 << 20);
  const lines: [string, string][] = [
    ["words", "several words of prose, again and again. ".repeat(25_000)],
    ["one word without end", word],
    ["spaces, then words", `${" ".repeat(300_000)}now words ${"more words ".repeat(50_000)}`],
    ["Chinese without spaces", "深層の学習は楽しい".repeat(110_000)],
    ["emoji", "👩‍👩‍👧🇩🇪".repeat(80_000)],
    ["NUL bytes", "\0".repeat(1 << 20)],
    ["punctuation", "{}[]();".repeat(150_000)],
  ];

  it.each(lines)("%s: the ids of the whole, in seconds", { timeout: 60_000 }, (_, text) => {
    const start = performance.now();
    const { truncated, ...encoded } = bundled().encode([text]);
    expect(performance.now() - start).toBeLessThan(10_000);
    const whole = rows(bundled(Infinity).encode([text]))[0] ?? [];
    const expected = whole.length > 256 ? [...whole.slice(0, 255), 102] : whole;
    expect(rows({ truncated, ...encoded })).toEqual([expected]);
    expect(Boolean(truncated[0])).toBe(whole.length > 256);
  });
});

describe.each(["byteLevel", "unigram"])("%s", (name) => {
  const reference = tiny(name);

  it("gives the reference's ids", () => {
    const found = rows(tinyTokenizer(reference, 100).encode(reference.texts));
    expect(found).toEqual(reference.ids.map((ids) => (ids.length > 0 ? ids : [0])));
  });

  it("cuts as the reference does, special tokens kept", () => {
    const tokenizer = tinyTokenizer(reference, 5);
    const { behind } = tokenizer.special;
    const expected = reference.ids.map((ids) =>
      ids.length > 5 ? [...ids.slice(0, 5 - behind), ...ids.slice(ids.length - behind)] : ids,
    );
    expect(rows(tokenizer.encode(reference.texts))).toEqual(expected.map((ids) => (ids.length > 0 ? ids : [0])));
  });

  it("keeps what 1 MB of words begin with", () => {
    const text = "the river bank, not closed ".repeat(40_000);
    const [ids = []] = rows(tinyTokenizer(reference, 64).encode([text]));
    const [whole = []] = rows(tinyTokenizer(reference, 1000).encode([text.slice(0, 3000)]));
    expect(ids.length).toBe(64);
    expect(ids.slice(0, 63)).toEqual(whole.slice(0, 63));
  });
});

it("a list of words gives each its id, and the unknown word's to any other", () => {
  const definition = {
    ...{ added_tokens: [], normalizer: { type: "Lowercase" }, pre_tokenizer: { type: "WhitespaceSplit" } },
    ...{ post_processor: null, decoder: null },
    model: { type: "WordLevel", vocab: { "[UNK]": 0, the: 1, bank: 2 }, unk_token: "[UNK]" },
  };
  const tokenizer = write(folder, "words.json", JSON.stringify(definition));
  for (const config of [undefined, write(folder, "words_config.json", JSON.stringify({ unk_token: "bank" }))]) {
    const encoded = new TextTokenizer({ tokenizer, config, maxTokens: 8 }).encode(["The river bank"]);
    expect(rows(encoded)).toEqual([[1, 0, 2]]);
  }
});

describe("what is no tokenizer", () => {
  const { definition } = tiny("unigram");
  const changed = (change: object) => JSON.stringify({ ...definition, ...change });
  const built = (text: string) => {
    const tokenizer = write(folder, "bad.json", text);
    return () => new TextTokenizer({ tokenizer, config: undefined, maxTokens: 8 });
  };

  it.each([
    ["{", /bad\.json is no JSON/],
    ["[]", /bad\.json holds no JSON object/],
    ['{"version": "1.0"}', /there is no model in it/],
    [changed({ model: { type: "Telepathy", vocab: { a: 0 } } }), /of the kind Telepathy; known are BPE, WordPiece, /],
    [changed({ model: { vocab: { a: 0 } } }), /the kind of its model is not said/],
    [changed({ normalizer: { type: "Weird" } }), /its normaliser of the kind Weird is not known/],
    [changed({ pre_tokenizer: { type: "Weird" } }), /its pre-tokenizer of the kind Weird is not known/],
    [changed({ model: { type: "BPE", vocab: {} } }), /there is no list of merges in it/],
  ])("%s says why", (text, reason) => {
    const build = built(text);
    expect(build).toThrow(expect.objectContaining({ code: "tokenizerUnsupported" }));
    expect(build).toThrow(reason);
  });

  it("needs no way back from ids to text", () => {
    const text = "river bank";
    const whole = rows(built(JSON.stringify(definition))().encode([text]));
    expect(rows(built(changed({ decoder: { type: "Weird" } }))().encode([text]))).toEqual(whole);
    expect(whole[0]?.length).toBeGreaterThan(0);
  });
});
