import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { initializerField, modelBytes, nodeField, valueField } from "../../../src/model/graph/onnxBuilder.ts";
import { initializerSize } from "../../../src/model/graph/initializerSize.ts";
import { readLayerTable } from "../../../src/model/tap/layerTable.ts";
import { openGraph, closeGraph } from "../../../src/model/graph/modelGraph.ts";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { chooseStack } from "../../../src/model/tap/stack.ts";
import { integerField, bytesField, messageField, textField } from "../../../src/model/graph/wire.ts";
import { splitModel } from "../splitModel.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { hiddenSizeOf, truthOf, unpack } from "../zoo.ts";

const folder = tempFolder();

/** A model of the zoo as a folder of the hub has it. */
function hubFolder(name: string): string {
  const { layers, hidden } = truthOf(name);
  const home = path.join(folder, `home-${name}`);
  mkdirSync(home, { recursive: true });
  unpack(home, name);
  const config = {
    num_hidden_layers: layers,
    hidden_size: hidden[0]?.dims[2],
    num_attention_heads: 4,
    num_key_value_heads: 2,
  };
  writeFileSync(path.join(home, "config.json"), JSON.stringify(config));
  writeFileSync(path.join(home, "tokenizer.json"), "{}");
  return home;
}

describe("the table of layers", () => {
  it.each(["bert.legacy-17", "bert.legacy-17+fused", "gpt2.merged", "llama.legacy-17+q4", "gemma2.dynamo-18"])(
    "of %s has every hidden state, and other tensors that can be layers",
    async (name) => {
      const truth = truthOf(name);
      const home = hubFolder(name);
      const file = path.join(home, `${name}.onnx`);
      const table = await readLayerTable({ folder: home, file });
      expect(table.layers.map(({ layer }) => layer)).toEqual([
        "embedding",
        ...Array.from({ length: truth.layers }, (_, index) => String(index + 1)),
      ]);
      for (const { shape } of table.layers) expect(shape).toEqual(["batch", "tokens", hiddenSizeOf(truth)]);
      expect(table.file).toBe(`${name}.onnx`);
      expect(table.others.length).toBeGreaterThan(truth.layers);
      for (const { shape } of table.others) expect(shape.join()).toMatch(/batch.*tokens/);

      // Every one of them opens, and is as the probe saw it.
      const plan = planTap(file, [truth.layers]);
      const extra = table.others.filter((_, index) => index % 5 === 0).map(({ tensor }) => ({ tensor }));
      const mean = { kind: "mean", specialTokens: true } as const;
      const stack = chooseStack(plan, { subset: "0", extra }, mean, () => mean);
      const facts = {
        layerCounts: [truth.layers],
        hiddenSize: undefined,
        cache: { heads: 2, headSize: hiddenSizeOf(truth) / 4 },
      };
      const tap = await openTap(plan, facts, { stack });
      await tap.dispose();
      closeTap(plan);
      expect(tap.tokenWidths.length).toBe(stack.length);
    },
  );

  it("counts shared weights once in all, and in every block that has them", async () => {
    const home = hubFolder("albert.legacy-17");
    const table = await readLayerTable({ folder: home, file: path.join(home, "albert.legacy-17.onnx") });
    const [embedding, ...blocks] = table.layers.map(({ parameters }) => parameters);
    expect(new Set(blocks).size).toBe(1);
    expect(table.parameters).toBeLessThan((embedding ?? 0) + 2 * (blocks[0] ?? 0));
  });

  it("counts embeddings that are a graph of their own", async () => {
    const home = hubFolder("llama.legacy-17");
    const file = splitModel(path.join(home, "llama.legacy-17.onnx"), home, "");
    const { layers, parameters } = await readLayerTable({ folder: home, file });
    const whole = await readLayerTable({ folder: home, file: path.join(home, "llama.legacy-17.onnx") });
    expect(layers.map(({ layer, shape }) => [layer, shape])).toEqual(
      whole.layers.map(({ layer, shape }) => [layer, shape]),
    );
    expect(layers[0]?.parameters).toBe(whole.layers[0]?.parameters);
    expect(Math.abs(parameters - whole.parameters) / whole.parameters).toBeLessThan(1e-3);
  });

  it("names the stream before the final norm where there is one", async () => {
    const [pre, post] = ["gpt2.legacy-17", "bert.legacy-17"].map(hubFolder);
    const tableOf = (home = "", name = "") => readLayerTable({ folder: home, file: path.join(home, `${name}.onnx`) });
    expect((await tableOf(pre, "gpt2.legacy-17")).rawLast).toMatch(/Add/);
    expect((await tableOf(post, "bert.legacy-17")).rawLast).toBeUndefined();
  });
});

describe("the size of an initialiser", () => {
  it("is the product of its sizes, one by one or packed", () => {
    const packed = messageField(5, [
      bytesField(1, Uint8Array.of(0xac, 0x02, 7)),
      integerField(2, 1),
      textField(8, "packed"),
      bytesField(9, new Uint8Array(4 * 300 * 7)),
    ]);
    const file = write(
      folder,
      "sizes.onnx",
      modelBytes([
        valueField("output", "y"),
        initializerField("plain", "float32", [3, 5, 2], new Float32Array(30)),
        initializerField("scalar", "float32", [], new Float32Array(1)),
        packed,
        nodeField("Identity", ["plain"], ["y"]),
      ]),
    );
    const graph = openGraph(file);
    closeGraph(graph);
    const sizes = ["plain", "scalar", "packed", "none"].map((name) => initializerSize(graph.model, name));
    expect(sizes).toEqual([30, 1, 2100, 0]);
  });
});
