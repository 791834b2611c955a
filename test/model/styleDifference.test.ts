import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { modelFeeds, type TokenBatch } from "../../src/model/tap/feeds.ts";
import { openStates } from "../../src/model/tap/stateSession.ts";
import { styleDifference } from "../../src/model/styleDifference.ts";
import { closeTap, planTap } from "../../src/model/tap/tapPlan.ts";
import { tempFolder } from "./tempFolder.ts";
import { toyModel } from "./toyModel.ts";
import { batchOf, truthOf, unpack } from "./zoo.ts";

const folder = tempFolder();
const HIDDEN = 32;
const facts = { layerCounts: [3], hiddenSize: HIDDEN, cache: { heads: undefined, headSize: undefined } };

/** The texts of a batch, each in a batch of its own without padding. */
function singles({ tokens, ids, lengths }: TokenBatch): TokenBatch[] {
  return Array.from(lengths, (length, row) => ({
    rows: 1,
    tokens: length,
    ids: ids.slice(row * tokens, row * tokens + length),
    lengths: Uint32Array.of(length),
  }));
}

/** The mean over tokens and layers of the relative distance to what PyTorch computed for the same texts. */
async function distanceToTruth(file: string, name: string): Promise<number> {
  const truth = truthOf(name);
  const batch = batchOf(truth);
  const plan = planTap(file);
  const session = await openStates(plan, plan.stream.hidden);
  const distances: number[] = [];
  for (const [row, single] of singles(batch).entries()) {
    const states = await session.run(modelFeeds(file, session.inputs, single), single);
    for (const [layer, { data }] of states.entries())
      for (let token = 0; token < single.tokens; token++) {
        const start = (row * batch.tokens + token) * HIDDEN;
        const expected = truth.hidden[layer]?.data.slice(start, start + HIDDEN) ?? [];
        const found = data.subarray(token * HIDDEN, (token + 1) * HIDDEN);
        distances.push(Math.hypot(...expected.map((value, i) => (found[i] ?? NaN) - value)) / Math.hypot(...expected));
      }
  }
  await session.dispose();
  closeTap(plan);
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

describe("how far one style of a model lies from another", { timeout: 60_000 }, () => {
  it.each(["distilbert", "roberta", "gpt2", "qwen3"])(
    "of %s in int8 is its distance to PyTorch's states",
    async (family) => {
      const [base, int8] = [`${family}.legacy-17`, `${family}.legacy-17+int8`];
      const files = [unpack(folder, int8), unpack(folder, base)] as const;
      const measured = await styleDifference(...files, singles(batchOf(truthOf(base))), facts);
      const expected = await distanceToTruth(files[0], base);
      expect(measured).toBeGreaterThan(1e-3);
      expect(Math.abs(measured / expected - 1)).toBeLessThan(1e-3);
    },
  );

  it("is nothing for the same file, and little for half precision", async () => {
    const batches = singles(batchOf(truthOf("bert.legacy-17")));
    const float = unpack(folder, "bert.legacy-17");
    expect(await styleDifference(float, float, batches, facts)).toBe(0);
    const half = await styleDifference(unpack(folder, "bert.legacy-17+fp16"), float, batches, facts);
    expect(half).toBeGreaterThan(1e-5);
    expect(half).toBeLessThan(5e-3);
  });

  it("is refused for another model", async () => {
    const [two, three] = [2, 3].map((layers) => {
      const file = path.join(folder, `${layers}.onnx`);
      writeFileSync(file, toyModel({ layers }));
      return file;
    });
    const batch = { rows: 1, tokens: 3, ids: Int32Array.of(1, 2, 3), lengths: Uint32Array.of(3) };
    const comparing = styleDifference(two ?? "", three ?? "", [batch], { ...facts, layerCounts: [] });
    await expect(comparing).rejects.toMatchObject({ code: "modelTapWrong" });
  });
});
