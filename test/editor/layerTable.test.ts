import { describe, expect, it } from "vitest";
import { extraLayersOf, layerPoolingOf } from "../../src/editor/layerSettings.ts";
import { layerText } from "../../src/editor/layerTable.ts";
import type { LayerRow, LayerTable } from "../../src/protocol/models.ts";

const row = (layer: string | undefined, name: string, position: number, parameters: number): LayerRow => ({
  layer,
  name,
  tensor: `/t/${position}`,
  operator: "Add",
  shape: ["batch", "tokens", 384],
  parameters,
  node: `/node/${position}`,
  position,
});
const table: LayerTable = {
  model: "tiny",
  file: "onnx/model.onnx",
  layers: [row("0", "embedding", 7, 11_720_448), row("1", "1", 120, 1_774_464)],
  others: [row(undefined, "1 attention output", 64, 147_456)],
  rawLast: "/raw",
  declaredOutputs: undefined,
  parameters: 13_494_912,
  prompts: {},
};

describe("the table of layers as text", () => {
  const { text, rows } = layerText(table);
  const lines = text.split("\n");

  it("has a line for every layer, and says which", () => {
    expect([...rows.values()].map(({ name }) => name)).toEqual(["embedding", "1", "1 attention output"]);
    for (const [line, { tensor }] of rows) expect(lines[line]).toMatch(new RegExp(`${tensor}$`));
  });

  it("is aligned: every column begins or ends where its heading does", () => {
    const heads = lines.filter((line) => line.startsWith("layer"));
    expect(heads).toHaveLength(2);
    expect(new Set(heads).size).toBe(1);
    for (const [line] of rows) {
      expect(lines[line]?.indexOf("Add")).toBe(heads[0]?.indexOf("operator"));
      expect(lines[line]?.indexOf("/node")).toBe(heads[0]?.indexOf("node"));
      expect(lines[line]?.indexOf("/t/")).toBe(heads[0]?.indexOf("tensor"));
    }
  });

  it("names the state before the last norm", () => {
    expect(lines.slice(0, 4).join("\n")).toContain("/raw");
  });
});

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
