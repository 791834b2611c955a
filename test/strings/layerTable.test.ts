import { describe, expect, it } from "vitest";
import { layerTableLines, layerTableText } from "../../src/strings/layerTable.ts";
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
  const lines = layerTableText(table, true).split("\n");
  const rows = new Map(layerTableLines(table, true).flatMap(({ row }, line) => (row ? [[line, row] as const] : [])));

  it("has a line for every layer, and says which", () => {
    expect([...rows.values()].map(({ name }) => name)).toEqual(["embedding", "1", "1 attention output"]);
    for (const [line, { tensor }] of rows) expect(lines[line]).toMatch(new RegExp(`${tensor}$`));
  });

  it("is aligned: what a column holds begins where its heading does", () => {
    for (const [line, { operator, tensor }] of rows) {
      const head = lines.slice(0, line).findLast((text) => text.startsWith("layer")) ?? "";
      expect(lines[line]?.indexOf(operator)).toBe(head.indexOf("operator"));
      expect(lines[line]?.indexOf(tensor)).toBe(head.indexOf("tensor"));
    }
  });

  it("names the state before the last norm", () => {
    expect(lines).toContain("Before the final norm the last layer is /raw.");
  });
});
