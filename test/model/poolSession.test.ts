import { describe, expect, it } from "vitest";
import type { TokenBatch } from "../../src/model/feeds.ts";
import { openTap } from "../../src/model/openTap.ts";
import { type Pooling, poolingInput } from "../../src/model/pooling.ts";
import { openPool } from "../../src/model/poolSession.ts";
import { openStates } from "../../src/model/stateSession.ts";
import { modelFeeds } from "../../src/model/feeds.ts";
import type { Layout } from "../../src/model/tapGraph.ts";
import { closeTap, planTap } from "../../src/model/tapPlan.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { toyModel } from "./toyModel.ts";
import { batchOf, hiddenSizeOf, truthOf, unpack } from "./zoo.ts";

const folder = tempFolder();
const special = { before: 1, behind: 1 };

/** Pools the states of one text, token by token, the plain way. */
function pooled(kind: Pooling["kind"], tokens: readonly Float32Array[]): number[] {
  const content = tokens.slice(1, -1);
  const column = (unit: number, of: readonly Float32Array[]) => of.map((token) => token[unit] ?? NaN);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return Array.from(tokens[0] ?? [], (_, unit) => {
    const values = column(unit, content);
    if (kind === "cls") return column(unit, tokens)[0] ?? NaN;
    if (kind === "last") return column(unit, tokens).at(-1) ?? NaN;
    if (kind === "max") return Math.max(...values);
    return kind === "sum" ? sum(values) : sum(values) / values.length;
  });
}

/** The graph before opset 18 and since, where maxima take their axes differently; fused and half-precision styles. */
describe.each(["bert.legacy-17", "gpt2.dynamo-18", "gpt2.legacy-14-past+fused", "modernbert.dynamo-18+fp16"])(
  "pooling in the graph of %s",
  (name) => {
    it.each(["mean", "cls", "last", "max", "sum"] as const)("%s equals pooling of the raw states", async (kind) => {
      const truth = truthOf(name);
      const batch = batchOf(truth);
      const hidden = hiddenSizeOf(truth);
      const plan = planTap(unpack(folder, name), [3]);
      const cache = { heads: 2, headSize: hidden / 4 };
      const facts = { layerCounts: [3], hiddenSize: hidden, cache };
      const tap = await openTap(plan, facts, { maximum: kind === "max" });
      const found = await tap.run(batch, poolingInput({ kind, specialTokens: false }, batch, special));
      const states = await openStates(plan);
      const raw = await states.run(modelFeeds("", states.inputs, batch, cache), batch);
      await Promise.all([tap.dispose(), states.dispose()]);
      closeTap(plan);

      expect(tap.hiddenSize).toBe(hidden);
      expect(found.length).toBe(batch.rows * 4 * hidden);
      const expected = Array.from(batch.lengths).flatMap((length, row) =>
        raw.slice(0, 4).flatMap(({ data }) => {
          const start = row * batch.tokens;
          const token = (index: number) => data.subarray((start + index) * hidden, (start + index + 1) * hidden);
          return pooled(
            kind,
            Array.from({ length }, (_, index) => token(index)),
          );
        }),
      );
      const apart = Math.hypot(...expected.map((value, index) => value - (found[index] ?? NaN)));
      expect(apart / Math.hypot(...expected)).toBeLessThan(name.includes("fp16") ? 2e-3 : 1e-5);
    });
  },
);

describe("layouts of the hidden states", () => {
  const batch: TokenBatch = {
    rows: 2,
    tokens: 3,
    ids: Int32Array.of(4, 5, 6, 7, 8, 9),
    lengths: Uint32Array.of(3, 3),
  };
  const layouts: Layout[] = ["batch tokens hidden", "tokens batch hidden", "batch hidden tokens", "rows hidden"];

  async function poolOf(layout: Layout): Promise<number[]> {
    const plan = planTap(write(folder, `${layout}.onnx`, toyModel({ layout })), [2]);
    const session = await openStates(plan);
    const states = await session.run(modelFeeds("", session.inputs, batch), batch);
    expect(states[1]?.layout).toBe(layout);
    const pool = await openPool(plan, { layouts: states.map((state) => state.layout), maximum: false });
    const found = await pool.run(batch, poolingInput({ kind: "mean", specialTokens: true }, batch, special));
    await Promise.all([session.dispose(), pool.dispose()]);
    closeTap(plan);
    return Array.from(found);
  }

  it.each(layouts)("%s", async (layout) => {
    const expected = await poolOf("batch tokens hidden");
    const found = await poolOf(layout);
    expect(found.length).toBe(2 * 3 * 8);
    found.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
  });
});
