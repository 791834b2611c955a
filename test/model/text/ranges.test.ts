import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type EncodedTexts, TextTokenizer } from "../../../src/model/text/tokenizer.ts";
import { bundledModel, referenceTexts } from "../bundled.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { fixture, realTokenizer, rows } from "./references.ts";

type Digests = (string | null)[];

/**
 * Where Hugging Face's tokenizers 0.23.3 say each token stands. null for texts that it misplaces itself: behind
 * characters that are dropped.
 */
const expected = fixture("ranges.json.gz") as {
  real: Record<string, Digests>;
  normalizers: Digests[];
  preTokenizers: Digests[];
  models: Record<string, Digests>;
  wholeAlphabet: { definition: object; ranges: Digests };
  characterMaps: Record<string, Digests>;
};
const texts = fixture("texts.json") as string[];
const parts = fixture("parts.json.gz") as {
  texts: string[];
  normalizers: [object, unknown][];
  preTokenizers: [object, unknown][];
};
const models = fixture("models.json.gz") as { name: string; definition: { normalizer: unknown } }[];
const maps = fixture("characterMaps.json.gz") as Record<string, { map: string }>;
const folder = tempFolder();

/** Its tokens are the single characters of what the other parts make. */
const characters = {
  ...{ added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null },
  model: { type: "BPE", unk_token: "<unk>", vocab: { "<unk>": 0 }, merges: [] },
};

function built(definition: object): TextTokenizer {
  const tokenizer = write(folder, "tokenizer.json", JSON.stringify(definition));
  return new TextTokenizer({ tokenizer, config: undefined, maxTokens: Infinity });
}

/** Beginnings and ends of each text's tokens, one behind the other. */
function placesOf({ ranges, offsets }: EncodedTexts): number[][] {
  return Array.from(offsets.subarray(1), (end, index) =>
    Array.from(ranges.subarray(2 * (offsets[index] ?? 0), 2 * end)),
  );
}

/** What a tokenizer's tokens stand for in one text. */
function partsOf(tokenizer: TextTokenizer, text: string): string[] {
  const [places = []] = placesOf(tokenizer.encode([text], true));
  return Array.from({ length: places.length / 2 }, (_, token) => text.slice(places[2 * token], places[2 * token + 1]));
}

/** The texts whose ranges are others than expected. The placeholder of a text without tokens has none. */
function differing(tokenizer: TextTokenizer, of: readonly string[], digests: Digests = []): string[] {
  const encoded = tokenizer.encode(of, true);
  expect({ ...encoded, ranges: undefined }).toEqual({ ...tokenizer.encode(of), ranges: undefined });
  const isBare = tokenizer.special.before + tokenizer.special.behind === 0;
  const isPlaceholder = (places: readonly number[]) => isBare && places.length === 2 && places[1] === 0;
  const found = placesOf(encoded).map((places) => digest(isPlaceholder(places) ? [] : places));
  expect(digests.length).toBe(of.length);
  return of.filter((_, index) => digests[index] !== null && digests[index] !== found[index]);
}

function digest(places: readonly number[]): string {
  return createHash("sha256").update(places.join(",")).digest("hex").slice(0, 8);
}

describe("where tokens stand, as the reference says", () => {
  it.each(Object.entries(expected.real))("%s", { timeout: 60_000 }, (name, digests) => {
    const file = realTokenizer(name);
    if (!existsSync(file)) throw new Error("Run npm ci in test/model/text/tokenizers first.");
    const tokenizer = new TextTokenizer({ tokenizer: file, config: undefined, maxTokens: Infinity });
    expect(differing(tokenizer, texts, digests)).toEqual([]);
  });

  it.each(parts.normalizers.map(([config], index) => [config, expected.normalizers[index]] as const))(
    "the normaliser %j",
    (normalizer, digests) => {
      expect(differing(built({ ...characters, normalizer }), parts.texts, digests)).toEqual([]);
    },
  );

  it.each(parts.preTokenizers.map(([config], index) => [config, expected.preTokenizers[index]] as const))(
    "the pre-tokenizer %j",
    (config, digests) => {
      expect(differing(built({ ...characters, pre_tokenizer: config }), parts.texts, digests)).toEqual([]);
    },
  );

  it.each(models)("$name", ({ name, definition }) => {
    expect(differing(built(definition), parts.texts, expected.models[name])).toEqual([]);
  });

  it.each(Object.entries(maps))("the character map %s", (name, { map }) => {
    const normalizer = { type: "Precompiled", precompiled_charsmap: map };
    expect(differing(built({ ...characters, normalizer }), texts, expected.characterMaps[name])).toEqual([]);
  });

  it("bytes trimmed of spaces", () => {
    const { definition, ranges } = expected.wholeAlphabet;
    expect(differing(built(definition), parts.texts, ranges)).toEqual([]);
  });

  it("of most texts", () => {
    const { real, models: small, characterMaps } = expected;
    const shares = (group: Record<string, Digests>) =>
      Object.values(group).map((digests) => digests.filter((each) => each !== null).length / digests.length);
    expect(Object.values(real).flat()).not.toContain(null);
    expect(shares(small).filter((share) => share === 1).length).toBe(7);
    expect(Math.min(...shares(characterMaps))).toBeGreaterThan(0.75);
  });
});

describe("where the reference misplaces tokens", () => {
  it("characters without a token take no place", () => {
    const model = { type: "BPE", vocab: { a: 0, b: 1, ab: 2, c: 3 }, merges: ["a b"] };
    const tokenizer = built({ ...characters, model, pre_tokenizer: { type: "WhitespaceSplit" } });
    expect(rows(tokenizer.encode(["axb c cx"]))).toEqual([[2, 3, 3]]);
    expect(partsOf(tokenizer, "axb c cx")).toEqual(["axb", "c", "c"]);
  });

  it("bytes of unknown characters in a row are each its own character's", () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
    const vocab = [["<unk>", 0], ["a", -1], ...bytes.map((token) => [token, -20])];
    const tokenizer = built({ ...characters, model: { type: "Unigram", unk_id: 0, vocab, byte_fallback: true } });
    expect(partsOf(tokenizer, "aé👍a")).toEqual(["a", "é", "é", "👍", "👍", "👍", "👍", "a"]);
  });

  it("a first character that goes leaves the others in their place", () => {
    const normalizer = { type: "Precompiled", precompiled_charsmap: maps["nmt_nfkc"]?.map };
    expect(partsOf(built({ ...characters, normalizer }), "\u0001ŉ\u0001x")).toEqual(["ŉ", "ŉ", "x"]);
  });

  it("white space alone is not trimmed to nothing", () => {
    const { definition } = expected.wholeAlphabet;
    expect(partsOf(built(definition), "a  \n b")).toEqual(["", "a", "  ", "\n", "b", ""]);
  });
});

describe("the bundled tokenizer's tokens", () => {
  const bundled = (maxTokens: number) =>
    new TextTokenizer({ tokenizer: realTokenizer(path.basename(bundledModel)), config: undefined, maxTokens });

  it.each([
    ["İstanbul’da ﬁne", ["", "İstanbul", "’", "da", "ﬁ", "ne", ""]],
    ["a\r\nb\tc", ["", "a", "b", "c", ""]],
    ["👩‍👩‍👧 שָׁלוֹם", ["", "👩‍👩‍👧", "ש", "ל", "ו", "ם", ""]],
    ["x\ud800y \udc00", ["", "x", "y", ""]],
  ])("%j", (text, expectedParts) => {
    expect(partsOf(bundled(64), text)).toEqual(expectedParts);
  });

  it("of a text that is cut, those that are kept", () => {
    const [whole, cut] = [Infinity, 16].map((most) => bundled(most).encode(referenceTexts, true));
    const kept = (places: readonly number[]) => (places.length <= 32 ? places : [...places.slice(0, 30), 0, 0]);
    expect(cut && placesOf(cut)).toEqual(whole && placesOf(whole).map(kept));
    expect(cut && Array.from(cut.truncated)).toContain(1);
  });

  it("of a line of megabytes", () => {
    const text = "several words of prose, again and again. ".repeat(25_000);
    expect(partsOf(bundled(10), text)).toEqual([
      "",
      "several",
      "words",
      "of",
      "prose",
      ",",
      "again",
      "and",
      "again",
      "",
    ]);
  });
});
