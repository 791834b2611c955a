import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { initializerField, modelBytes, nodeField, valueField } from "../../../src/model/graph/onnxBuilder.ts";
import { tableRows } from "../../../src/model/tap/tableRows.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { bundledModel } from "../bundled.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { tinyGraph } from "../tinyModel.ts";
import { weights } from "../toyModel.ts";

const folder = tempFolder();
const zoo = path.join(import.meta.dirname, "..", "..", "fixtures", "zoo");
const graphs = readdirSync(zoo).flatMap((file) => /^(.+)\.onnx\.gz$/.exec(file)?.[1] ?? []);

function rowsOf(file: string): number | undefined {
  const plan = planTap(file);
  const rows = tableRows(plan);
  closeTap(plan);
  return rows;
}

describe("the number of tokens a model has embeddings for", () => {
  it("is found in every graph of the zoo", () => {
    expect(graphs.length).toBeGreaterThan(50);
    const found = graphs.map((name) => [name, rowsOf(write(folder, "model.onnx", tinyGraph(name)))]);
    expect(found.filter(([, rows]) => rows !== 120)).toEqual([]);
  });

  it("is the bundled model's vocabulary", () => {
    expect(rowsOf(path.join(bundledModel, "onnx", "model.onnx"))).toBe(30_522);
  });

  it("is that of the smaller table where there are two, and not known where ids are changed first", () => {
    const graph = (ids: string) =>
      modelBytes([
        valueField("input", "input_ids", "int64", ["batch", "tokens"]),
        valueField("output", "last_hidden_state", "float32", ["batch", "tokens", 4]),
        weights("words", [50, 4]),
        weights("more", [40, 4]),
        initializerField("one", "int64", [], BigInt64Array.of(1n)),
        nodeField("Mul", ["input_ids", "one"], ["changed"]),
        nodeField("Gather", ["words", ids], ["a"]),
        nodeField("Gather", ["more", ids], ["b"]),
        nodeField("Add", ["a", "b"], ["last_hidden_state"]),
      ]);
    expect(rowsOf(write(folder, "two.onnx", graph("input_ids")))).toBe(40);
    expect(rowsOf(write(folder, "changed.onnx", graph("changed")))).toBeUndefined();
  });
});
