import { describe, expect, it } from "vitest";
import { KeyTable, NONE } from "../../src/activations/keyTable.ts";
import { recordKeys, wordsOf } from "../../src/activations/recordKeys.ts";

const COUNT = 20_000;

describe("KeyTable", () => {
  it("numbers keys in the order they came, each once, however many they are", () => {
    const words = wordsOf(recordKeys(Array.from({ length: COUNT }, (_, i) => `text ${i % (COUNT / 2)}`)));
    const table = new KeyTable();
    const numbers = Array.from({ length: COUNT }, (_, i) => table.add(words, i));
    expect(table.size).toBe(COUNT / 2);
    expect(numbers.every((number, i) => number === i % (COUNT / 2))).toBe(true);
    expect(Array.from({ length: COUNT }, (_, i) => table.find(words, i))).toEqual(numbers);
    expect(table.wordsOf(COUNT / 2 - 1)).toEqual(words.subarray(4 * (COUNT / 2 - 1), 2 * COUNT));
    expect(table.find(wordsOf(recordKeys(["another text"])), 0)).toBe(NONE);
  });

  it("tells keys apart that begin alike and fall into the same place", () => {
    const words = Uint32Array.from({ length: 4 * 3000 }, (_, at) => (at % 4 === 3 ? Math.floor(at / 4) : 7));
    const table = new KeyTable();
    for (let i = 0; i < 3000; i++) expect(table.add(words, i)).toBe(i);
    expect([0, 1499, 2999].map((i) => table.find(words, i))).toEqual([0, 1499, 2999]);
  });
});
