import { describe, expect, it } from "vitest";
import type { DatasetInfo } from "../../src/protocol/engine.ts";
import { carryRecord } from "../../webview/carry.ts";
import { dataset } from "./samples.ts";

/** A data set of one-line records of these lengths. */
function lines(lengths: readonly number[], more: Partial<DatasetInfo> = {}): DatasetInfo {
  const ranges = Uint32Array.from(lengths.flatMap((length, line) => [line, 0, line, length]));
  return dataset(
    lengths.map(() => undefined),
    { ranges, ...more },
  );
}

const before = lines([10, 25, 17, 31, 8]);

describe("carryRecord", () => {
  it.each([
    ["nothing changed", [10, 25, 17, 31, 8], 3, 3],
    ["a line before it was inserted", [10, 99, 25, 17, 31, 8], 3, 4],
    ["three lines at the top were inserted", [1, 2, 3, 10, 25, 17, 31, 8], 0, 3],
    ["a line after it was inserted", [10, 25, 17, 31, 99, 8], 2, 2],
    ["a line before it was deleted", [10, 17, 31, 8], 3, 2],
    ["it was deleted itself", [10, 25, 31, 8], 2, undefined],
    ["it was edited", [10, 25, 99, 31, 8], 2, 2],
    ["another was edited", [10, 99, 17, 31, 8], 4, 4],
  ])("%s", (_, lengths, record, expected) => {
    expect(carryRecord(before, lines(lengths), record)).toBe(expected);
  });

  it("gives up where another field is read, another array or another file", () => {
    const reading = { ...before.reading, array: "data[]" };
    expect(carryRecord(before, lines([10, 25, 17, 31, 8], { reading }), 1)).toBeUndefined();
    expect(carryRecord(before, lines([10, 25, 17, 31, 8], { textField: "other" }), 1)).toBeUndefined();
    expect(carryRecord(before, lines([10, 25, 17, 31, 8], { path: "/b.jsonl" }), 1)).toBeUndefined();
  });
});
