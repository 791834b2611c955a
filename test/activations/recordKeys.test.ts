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

it("takes the keys of what an edit left alone over from before, and finds them all the same", () => {
  const before = ["a", "b", "b", "c", "d", "b"];
  const edits = [before, [], ["b"], ["a", "b", "x", "c", "d", "b"], ["a", "b", "b", "b"], ["a", "b", "b", "b", "c"]];
  edits.push([...before, "e"], ["e", ...before], before.slice(1), before.slice(0, -1), before.toReversed());
  const keyed = { texts: before, keys: recordKeys(before) };
  for (const texts of edits) expect(recordKeys(texts, keyed), texts.join(" ")).toEqual(recordKeys(texts));
  // They are taken over, not made anew.
  const marked = recordKeys(["a", "x"], { texts: ["a", "b"], keys: new Uint8Array(32).fill(7) });
  expect([...marked.subarray(0, 16)]).toEqual(Array.from({ length: 16 }, () => 7));
  expect(marked.subarray(16)).toEqual(recordKeys(["x"]));
});
