import type { ModelFacts } from "../../../src/model/store/modelFacts.ts";
import { describe, expect, it } from "vitest";
import { modelFeeds } from "../../../src/model/tap/feeds.ts";
import { editedModel } from "../../../src/model/graph/graphEdit.ts";
import { ByteSource } from "../../../src/model/graph/byteSource.ts";
import { readModel } from "../../../src/model/graph/onnxGraph.ts";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { type Pooling, resolvePooling } from "../../../src/model/pooling.ts";
import { poolingInput } from "../../../src/model/poolingInput.ts";
import { chooseStack, type StackLayer, wholeStack } from "../../../src/model/tap/stack.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { poolTaps } from "../../../src/model/tap/tapGraph.ts";
import { closeTap, planTap, type TapPlan } from "../../../src/model/tap/tapPlan.ts";
import { tensorName } from "../../../src/model/tap/tensorName.ts";
import type { LayerChoice } from "../../../src/protocol/models.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";
import { batchOf, hiddenSizeOf, truthOf, type Truth, unpack } from "../zoo.ts";

const folder = tempFolder();
const special = { before: 1, behind: 1 };
const mean: Pooling = { kind: "mean", specialTokens: false };
/** Both exporters, fused, quantised and half-precision styles, an encoder and a decoder each. */
const styles = [
  ...["bert.legacy-17", "bert.legacy-17+fused", "bert.legacy-17+int8", "gpt2.dynamo-18", "llama.legacy-14-past"],
  ...["gpt_neox.legacy-17", "qwen3.genai-fp32-cpu", "modernbert.dynamo-18+fp16", "gpt2.merged", "t5enc.dynamo-18"],
];

function factsOf(truth: Truth): ModelFacts {
  const hiddenSize = hiddenSizeOf(truth);
  return { layerCounts: [truth.layers], hiddenSize, cache: { heads: 2, headSize: hiddenSize / 4 } };
}

function chosen(plan: TapPlan, choice: LayerChoice): StackLayer[] {
  return chooseStack(plan, choice, mean, (name) => resolvePooling(name, undefined));
}

/** The tensor whose place in the graph gives it this name. */
function tensorCalled(plan: TapPlan, name: string): string {
  const made = plan.model.graph.nodes.flatMap(({ outputs }) => outputs);
  return made.find((tensor) => tensor !== "" && tensorName(plan, tensor) === name) ?? "";
}

/** The pooled rows of PyTorch's batch. */
async function rowsOf(plan: TapPlan, truth: Truth, stack: readonly StackLayer[]) {
  const batch = batchOf(truth);
  const tap = await openTap(plan, factsOf(truth), { stack });
  const inputs = tap.poolings.map((pooling) => poolingInput(pooling, batch, special));
  const { pooled } = await tap.run(batch, inputs);
  await tap.dispose();
  return { pooled, tap, row: pooled.length / batch.rows };
}

describe("a subset", () => {
  it.each(styles)("of %s is the whole run's layers, bit for bit", async (name) => {
    const truth = truthOf(name);
    const plan = planTap(unpack(folder, name), [truth.layers]);
    const whole = await rowsOf(plan, truth, wholeStack(plan, mean));
    const part = await rowsOf(plan, truth, chosen(plan, { subset: "0,2" }));
    closeTap(plan);
    const size = hiddenSizeOf(truth);
    expect(part.row).toBe(2 * size);
    const { rows } = batchOf(truth);
    for (let row = 0; row < rows; row++)
      for (const [at, layer] of [0, 2].entries())
        expect(part.pooled.subarray(row * part.row + at * size, row * part.row + (at + 1) * size)).toEqual(
          whole.pooled.subarray(row * whole.row + layer * size, row * whole.row + (layer + 1) * size),
        );
  });

  it("that ends early leaves the later blocks out of the graph", () => {
    const plan = planTap(write(folder, "six.onnx", toyModel({ layers: 6 })), [6]);
    const productsOf = (subset: string) => {
      const taps = chosen(plan, { subset }).map(({ tensor }) => {
        return { tensor, layout: "batch tokens hidden", by: "weights", group: 0 } as const;
      });
      const edited = editedModel(plan.model, poolTaps(plan.model, plan.stream, taps), plan.weights);
      const source = new ByteSource(write(folder, `six-${subset}.onnx`, edited));
      const { nodes } = readModel(source).graph;
      source.close();
      return nodes.filter(({ op }) => op === "MatMul").length - taps.length;
    };
    const perBlock = productsOf("last") / 6;
    expect(perBlock).toBe(7);
    expect([productsOf("0"), productsOf("0-2"), productsOf("1,4")]).toEqual([0, 2 * perBlock, 4 * perBlock]);
    closeTap(plan);
  });
});

describe("a stack of any tensors, each pooled its own way", () => {
  it.each(styles.filter((name) => !name.includes("fused")))("of %s equals pooling of the raw states", async (name) => {
    const truth = truthOf(name);
    const batch = batchOf(truth);
    const plan = planTap(unpack(folder, name), [truth.layers]);
    const extra = ["2 attention output", "2 value", "2 mlp output"].map((part, index) => {
      return { tensor: tensorCalled(plan, part), pooling: ["flatten:3", "max", "last"][index] ?? "" };
    });
    const stack = chosen(plan, { subset: "1,2,last", pooling: { "2": "flatten", last: "cls" }, extra });
    const names = stack.map((layer) => layer.name);
    expect([names[0], ...names.slice(-2)]).toEqual(["1", "2", String(truth.layers)]);
    // Blocks that compute attention and MLP side by side have them in either order.
    expect(new Set(names.slice(1, -2))).toEqual(new Set(["2 value", "2 attention output", "2 mlp output"]));
    const { pooled, row, tap } = await rowsOf(plan, truth, stack);
    const tensors = [...new Set(stack.map(({ tensor }) => tensor))];
    const session = await openStates(plan, tensors);
    const raw = await session.run(modelFeeds("", session.inputs, batch, factsOf(truth).cache), batch);
    await session.dispose();
    closeTap(plan);
    const expected = Array.from(batch.lengths).flatMap((length, text) =>
      stack.flatMap(({ tensor, pooling }) => {
        const { data, width } = raw[tensors.indexOf(tensor)] ?? { data: new Float32Array(), width: 0 };
        const tokens = Array.from({ length }, (_, token) => {
          const at = (text * batch.tokens + token) * width;
          return [...data.subarray(at, at + width)];
        });
        return pooledPlainly(pooling, tokens);
      }),
    );
    expect(pooled.length).toBe(expected.length);
    expect(row).toBe(
      tap.tokenWidths.reduce((sum, width, layer) => sum + width * (stack[layer]?.pooling.spans ?? 1), 0),
    );
    const error = Math.hypot(...expected.map((value, at) => value - (pooled[at] ?? NaN))) / Math.hypot(...expected);
    expect(error).toBeLessThan(/fp16|int8/.test(name) ? 2e-3 : 1e-5);
  });

  it("has a name of its own for a tensor that stands twice", () => {
    const plan = planTap(write(folder, "two.onnx", toyModel({ layers: 2 })), [2]);
    const extra = [
      { tensor: "attended.1", pooling: "cls" },
      { tensor: "attended.1", pooling: "max" },
      { tensor: "x1", name: "middle" },
    ];
    expect(chosen(plan, { extra }).map(({ name }) => name)).toEqual([
      ...["embedding", "1", "middle", "attended.1", "attended.1 (2)", "2"],
    ]);
    closeTap(plan);
  });

  it.each<[string, LayerChoice, string]>([
    ["a tensor that is not there", { extra: [{ tensor: "nothing" }] }, "tensorUnknown"],
    ["a pooling of a layer that is not there", { pooling: { "9": "cls" } }, "layerUnknown"],
    ["a pooling that is not there", { pooling: { "1": "median" } }, "optionUnknown"],
    ["no spans", { pooling: { "1": "flatten:0" } }, "optionUnknown"],
  ])("refuses %s", (_, choice, code) => {
    const plan = planTap(write(folder, "refused.onnx", toyModel({ layers: 2 })), [2]);
    expect(() => chosen(plan, choice)).toThrow(expect.objectContaining({ code }));
    closeTap(plan);
  });

  it("refuses a tensor without a vector for each token", async () => {
    const plan = planTap(write(folder, "scores.onnx", toyModel({ layers: 2 })), [2]);
    const facts = { layerCounts: [2], hiddenSize: undefined, cache: { heads: undefined, headSize: undefined } };
    for (const tensor of ["scores.0", "outer"])
      await expect(openTap(plan, facts, { stack: chosen(plan, { extra: [{ tensor }] }) })).rejects.toMatchObject({
        code: "tensorUnknown",
        detail: { tensor },
      });
    closeTap(plan);
  });
});

/** As PyTorch's AdaptiveAvgPool1d, mean, maximum, first and last, over the tokens between the special ones. */
function pooledPlainly({ kind, spans = 1 }: Pooling, tokens: readonly (readonly number[])[]): number[] {
  const content = tokens.length > 2 ? tokens.slice(1, -1) : tokens;
  const over = (of: readonly (readonly number[])[], join: (values: readonly number[]) => number) =>
    (of[0] ?? []).map((_, unit) => join(of.map((token) => token[unit] ?? NaN)));
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (kind === "cls") return [...(tokens[0] ?? [])];
  if (kind === "last") return [...(tokens.at(-1) ?? [])];
  if (kind === "max") return over(content, (values) => Math.max(...values));
  return Array.from({ length: spans }, (_, span) => {
    const from = Math.floor((span * content.length) / spans);
    return over(content.slice(from, Math.ceil(((span + 1) * content.length) / spans)), average);
  }).flat();
}
