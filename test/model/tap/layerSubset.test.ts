import { describe, expect, it } from "vitest";
import { layerIndex, layerSubset } from "../../../src/model/tap/layerSubset.ts";

const layers = ["embedding", "1", "2", "3", "4", "5", "6"];

describe("a subset of layers", () => {
  it.each([
    ["", [0, 1, 2, 3, 4, 5, 6]],
    [" , ", [0, 1, 2, 3, 4, 5, 6]],
    ["0-3,6,last", [0, 1, 2, 3, 6]],
    ["embedding", [0]],
    ["last", [6]],
    ["1-last", [1, 2, 3, 4, 5, 6]],
    ["embedding - 2", [0, 1, 2]],
    [" 5 , 2,2, 1-2 ", [1, 2, 5]],
  ])("%j", (subset, expected) => {
    expect(layerSubset(subset, layers)).toEqual(expected);
  });

  it.each(["-1", "7", "3-1", "1-7", "x", "1-2-3", "1.5", "0x1", "Last"])(
    "%j is none, and says what there is",
    (item) => {
      expect(() => layerSubset(`1,${item}`, layers)).toThrow(
        expect.objectContaining({ code: "layerUnknown", detail: { layer: item, layers: "embedding, 1 … 6" } }),
      );
    },
  );

  it("takes names that hold what separates numbers", () => {
    expect(layerSubset("last-hidden,0", ["logits", "last-hidden"])).toEqual([0, 1]);
    expect(layerIndex("last-hidden", ["logits", "last-hidden"])).toBe(1);
  });

  it("has one layer of a model with one", () => {
    expect(layerSubset("last", ["logits"])).toEqual([0]);
    expect(() => layerSubset("1", ["logits"])).toThrow(/layerUnknown.*"logits"/);
  });
});
