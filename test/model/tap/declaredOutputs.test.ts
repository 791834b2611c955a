import { describe, expect, it } from "vitest";
import { modelFeeds } from "../../../src/model/tap/feeds.ts";
import { initializerField, modelBytes, nodeField, valueField } from "../../../src/model/graph/onnxBuilder.ts";
import { createSession, floats } from "../../../src/model/onnxruntime.ts";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { poolingInput } from "../../../src/model/poolingInput.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { plainStack, searchModel, stateSpaceModel } from "../otherModels.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { unpack, withoutLayers } from "../zoo.ts";

const folder = tempFolder();
const facts = { layerCounts: [3], hiddenSize: 32, cache: { heads: 2, headSize: 8 } };

function planOf(file: string) {
  const plan = planTap(file, facts.layerCounts);
  closeTap(plan);
  return plan;
}

describe("declared outputs stand for layers", () => {
  it("has a file for every kind", () => {
    expect(withoutLayers).toEqual(["gemma3n.legacy-17", "llama.dynamo-18+qop", "mamba.legacy-17"]);
  });

  const seen: [string, () => string, string[], RegExp][] = [
    [
      "Gemma-3n's streams side by side",
      () => unpack(folder, "gemma3n.legacy-17"),
      ["logits"],
      /^3 attentions follow each other between \S+ and logits, .* several residual streams$/,
    ],
    [
      "Mamba",
      () => unpack(folder, "mamba.legacy-17"),
      ["logits"],
      /^each of its 3 blocks has one residual connection and mixes tokens by Conv, without attention, as state-space models/,
    ],
    [
      "a state-space model by hand",
      () => write(folder, "stateSpace.onnx", stateSpaceModel()),
      ["logits"],
      /^each of its 2 blocks .* mixes tokens by Conv, CumSum, without attention/,
    ],
    [
      "layers that stay quantised",
      () => unpack(folder, "llama.dynamo-18+qop"),
      ["logits"],
      /^its layers stay quantised \(tensor \S+_quantized comes from QLinear\w+, as do others from \d\d operators/,
    ],
    [
      "a stack without skip connections, outputs of one width",
      () => write(folder, "plain.onnx", plainStack()),
      ["x0", "x1", "last_hidden_state"],
      /^no residual stream .* \(x0, x1, last_hidden_state\): \d+ pieces with matrix products, none added/,
    ],
  ];

  it.each(seen)("%s", (_, file, layers, reason) => {
    const plan = planOf(file());
    expect(plan.layers).toEqual(layers);
    expect(plan.stream.hidden).toEqual(layers);
    expect(plan.declaredOutputs).toMatch(reason);
  });

  it.each([
    ["gemma3n.legacy-17", () => unpack(folder, "gemma3n.legacy-17"), 120],
    ["llama.dynamo-18+qop", () => unpack(folder, "llama.dynamo-18+qop"), 120],
    ["a state-space model", () => write(folder, "stateSpace.onnx", stateSpaceModel()), 11],
    ["a stack without skip connections", () => write(folder, "plain.onnx", plainStack()), 8],
  ])("the last tokens of %s are its own output's", async (_, file, width) => {
    const batch = { rows: 2, tokens: 4, ids: Int32Array.of(4, 5, 6, 7, 8, 9, 10, 11), lengths: Uint32Array.of(4, 4) };
    const plan = planTap(file(), facts.layerCounts);
    const tap = await openTap(plan, facts);
    const input = poolingInput({ kind: "last", specialTokens: true }, batch, { before: 0, behind: 0 });
    const { pooled } = await tap.run(batch, [input]);
    const own = await createSession(plan.path);
    const results = await own.run(modelFeeds(plan.path, plan.model.graph.inputs, batch));
    await Promise.all([tap.dispose(), own.dispose()]);
    closeTap(plan);
    expect(new Set(tap.tokenWidths)).toEqual(new Set([width]));
    expect(pooled.length).toBe(2 * plan.layers.length * width);
    plan.layers.forEach((layer, index) => {
      const values = floats(results[layer]);
      for (const row of [0, 1]) {
        const start = (row * plan.layers.length + index) * width;
        const expected = values.subarray((row * 4 + 3) * width, (row * 4 + 4) * width);
        pooled
          .subarray(start, start + width)
          .forEach((value, unit) => expect(value).toBeCloseTo(expected[unit] ?? NaN, 4));
      }
    });
  });
});

it("outputs of a model made for one text at a time", () => {
  const declared = (dims: (number | string)[]) =>
    modelBytes([
      valueField("input", "input_ids", "int64", [1, "tokens"]),
      initializerField("table", "float32", [4, 2], new Float32Array(8)),
      nodeField("Gather", ["table", "input_ids"], ["y"]),
      nodeField("Identity", ["y"], ["z"]),
      valueField("output", "y", "float32", [1, "tokens", 2]),
      valueField("output", "z", "float32", dims),
    ]);
  expect(planOf(write(folder, "one.onnx", declared([1, "tokens", 2]))).layers).toEqual(["y", "z"]);
  expect(planOf(write(folder, "one.onnx", declared([1, 5, 2]))).layers).toEqual(["y"]);
});

describe("no output has a place for every token", () => {
  const weight = initializerField("w", "float32", [2, 2], new Float32Array(4));
  const pictures = modelBytes([
    valueField("input", "pixels", "float32", [1, 2]),
    weight,
    nodeField("MatMul", ["pixels", "w"], ["y"]),
    valueField("output", "y"),
  ]);
  const pooledWords = modelBytes([
    valueField("input", "input_ids", "int64", ["batch", "tokens"]),
    initializerField("table", "float32", [4, 2], new Float32Array(8)),
    nodeField("Gather", ["table", "input_ids"], ["x"]),
    nodeField("ReduceMean", ["x"], ["y"], { axes: [1], keepdims: 0 }),
    valueField("output", "y", "float32", ["batch", 2]),
  ]);
  const refusals: [string, Uint8Array, RegExp][] = [
    ["pictures", pictures, /no embedding of token ids in the graph \(its inputs: pixels\)/],
    ["a mean of words", pooledWords, /no residual stream between an embedding and an output \(y\): 0 pieces/],
    ...["BeamSearch", "GreedySearch", "Sampling"].map((op): [string, Uint8Array, RegExp] => [
      op,
      searchModel(op),
      new RegExp(`the model is in an attribute of the operator ${op} \\(decoder\\), which makes sequences`),
    ]),
  ];

  it.each(refusals)("%s", (_, bytes, reason) => {
    const file = write(folder, "model.onnx", bytes);
    expect(() => planOf(file)).toThrow(expect.objectContaining({ code: "modelNotTransformer" }));
    expect(() => planOf(file)).toThrow(reason);
  });
});
