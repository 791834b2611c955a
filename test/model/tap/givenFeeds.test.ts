import { describe, expect, it } from "vitest";
import { givenFeeds } from "../../../src/model/tap/givenFeeds.ts";
import { type ElementType, elementTypes } from "../../../src/model/graph/onnxBuilder.ts";
import type { GraphValue } from "../../../src/model/graph/onnxGraph.ts";

function input(name: string, type: ElementType, dims: (number | string)[]): GraphValue {
  return { name, type: elementTypes[type], dims, start: 0, from: 0, end: 0 };
}

const ids = input("input_ids", "int64", ["batch", "tokens"]);
const past = input("past_key_values.0.key", "float16", ["batch", 2, "past", 4]);
const positions = input("position_ids", "int64", ["batch", "tokens"]);
const cache = { heads: undefined, headSize: undefined };

function feedsOf(inputs: GraphValue[], given: Parameters<typeof givenFeeds>[2]) {
  return givenFeeds(
    inputs.map(({ name }) => name),
    inputs,
    given,
    cache,
  );
}

describe("given feeds", () => {
  it("take the model's types; caches and positions may be left out", () => {
    const found = feedsOf([ids, past, positions], { input_ids: { dims: [1, 3], data: [5, 0, -1] } });
    expect(found).toEqual({
      rows: 1,
      tokens: 3,
      feeds: {
        input_ids: { type: "int64", dims: [1, 3], data: BigInt64Array.of(5n, 0n, -1n) },
        "past_key_values.0.key": { type: "float16", dims: [1, 2, 0, 4], data: new Uint16Array() },
        position_ids: { type: "int64", dims: [1, 3], data: BigInt64Array.of(0n, 1n, 2n) },
      },
    });
  });

  it("round to half precision as IEEE 754 has it", () => {
    // 1/3, the largest number, ties to even, the smallest normal, a subnormal, half of the smallest, too large.
    const data = [1 / 3, 65504, 2049, 2051, 2 ** -14, 2 ** -24, 2 ** -25, 1e6, -2];
    const half = [0x3555, 0x7bff, 0x6800, 0x6802, 0x0400, 0x0001, 0, 0x7c00, 0xc000];
    const { feeds } = feedsOf([ids, input("mask", "float16", ["n"])], {
      input_ids: { dims: [1, 1], data: [1] },
      mask: { dims: [9], data },
    });
    expect(Array.from(feeds["mask"]?.data ?? [], Number)).toEqual(half);
  });

  it.each([
    ["parts of ids", { input_ids: { dims: [1, 1], data: [0.5] } }, "0.5 is no whole number"],
    ["ids beyond 32 bits", { input_ids: { dims: [1, 1], data: [2 ** 31] } }, "no whole number below 2³¹"],
    ["ids of another rank", { input_ids: { dims: [3], data: [1, 2, 3] } }, "it is missing, or is not [batch, tokens]"],
    [
      "a cache of other heads",
      { input_ids: { dims: [1, 1], data: [1] }, [past.name]: { dims: [1, 3, 0, 4], data: [] } },
      "it is [1, 3, 0, 4], and the model takes [batch, 2, past, 4]",
    ],
  ])("refuse %s", (_, given, reason) => {
    expect(() => feedsOf([ids, past], given)).toThrow(
      expect.objectContaining({
        code: "feedsWrong",
        detail: expect.objectContaining({ reason: expect.stringContaining(reason) as unknown }) as unknown,
      }),
    );
  });
});
