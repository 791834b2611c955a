import { describe, expect, it } from "vitest";
import { layoutOf, tokenMajor } from "../../../src/model/tap/layout.ts";

/** Axis lengths that the batch of 2 × 5 and the one of 3 × 7 give. */
const cases: [string, number[], number[], string | undefined][] = [
  ["states", [2, 5, 5], [3, 7, 5], "batch tokens hidden"],
  ["tokens first", [5, 2, 8], [7, 3, 8], "tokens batch hidden"],
  ["as wide as the batch", [2, 5, 2], [3, 7, 2], "batch tokens hidden"],
  ["channels first", [2, 5, 5], [3, 5, 7], "batch hidden tokens"],
  ["rows", [10, 4], [21, 4], "rows hidden"],
  ["heads", [2, 5, 5, 8], [3, 5, 7, 8], "batch heads tokens size"],
  ["heads behind the tokens", [2, 5, 2, 8], [3, 7, 2, 8], "batch tokens heads size"],
  ["queries, keys and values in one", [2, 5, 3, 4, 8], [3, 7, 3, 4, 8], "batch tokens parts heads size"],
  ["turned keys", [2, 4, 5, 5], [3, 4, 5, 7], "batch heads size tokens"],
  ["a map of attention", [2, 4, 5, 5], [3, 4, 7, 7], undefined],
  ["a pooled vector", [2, 5], [3, 5], undefined],
  ["a mask", [2, 1, 1, 5], [3, 1, 1, 7], "batch heads size tokens"],
  ["a position table", [1, 5, 8], [1, 7, 8], undefined],
  ["one number", [], [], undefined],
];

describe("the layout of a tensor seen twice", () => {
  it.each(cases)("%s", (_, first, second, layout) => {
    const seen = (dims: number[], rows: number, tokens: number) => ({ dims, rows, tokens });
    expect(layoutOf(seen(first, 2, 5), seen(second, 3, 7))).toBe(layout);
  });
});

describe("token by token", () => {
  it("puts the heads of a token behind each other", () => {
    // [batch 1, heads 2, tokens 3, size 2]: hundreds are the head, tens the token.
    const data = Float32Array.of(0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121);
    expect([...tokenMajor(data, [1, 2, 3, 2], "batch heads tokens size")]).toEqual([
      ...[0, 1, 100, 101, 10, 11, 110, 111, 20, 21, 120, 121],
    ]);
  });

  it("turns keys", () => {
    const data = Float32Array.of(0, 10, 20, 1, 11, 21, 100, 110, 120, 101, 111, 121);
    expect([...tokenMajor(data, [1, 2, 2, 3], "batch heads size tokens")]).toEqual([
      ...[0, 1, 100, 101, 10, 11, 110, 111, 20, 21, 120, 121],
    ]);
  });
});
