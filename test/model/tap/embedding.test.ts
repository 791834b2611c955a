import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openTap } from "../../../src/model/tap/openTap.ts";
import { poolingInput } from "../../../src/model/poolingInput.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { closeTap, filesOf, planTap } from "../../../src/model/tap/tapPlan.ts";
import { splitModel } from "../splitModel.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { batchOf, differenceTo, feedsOf, hiddenSizeOf, truthOf, unpack } from "../zoo.ts";

const folder = tempFolder();

describe("a decoder with its embeddings in a graph of their own", () => {
  /** With past key values, and with embeddings in half precision. */
  it.each([
    ["llama.legacy-17", 1e-4],
    ["qwen3.legacy-14-past", 1e-4],
    ["llama.legacy-17+fp16", 5e-3],
  ])("%s has the states of the one file", async (name, tolerance) => {
    const truth = truthOf(name);
    const batch = batchOf(truth);
    const plan = planTap(splitModel(unpack(folder, name), path.join(folder, name)), [truth.layers]);
    const session = await openStates(plan);
    expect(session.inputs.map((input) => input.name)).toContain("input_ids");
    expect(session.inputs.map((input) => input.name)).not.toContain("inputs_embeds");
    const states = await session.run(feedsOf(truth, session.inputs), batch);
    await session.dispose();
    expect(plan.layers).toEqual(["embedding", "1", "2", "3"]);
    truth.hidden.forEach((hidden, layer) => {
      expect(differenceTo(hidden, states[layer]?.data ?? new Float32Array(), batch)).toBeLessThan(tolerance);
    });

    const hiddenSize = hiddenSizeOf(truth);
    const facts = { layerCounts: [truth.layers], hiddenSize, cache: { heads: 2, headSize: hiddenSize / 4 } };
    const tap = await openTap(plan, facts);
    const special = { before: 0, behind: 0 };
    const { pooled } = await tap.run(batch, [poolingInput({ kind: "cls", specialTokens: true }, batch, special)]);
    await tap.dispose();
    closeTap(plan);
    const first = states.slice(0, 4).flatMap(({ data }) => Array.from(data.subarray(0, hiddenSize)));
    first.forEach((value, at) => expect(pooled[at]).toBeCloseTo(value, name.includes("fp16") ? 1 : 4));
  });

  const split = () => splitModel(unpack(folder, "llama.legacy-17"), path.join(folder, "several"), "_q4");

  it("takes the embeddings of its own style, else any", () => {
    const decoder = split();
    const embeddingOf = () => {
      const plan = planTap(decoder, [3]);
      closeTap(plan);
      return path.basename(plan.embedding?.graph.path ?? "");
    };
    const home = path.dirname(decoder);
    for (const other of ["embed_tokens_fp16.onnx", "embed_tokens_int8.onnx"]) write(home, other, "no model");
    expect(embeddingOf()).toBe("embed_tokens_q4.onnx");
    const plan = planTap(decoder, [3]);
    closeTap(plan);
    expect(filesOf(plan).map((file) => path.basename(file))).toEqual([
      ...["decoder_model_merged_q4.onnx", "whole.onnx_data", "embed_tokens_q4.onnx", "whole.onnx_data"],
    ]);
    rmSync(path.join(home, "embed_tokens_q4.onnx"));
    for (const other of ["embed_tokens_fp16.onnx", "embed_tokens_int8.onnx"]) rmSync(path.join(home, other));
    expect(embeddingOf).toThrow(
      expect.objectContaining({
        code: "modelNotTransformer",
        detail: expect.objectContaining({
          reason:
            "it takes inputs_embeds in place of token ids, and there is no embed_tokens*.onnx beside it to make them",
        }) as unknown,
      }),
    );
  });
});
