import { describe, expect, it } from "vitest";
import type { DatasetInfo } from "../../src/protocol/engine.ts";
import { carryPoint } from "../../webview/carry.ts";
import { dataset } from "./samples.ts";

/** A data set of one line per letter: all lines are equally long. */
function lines(texts: string, more: Partial<DatasetInfo> = {}): DatasetInfo {
  const letters = Array.from(texts);
  return dataset(
    letters.map(() => undefined),
    { textKeys: Uint32Array.from(letters, (letter) => letter.codePointAt(0) ?? 0), ...more },
  );
}

describe("carryPoint", () => {
  it.each([
    ["nothing changed", "abcde", "abcde", 3, 3],
    ["a line before it was inserted", "abcde", "axbcde", 3, 4],
    ["three lines at the top were inserted", "abcde", "xyzabcde", 0, 3],
    ["a line after it was inserted", "abcde", "abcxde", 2, 2],
    ["a line before it was deleted", "abcde", "acde", 3, 2],
    ["it was deleted itself", "abcde", "abde", 2, undefined],
    ["it was edited", "abcde", "abxde", 2, 2],
    ["it was edited, and lines came and went elsewhere", "abcdefgh", "xabydeghz", 2, 3],
    ["another was edited", "abcde", "axcde", 4, 4],
    ["it was moved", "abcde", "cabde", 2, 0],
    ["all were turned round", "abcde", "edcba", 1, 3],
    ["one of equal texts, another line was deleted above", "abbbc", "bbbc", 2, 1],
    ["one of equal texts, a line was inserted between them", "babab", "bxabab", 2, 3],
    ["one of equal texts between its own neighbours", "xbybzb", "qxbybwzb", 3, 4],
    ["the last of equal texts, between others that changed", "xbybzb", "qbrbsb", 3, 3],
    ["one of equal texts, all of which were deleted", "abbbc", "ac", 2, undefined],
    ["the only text, edited", "a", "b", 0, 0],
    ["everything was replaced by fewer", "abc", "xy", 1, undefined],
  ])("%s", (_, before, after, point, expected) => {
    expect(carryPoint(lines(before), lines(after), point)).toBe(expected);
  });

  it("knows every text again after many edits of a long file", () => {
    const letters = Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
    const edited = letters.flatMap((letter, i) => (i % 7 === 0 ? [] : i % 7 === 3 ? ["!", letter] : [letter]));
    const [before, after] = [lines(letters.join("")), lines(edited.join(""))];
    for (let point = 0; point < letters.length; point += 997)
      expect(carryPoint(before, after, point)).toBe(point % 7 === 0 ? undefined : edited.indexOf(letters[point] ?? ""));
  });

  it("takes no longer than a few passes for 200 000 records of few texts", () => {
    const keys = Uint32Array.from({ length: 200_000 }, (_, i) => (i * i) % 97);
    const before = lines("", { textKeys: keys });
    const after = lines("", { textKeys: keys.filter((_, i) => i % 3 !== 0) });
    const began = performance.now();
    carryPoint(before, after, 100_001);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it("gives up where another field is read, another array, other points or another file", () => {
    const before = lines("abcde");
    const reading = { ...before.reading, array: "data[]" };
    const tokens = { recordOf: new Uint32Array(5), ranges: new Uint32Array(20), areRecords: false };
    expect(carryPoint(before, lines("abcde", { reading }), 1)).toBeUndefined();
    expect(carryPoint(before, lines("abcde", { textField: "other" }), 1)).toBeUndefined();
    expect(carryPoint(before, lines("abcde", { path: "/b.jsonl" }), 1)).toBeUndefined();
    expect(carryPoint(before, lines("abcde", { tokens }), 1)).toBeUndefined();
  });
});
