import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LayerTable } from "../../src/protocol/models.ts";
import type { Summary } from "../../src/protocol/summary.ts";
import { bundledModel, scratchFolder, writeText } from "../engine/engineProcess.ts";
import { readTensors } from "../fixtures/safetensors.ts";
import { strata } from "./strata.ts";

let folder = "";
beforeAll(() => (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("embedding-strata layers", { timeout: 60_000 }, () => {
  it("prints an aligned table of the hidden states, and of every other tensor on request", async () => {
    const { status, out, errors } = await strata(["layers", bundledModel]);
    expect(status, errors).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toContain("all-MiniLM-L6-v2 · onnx/model.onnx · 7 layers");
    const column = lines[2]?.indexOf("shape") ?? -1;
    const rows = lines.slice(3, 10);
    expect(rows.map((row) => row.slice(column, column + 21))).toEqual(Array(7).fill("batch × tokens × 384 "));
    expect(lines).toHaveLength(12);

    const all = await strata(["layers", bundledModel, "--all"]);
    expect(all.out.split("\n").length).toBeGreaterThan(100);
    expect(all.out).toContain("3 attention output");
  });

  it("prints the same for programs", async () => {
    const { out } = await strata(["layers", bundledModel, "--json"]);
    const table = JSON.parse(out) as LayerTable;
    expect(table.layers).toHaveLength(7);
    expect(table.others.map(({ name }) => name)).toContain("6 mlp output");
  });

  it("says in one line what is no model", async () => {
    const { status, errors } = await strata(["layers", path.join(folder, "nothing")]);
    expect(status).toBe(1);
    expect(errors.trim().split("\n")).toHaveLength(1);
  });
});

describe("embedding-strata visualize with chosen layers", { timeout: 60_000 }, () => {
  const tensor = "/model/encoder/layer.2/intermediate/intermediate_act_fn/Mul_1_output_0";

  it("computes these, each with its pooling and width", async () => {
    const file = writeText(folder, "records.txt", ["one", "two", "three and four"].join("\n"));
    const words = ["--layers", "1-3,last", "--layer-pooling", "last=flatten:2", "--extra-layer", `${tensor}:max`];
    const out = path.join(folder, "out");
    const {
      status,
      out: printed,
      errors,
    } = await strata([...["visualize", file, "--out", out, "--states", "--json", "--device", "cpu"], ...words]);
    expect(status, errors).toBe(0);
    const { result } = JSON.parse(printed) as Summary;
    expect(result.layers).toEqual(["1", "2", "3 mlp activation", "3", "6"]);
    const written = path.join(out, "states.safetensors");
    expect(readFileSync(written, "latin1").slice(8, 400)).toContain("3 mlp activation");
    const states = readTensors(written);
    const shapes = [0, 1, 2, 3, 4].map((layer) => states.get(`layer.${layer}`)?.shape);
    expect(shapes).toEqual([384, 384, 1536, 384, 768].map((width) => [3, width]));
  });

  it.each([
    [["--layers", "9"], 'no layer "9"'],
    [["--layer-pooling", "3"], "LAYER=POOLING"],
    [["--layer-pooling", "3=median"], "median"],
    [["--extra-layer", "nothing:cls"], "no such tensor"],
  ])("refuses %j", async (words, reason) => {
    const file = writeText(folder, "one.txt", "one");
    const { status, errors } = await strata([
      "visualize",
      file,
      "--device",
      "cpu",
      "--out",
      path.join(folder, "bad"),
      ...words,
    ]);
    expect(status).toBe(1);
    expect(errors).toContain(reason);
  });
});
