import { describe, expect, it } from "vitest";
import { normalizerOf } from "../../../src/model/text/normalizers.ts";
import { preTokenizerOf } from "../../../src/model/text/preTokenizers.ts";
import { TextTokenizer } from "../../../src/model/text/tokenizer.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { fixture, rows } from "./references.ts";

/** What Hugging Face's tokenizers 0.23.3 make of the texts. */
const { texts, normalizers, preTokenizers } = fixture("parts.json.gz") as {
  texts: string[];
  normalizers: [object, string[]][];
  preTokenizers: [object, string[][]][];
};
const models = fixture("models.json.gz") as { name: string; definition: object; ids: number[][] }[];
const maps = fixture("characterMaps.json.gz") as Record<string, { map: string; normalized: string[] }>;
const folder = tempFolder();

function tokenizer(definition: object): TextTokenizer {
  const file = write(folder, "tokenizer.json", JSON.stringify(definition));
  return new TextTokenizer({ tokenizer: file, config: undefined, maxTokens: Infinity });
}

it.each(normalizers)("normalises as the reference: %j", (config, expected) => {
  expect(texts.map((text) => normalizerOf(config)(text))).toEqual(expected);
});

it.each(preTokenizers)("splits as the reference: %j", (config, expected) => {
  const split = preTokenizerOf(config);
  expect(texts.map((text) => split(text, true).texts)).toEqual(expected);
});

it.each(models)("$name: the reference's ids", ({ definition, ids }) => {
  expect(rows(tokenizer(definition).encode(texts))).toEqual(ids.map((each) => (each.length > 0 ? each : [0])));
});

/** What SentencePiece 0.2.3 itself makes of the 300 texts by its own rules. */
describe.each(Object.entries(maps))("the character map %s", (_, { map, normalized }) => {
  const config = { type: "Precompiled", precompiled_charsmap: map };

  it("normalises as SentencePiece", () => {
    expect((fixture("texts.json") as string[]).map((text) => normalizerOf(config)(text))).toEqual(normalized);
  });

  it("is read within a sequence", () => {
    const sequence = { type: "Sequence", normalizers: [config, { type: "Prepend", prepend: "▁" }] };
    expect(normalizerOf(sequence)("\u0307\u0323ﬁ")).toBe(`▁${normalizerOf(config)("\u0307\u0323ﬁ")}`);
  });

  it("keeps marks that Hugging Face's tokenizers drop", () => {
    const [decomposed, composed] = ["NFD", "NFC"].map((form) => "đẹp lắm, 한국어".normalize(form));
    expect(normalizerOf(config)(decomposed ?? "")).toBe(composed);
  });

  it.each([map.slice(0, 5), "", "AAAA"].filter((each) => each !== ""))("cut to %j is damaged", (damaged) => {
    expect(() => normalizerOf({ ...config, precompiled_charsmap: damaged })).toThrow(/character map is damaged/);
  });
});

it("no character map changes nothing", () => {
  for (const precompiled_charsmap of [null, ""])
    expect(normalizerOf({ type: "Precompiled", precompiled_charsmap })("ﬁ\u0085")).toBe("ﬁ\u0085");
});

it("halves of surrogate pairs are U+FFFD", () => {
  for (const { definition } of models) {
    const built = tokenizer(definition);
    expect(rows(built.encode(["a\ud800b", "\udc00", "x\ud83d"]))).toEqual(
      rows(built.encode(["a\ufffdb", "\ufffd", "x\ufffd"])),
    );
  }
});

it.each([
  [
    { type: "WordPiece", vocab: { a: 0 }, unk_token: "b" },
    /not in the vocabulary, which has the unknown token "b" neither/,
  ],
  [{ type: "WordLevel", vocab: { a: 0 } }, /not in the vocabulary, which has no unknown token/],
  [{ type: "Unigram", vocab: [["a", 0]], unk_id: null }, /not in the vocabulary, which has no unknown token/],
])("only a text that needs the unknown token misses it: %j", (model, reason) => {
  const bare = { normalizer: null, pre_tokenizer: null, post_processor: null, added_tokens: [] };
  const built = tokenizer({ ...bare, model });
  expect(rows(built.encode(["a"]))).toEqual([[0]]);
  expect(() => built.encode(["x"])).toThrow(reason);
});

describe("what is not known is refused by name", () => {
  const [first] = models;
  const changed = (change: object) => () => tokenizer({ ...first?.definition, ...change });

  it.each([
    [{ normalizer: { type: "Sequence", normalizers: [{ type: "Odd" }] } }, /normaliser of the kind Odd is not known/],
    [
      { normalizer: { type: "Replace", pattern: { Regex: "(" }, content: "" } },
      /regular expression \( is not understood/,
    ],
    [{ pre_tokenizer: { type: "UnicodeScripts" } }, /pre-tokenizer of the kind UnicodeScripts is not known/],
    [{ pre_tokenizer: { type: "Punctuation", behavior: "Odd" } }, /how it splits at a pattern, "Odd", is not known/],
    [
      { pre_tokenizer: { type: "CharDelimiterSplit", delimiter: "ab" } },
      /splits at "ab", which is no single character/,
    ],
    [{ pre_tokenizer: { type: "FixedLength", length: 0 } }, /length of its parts, 0, is no whole number/],
    [{ pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "odd" } }, /"odd", is not known/],
    [{ normalizer: { type: "Sequence", normalizers: "x" } }, /sequence of normalisers is no list/],
    [{ pre_tokenizer: { type: "Sequence" } }, /sequence of pre-tokenizers is no list/],
    [{ post_processor: { type: "Sequence" } }, /sequence of post-processors is no list/],
    [{ added_tokens: {} }, /added tokens are no list/],
    [{ added_tokens: [null] }, /added token of it, null, has no text or no id/],
    [{ post_processor: { type: "Odd" } }, /post-processor of the kind Odd is not known/],
    [{ post_processor: { type: "TemplateProcessing", single: [] } }, /does not hold the text once/],
    [{ added_tokens: [{ content: "x" }] }, /added token of it, .* has no text or no id/],
    [{ model: { type: "Unigram", vocab: [["a", 0]], unk_id: 7 } }, /unknown token 7 is not in its vocabulary/],
    [
      { model: { type: "Unigram", vocab: [["a"]], unk_id: 0 } },
      /token 0 of its vocabulary, .* has no text or no score/,
    ],
    [{ model: { type: "BPE", vocab: { a: 0 }, merges: ["a b"] } }, /"ab" of its merge 0 is not in its vocabulary/],
    [{ model: { type: "BPE", vocab: { a: 0 }, merges: ["a"] } }, /merge 0, "a", is no pair/],
    [{ model: { type: "BPE", vocab: { a: "b" }, merges: [] } }, /the id of "a" in its vocabulary is no number/],
  ])("%j", (change, reason) => {
    const reasonFound: unknown = expect.stringMatching(reason);
    expect(changed(change)).toThrow(
      expect.objectContaining({
        code: "tokenizerUnsupported",
        detail: expect.objectContaining({ reason: reasonFound }) as unknown,
      }),
    );
  });
});
