import path from "node:path";
import { describe, expect, it } from "vitest";
import { initializerField, modelBytes, nodeField, valueField } from "../../../src/model/graph/onnxBuilder.ts";
import { modelFeeds, type TokenBatch } from "../../../src/model/tap/feeds.ts";
import { fusedAttentions } from "../../../src/model/tap/fusedAttention.ts";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { openPool, type PooledBatch } from "../../../src/model/tap/poolSession.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { closeTap, planTap, type TapPlan } from "../../../src/model/tap/tapPlan.ts";
import { bundledModel } from "../bundled.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { batchOf, truthOf, unpack, zoo } from "../zoo.ts";

const folder = tempFolder();

/** Every layer's states token by token, with the given nodes fused. */
async function statesOf(plan: TapPlan, batch: TokenBatch, fused = fusedAttentions(plan.model)): Promise<PooledBatch> {
  const taps = plan.stream.hidden.map((tensor) => {
    return { tensor, layout: "batch tokens hidden", by: "tokens", group: 0 } as const;
  });
  const pool = await openPool(plan, { taps, fused });
  const states = await pool.run(batch, []);
  await pool.dispose();
  return states;
}

function worst(a: PooledBatch, b: PooledBatch): number {
  const differences = a.tokens.flatMap((layer, i) =>
    Array.from(layer, (value, j) => value - (b.tokens[i]?.[j] ?? NaN)),
  );
  return differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
}

const found = zoo.filter((name) => {
  const plan = planTap(unpack(folder, name), [truthOf(name).layers]);
  const { length } = fusedAttentions(plan.model);
  closeTap(plan);
  return length > 0;
});

describe("attention that is written out", { timeout: 60_000 }, () => {
  it("is found in the exports that have it", () => {
    const families = new Set(found.map((name) => name.replace(/\..*/, "")));
    expect([...families].sort()).toEqual(["albert", "bert", "distilbert", "electra", "roberta"]);
  });

  it.each(found)("computes the same states as one operator: %s", async (name) => {
    const truth = truthOf(name);
    const plan = planTap(unpack(folder, name), [truth.layers]);
    const batch = batchOf(truth);
    const difference = worst(await statesOf(plan, batch), await statesOf(plan, batch, []));
    closeTap(plan);
    expect(difference).toBeLessThan(name.includes("int8") ? 1e-2 : 1e-5);
  });

  it("is every layer of the bundled model, with texts of other lengths beside each other", async () => {
    const plan = planTap(path.join(bundledModel, "onnx", "model.onnx"));
    const fused = fusedAttentions(plan.model);
    const batch = {
      rows: 2,
      tokens: 5,
      ids: Int32Array.of(101, 2023, 2003, 102, 0, 101, 7592, 2088, 999, 102),
      lengths: Uint32Array.of(4, 5),
    };
    const difference = worst(await statesOf(plan, batch, fused), await statesOf(plan, batch, []));
    closeTap(plan);
    expect(fused.length).toBe(6);
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(1e-5);
  });

  it.each([
    ["over the keys, as attention is", 3],
    ["over the queries, which only looks like it", 2],
  ])("is read where its softmax goes %s", async (_, axis) => {
    const file = write(folder, `softmax-${axis}.onnx`, toyAttention(axis));
    const plan = planTap(file);
    expect(fusedAttentions(plan.model)).toHaveLength(2);
    const taps = plan.stream.hidden.map((tensor) => {
      return { tensor, layout: "batch tokens hidden", by: "weights", group: 0 } as const;
    });
    // By itself, without what stands in for it where it fails.
    await (await openPool(plan, { taps, fused: fusedAttentions(plan.model) })).dispose();
    const batch = { rows: 1, tokens: 4, ids: Int32Array.of(3, 1, 4, 1), lengths: Uint32Array.of(4) };
    const cache = { heads: HEADS, headSize: WIDTH / HEADS };
    const tap = await openTap(plan, { layerCounts: [2], hiddenSize: WIDTH, cache });
    const states = await openStates(plan);
    const expected = await states.run(modelFeeds("", states.inputs, batch, cache), batch);
    const weights = new Float32Array(batch.tokens).fill(1 / batch.tokens);
    const { pooled } = await tap.run(batch, [{ kind: "weights", vectors: 1, weights }]);
    await Promise.all([tap.dispose(), states.dispose()]);
    closeTap(plan);
    const means = expected.slice(0, 3).flatMap(({ data }) => {
      return Array.from({ length: WIDTH }, (_unit, unit) => {
        const column = Array.from({ length: batch.tokens }, (_token, token) => data[token * WIDTH + unit] ?? NaN);
        return column.reduce((sum, value) => sum + value, 0) / batch.tokens;
      });
    });
    expect(pooled.length).toBe(means.length);
    for (const [i, mean] of means.entries()) expect(pooled[i]).toBeCloseTo(mean, 5);
  });
});

const WIDTH = 8;
const HEADS = 2;

/** Two blocks of attention with residual additions, and fixed weights; the softmax along an axis of the scores. */
function toyAttention(axis: number): Buffer {
  let seed = 1;
  const numbers = (length: number) =>
    Float32Array.from({ length }, () => ((seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5) * 2);
  const floats = (name: string, dims: readonly number[]) =>
    initializerField(name, "float32", dims, numbers(dims.reduce((product, size) => product * size, 1)));
  const shape = (name: string, sizes: readonly number[]) =>
    initializerField(name, "int64", [sizes.length], BigInt64Array.from(sizes, BigInt));
  const graph = [
    valueField("input", "input_ids", "int64", ["batch", "tokens"]),
    valueField("output", "last_hidden_state", "float32", ["batch", "tokens", WIDTH]),
    floats("table", [20, WIDTH]),
    shape("apart", [0, 0, HEADS, WIDTH / HEADS]),
    shape("together", [0, 0, WIDTH]),
    initializerField("scale", "float32", [], Float32Array.of(0.5)),
    nodeField("Gather", ["table", "input_ids"], ["x0"]),
  ];
  for (const layer of [0, 1]) {
    const name = (part: string) => `${layer} ${part}`;
    const heads = (part: string, perm: readonly number[]) => [
      floats(name(`${part} weights`), [WIDTH, WIDTH]),
      floats(name(`${part} bias`), [WIDTH]),
      nodeField("MatMul", [`x${layer}`, name(`${part} weights`)], [name(`${part} product`)]),
      nodeField("Add", [name(`${part} product`), name(`${part} bias`)], [name(`${part} sum`)]),
      nodeField("Reshape", [name(`${part} sum`), "apart"], [name(`${part} apart`)]),
      nodeField("Transpose", [name(`${part} apart`)], [name(part)], { perm }),
    ];
    graph.push(
      ...heads("query", [0, 2, 1, 3]),
      ...heads("key", [0, 2, 3, 1]),
      ...heads("value", [0, 2, 1, 3]),
      nodeField("MatMul", [name("query"), name("key")], [name("products")]),
      nodeField("Mul", [name("products"), "scale"], [name("scores")]),
      nodeField("Softmax", [name("scores")], [name("shares")], { axis }),
      nodeField("MatMul", [name("shares"), name("value")], [name("weighed")]),
      nodeField("Transpose", [name("weighed")], [name("merged")], { perm: [0, 2, 1, 3] }),
      // Old exports call tensors by numbers, as taps are.
      nodeField("Reshape", [name("merged"), "together"], [String(layer)]),
      floats(name("output weights"), [WIDTH, WIDTH]),
      nodeField("MatMul", [String(layer), name("output weights")], [name("output")]),
      nodeField("Add", [`x${layer}`, name("output")], [layer === 1 ? "last_hidden_state" : `x${layer + 1}`]),
    );
  }
  return modelBytes(graph);
}
