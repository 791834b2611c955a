import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { recordKeys, wordsOf } from "../../src/activations/recordKeys.ts";

it("is the beginning of SHA-256 of the text", () => {
  const texts = ["", "a", "Ünïcode 🙂 רעב", "<script>", "long ".repeat(50_000)];
  const expected = texts.map((text) => createHash("sha256").update(text, "utf8").digest().subarray(0, 16));
  expect(Buffer.from(recordKeys(texts))).toEqual(Buffer.concat(expected));
});

it("reads words from bytes at any offset", () => {
  const bytes = Uint8Array.from({ length: 24 }, (_, i) => i);
  expect(wordsOf(bytes.subarray(4, 12))).toEqual(Uint32Array.of(0x07060504, 0x0b0a0908));
  expect(wordsOf(bytes.subarray(5, 13))).toEqual(Uint32Array.of(0x08070605, 0x0c0b0a09));
});
