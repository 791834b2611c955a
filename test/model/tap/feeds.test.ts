import { describe, expect, it } from "vitest";
import { modelFeeds, type TokenBatch } from "../../../src/model/tap/feeds.ts";
import { type ElementType, elementTypes } from "../../../src/model/graph/onnxBuilder.ts";
import type { GraphValue } from "../../../src/model/graph/onnxGraph.ts";

const batch: TokenBatch = { rows: 2, tokens: 3, ids: Int32Array.of(7, 8, 9, 4, 0, 0), lengths: Uint32Array.of(3, 1) };

function input(name: string, type: ElementType = "int64", dims?: (number | string)[]): GraphValue {
  return { name, type: elementTypes[type], dims, start: 0, from: 0, end: 0 };
}

function feed(value: GraphValue, ...others: GraphValue[]) {
  const feeds = modelFeeds("model.onnx", [value, ...others], batch, { heads: 4, headSize: 16 });
  const { type, dims, data } = feeds[value.name] ?? { type: "none", dims: [], data: [] };
  return { type, dims, data: Array.from(data, Number) };
}

describe("what a model's inputs hold", () => {
  const table: [string, ElementType, number[]][] = [
    ["input_ids", "int64", [7, 8, 9, 4, 0, 0]],
    ["input_ids:0", "int32", [7, 8, 9, 4, 0, 0]],
    ["attention_mask", "int64", [1, 1, 1, 1, 0, 0]],
    ["attention_mask", "float32", [1, 1, 1, 1, 0, 0]],
    ["attention_mask", "bool", [1, 1, 1, 1, 0, 0]],
    ["attention_mask", "float16", [0x3c00, 0x3c00, 0x3c00, 0x3c00, 0, 0]],
    ["position_ids", "float16", [0, 0x3c00, 0x4000, 0, 0x3c00, 0x4000]],
    ["token_type_ids", "int64", [0, 0, 0, 0, 0, 0]],
    ["position_ids", "int64", [0, 1, 2, 0, 1, 2]],
  ];

  it.each(table)("%s as %s", (name, type, data) => {
    expect(feed(input(name, type))).toEqual({ type, dims: [2, 3], data });
  });

  it("takes the only input for the ids, whatever its name", () => {
    expect(feed(input("x")).data).toEqual([7, 8, 9, 4, 0, 0]);
  });

  it.each([
    [
      ["batch", 2, "past", 8],
      [2, 2, 0, 8],
    ],
    [
      ["batch", "heads", "past", "size"],
      [2, 4, 0, 16],
    ],
    [undefined, [2, 4, 0, 16]],
  ])("an empty cache of %j", (dims, expected) => {
    const cache = input("past_key_values.0.key", "float16", dims);
    expect(feed(cache, input("input_ids"))).toEqual({ type: "float16", dims: expected, data: [] });
  });

  it("one position for each token where they are the same for all texts", () => {
    const positions = feed(input("cache_position", "int64", ["tokens"]), input("input_ids"));
    expect(positions).toEqual({ type: "int64", dims: [3], data: [0, 1, 2] });
  });

  it("a cache of fixed size is zero", () => {
    const state = feed(input("cache_conv.0", "float32", ["batch", 2, 2]), input("input_ids"));
    expect(state).toEqual({ type: "float32", dims: [2, 2, 2], data: new Array(8).fill(0) });
  });

  it("refuses what is no text", () => {
    const inputs = [input("input_ids"), input("pixel_values", "float32")];
    expect(() => modelFeeds("model.onnx", inputs, batch)).toThrow(
      /modelNotTransformer.*needs the input pixel_values, which cannot be made from text/,
    );
  });
});
