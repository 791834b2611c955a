import type { ModelFacts } from "../../../src/model/store/modelFacts.ts";
import { describe, expect, it } from "vitest";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { closeTap, planTap, type TapPlan } from "../../../src/model/tap/tapPlan.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { TOY_HIDDEN_SIZE, type ToyOptions, toyModel } from "../toyModel.ts";

const folder = tempFolder();
const facts: ModelFacts = {
  layerCounts: [2],
  hiddenSize: TOY_HIDDEN_SIZE,
  cache: { heads: undefined, headSize: undefined },
};

function toyPlan(options: ToyOptions = {}): TapPlan {
  return planTap(write(folder, "toy.onnx", toyModel(options)), [2]);
}

async function openAndClose(plan: TapPlan, said: ModelFacts): Promise<number> {
  try {
    const tap = await openTap(plan, said);
    await tap.dispose();
    return tap.tokenWidths[0] ?? 0;
  } finally {
    closeTap(plan);
  }
}

it("openTap accepts a model whose configuration says nothing", async () => {
  const silent = { ...facts, layerCounts: [], hiddenSize: undefined };
  expect(await openAndClose(toyPlan(), silent)).toBe(TOY_HIDDEN_SIZE);
});

it.each([
  [undefined, Infinity],
  [1, 1],
])("openTap finds out that a model made for %s texts takes %s at once", async (batch, mostTexts) => {
  const plan = toyPlan(batch === undefined ? {} : { batch });
  const tap = await openTap(plan, facts);
  expect(tap.mostTexts).toBe(mostTexts);
  await tap.dispose();
  closeTap(plan);
});

describe("openTap refuses", () => {
  const refusals: [string, ToyOptions, Partial<ModelFacts>, string][] = [
    ["another number of layers", {}, { layerCounts: [12] }, "its configuration says 12 layers, its graph has 2"],
    ["another hidden size", {}, { hiddenSize: 16 }, "layer embedding has 8 units per token, not 16"],
    ["two taps of one tensor", { lastBlockGain: 0, finalNorm: false }, {}, "layers 1 and 2 are the same"],
    ["a last layer that is not the model's", { extraNorm: true }, {}, "not the model's own last_hidden_state"],
    ["states without numbers", { lastBlockGain: 1e38, finalNorm: false }, {}, "layer 2 holds no numbers"],
    ["a model in training mode", { dropout: true }, {}, "its output last_hidden_state changes by"],
  ];

  it.each(refusals)("%s", async (_, options, said, reason) => {
    const failure = openAndClose(toyPlan(options), { ...facts, ...said });
    await expect(failure).rejects.toMatchObject({ code: "modelTapWrong" });
    await expect(failure).rejects.toThrow(reason);
  });

  /** Taps that structure would not choose, in place of layer 1. */
  const wrongTaps: [string, string, ToyOptions, RegExp][] = [
    ["a tensor without tokens", "outer", {}, /tensor outer is \[2\] for 2 texts of 5 tokens: no hidden states/],
    ["scores of attention", "scores.0", {}, /layer 1 has 5 units per token, not 8/],
    ["the embedding once more", "looked up", {}, /layers embedding and 1 are the same/],
    ["a layer that is another when pooled", "noise", { dropout: true }, /layer 1 changes by .* when it is pooled/],
  ];

  it.each(wrongTaps)("%s", async (_, tensor, options, reason) => {
    const plan = toyPlan(options);
    const [embedding = "", , last = ""] = plan.stream.hidden;
    // Its output stays clear of dropout, so that only the layer itself is found wanting.
    const stream = { ...plan.stream, hidden: [embedding, tensor, options.dropout ? "x2" : last], output: "x2" };
    const failure = openAndClose({ ...plan, stream }, facts);
    await expect(failure).rejects.toMatchObject({ code: "modelTapWrong" });
    await expect(failure).rejects.toThrow(reason);
  });
});
