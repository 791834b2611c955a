import { describe, expect, it } from "vitest";
import { extraLayersOf, layerPoolingOf } from "../../src/editor/layerSettings.ts";

describe("settings of layers", () => {
  it("keep what names a tensor or a pooling, whatever else is written there", () => {
    expect(extraLayersOf([{ tensor: "a", name: "A" }, { name: "B" }, "c", null, { tensor: "d", pooling: 3 }])).toEqual([
      { tensor: "a", name: "A" },
      { tensor: "d" },
    ]);
    expect(extraLayersOf({ tensor: "a" })).toEqual([]);
    expect(layerPoolingOf({ "0": "max", last: 3, "1": "" })).toEqual({ "0": "max" });
    expect(layerPoolingOf(["max"])).toEqual({});
  });
});
