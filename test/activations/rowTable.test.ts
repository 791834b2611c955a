import { expect, it } from "vitest";
import { recordKeys, wordsOf } from "../../src/activations/recordKeys.ts";
import { RowTable } from "../../src/activations/rowTable.ts";

const texts = Array.from({ length: 5000 }, (_, i) => `text ${i}`);
const keys = wordsOf(recordKeys(texts));

it("numbers keys in order, once each, and finds them after growing", () => {
  const table = new RowTable();
  const added = texts.map((_, i) => table.add(keys, i, i, i % 2));
  expect(added).toEqual([...texts.keys()]);
  expect(texts.map((_, i) => table.add(keys, i, 0, 0))).toEqual(added);
  expect(texts.map((_, i) => table.find(keys, i))).toEqual(added);
  expect(table.size).toBe(texts.length);
  expect(table.facts(4999)).toEqual({ tokens: 4999, truncated: true });
  expect(wordsOf(recordKeys(["unknown"])).length).toBe(4);
  expect(table.find(wordsOf(recordKeys(["unknown"])), 0)).toBe(-1);
});

it("tells keys apart that share a slot", () => {
  const table = new RowTable();
  const alike = Uint32Array.of(5, 0, 0, 0, 5, 0, 0, 1, 5 + 2048, 0, 0, 0);
  expect([0, 1, 2].map((i) => table.add(alike, i, 0, 0))).toEqual([0, 1, 2]);
  expect([0, 1, 2].map((i) => table.find(alike, i))).toEqual([0, 1, 2]);
});

it("gives the columns of rows in the order asked for", () => {
  const table = new RowTable();
  texts.slice(0, 10).forEach((_, i) => table.add(keys, i, 100 + i, i % 2));
  const { keys: words, tokens, truncated } = table.columns(Int32Array.of(7, 2));
  expect(words).toEqual(Uint32Array.of(...keys.subarray(28, 32), ...keys.subarray(8, 12)));
  expect(tokens).toEqual(Uint32Array.of(107, 102));
  expect(truncated).toEqual(Uint8Array.of(1, 0));
});
