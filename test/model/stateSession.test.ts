import path from "node:path";
import { describe, expect, it } from "vitest";
import { modelFeeds } from "../../src/model/feeds.ts";
import { openStates, type TokenStates } from "../../src/model/stateSession.ts";
import { closeTap, planTap } from "../../src/model/tapPlan.ts";
import { bundledModel, referenceIds, referenceStates, relativeError } from "./bundled.ts";
import { tempFolder } from "./tempFolder.ts";
import { batchOf, differenceTo, feedsOf, type Truth, truthOf, unpack, zoo } from "./zoo.ts";

const folder = tempFolder();

/** Hidden states of a tiny transformer, the raw last one behind the others. */
async function statesOf(name: string, truth: Truth, layerCounts: readonly number[]): Promise<TokenStates[]> {
  const plan = planTap(unpack(folder, name), layerCounts);
  const session = await openStates(plan);
  const states = await session.run(feedsOf(truth, session.inputs), batchOf(truth));
  await session.dispose();
  closeTap(plan);
  return states;
}

/** Largest relative error allowed; quantised weights are compared by the nearest layer as well. */
function tolerance(name: string): number {
  if (/int8/.test(name)) return 0.15;
  if (/q4|int4|qdq/.test(name)) return 0.7;
  return name.includes("fp16") ? 5e-3 : 1e-4;
}

describe("hidden states against PyTorch", () => {
  it("has every family and style", () => {
    const families = ["bert", "distilbert", "roberta", "gpt2", "llama", "qwen3", "modernbert", "t5enc"];
    for (const family of families) expect(zoo.some((name) => name.startsWith(`${family}.`))).toBe(true);
    for (const style of ["fused", "int8", "fp16", "q4", "qdq", "merged", "past", "genai"])
      expect(zoo.some((name) => name.includes(style))).toBe(true);
  });

  it.each(zoo)("%s", async (name) => {
    const truth = truthOf(name);
    const batch = batchOf(truth);
    const states = await statesOf(name, truth, [truth.layers]);
    expect(states.length).toBe(truth.layers + 2);
    truth.hidden.forEach((hidden, layer) => {
      const found = states[layer]?.data ?? new Float32Array();
      const errors = truth.hidden.map((other) => differenceTo(other, found, batch));
      expect(differenceTo(hidden, found, batch)).toBeLessThan(tolerance(name));
      expect(errors.indexOf(Math.min(...errors))).toBe(layer);
    });
    if (truth.raw.length > 0)
      expect(differenceTo(truth.raw.at(-1), states.at(-1)?.data ?? new Float32Array(), batch)).toBeLessThan(
        tolerance(name),
      );
  });

  it.each(zoo.filter((name) => /legacy|dynamo|merged/.test(name)))("%s, layer count unknown", async (name) => {
    const truth = truthOf(name);
    const states = await statesOf(name, truth, []);
    expect(states.length).toBe(truth.layers + 2);
    expect(differenceTo(truth.hidden.at(-1), states.at(-2)?.data ?? new Float32Array(), batchOf(truth))).toBeLessThan(
      tolerance(name),
    );
  });
});

describe("the bundled model, token by token", () => {
  it.each([0, 1])("text %i as in PyTorch", async (text) => {
    const { shape, data } = referenceStates(`raw.${text}`);
    const [layers = 0, tokens = 0, hidden = 0] = shape;
    const ids = Int32Array.from(referenceIds[text] ?? []);
    const batch = { rows: 1, tokens, ids, lengths: Uint32Array.of(tokens) };
    const plan = planTap(path.join(bundledModel, "onnx", "model.onnx"), [6]);
    const session = await openStates(plan);
    const states = await session.run(modelFeeds(plan.path, session.inputs, batch), batch);
    await session.dispose();
    closeTap(plan);
    expect(ids.length).toBe(tokens);
    for (let layer = 0; layer < layers; layer++) {
      const expected = data.subarray(layer * tokens * hidden, (layer + 1) * tokens * hidden);
      expect(relativeError(states[layer]?.data ?? new Float32Array(), expected)).toBeLessThan(2e-3);
    }
    expect(states[7]?.data).toEqual(states[6]?.data);
  });
});

describe("the same tensors in every style", () => {
  const tensorsOf = (name: string) => {
    const plan = planTap(unpack(folder, name), [3]);
    closeTap(plan);
    return plan.stream.hidden;
  };

  it.each([
    ["bert.legacy-17+int8", "bert.legacy-17"],
    ["bert.legacy-17+q4", "bert.legacy-17"],
    ["distilbert.legacy-17+int8", "distilbert.legacy-17"],
    ["modernbert.dynamo-18+fp16", "modernbert.dynamo-18"],
  ])("%s as in %s", (name, plain) => {
    expect(tensorsOf(name)).toEqual(tensorsOf(plain));
  });
});
