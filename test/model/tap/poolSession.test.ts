import { describe, expect, it } from "vitest";
import type { TokenBatch } from "../../../src/model/tap/feeds.ts";
import { openTap } from "../../../src/model/tap/openTap.ts";
import type { Pooling } from "../../../src/model/pooling.ts";
import { poolingInput } from "../../../src/model/poolingInput.ts";
import { openPool } from "../../../src/model/tap/poolSession.ts";
import { wholeStack } from "../../../src/model/tap/stack.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { modelFeeds } from "../../../src/model/tap/feeds.ts";
import type { Layout } from "../../../src/model/tap/layout.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";
import { batchOf, hiddenSizeOf, truthOf, unpack, zoo } from "../zoo.ts";

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

/** How far pooling in the graph is from pooling the raw states, kind by kind. */
async function apart(name: string, kinds: readonly Pooling["kind"][]): Promise<number[]> {
  const truth = truthOf(name);
  const batch = batchOf(truth);
  const hidden = hiddenSizeOf(truth);
  const plan = planTap(unpack(folder, name), [truth.layers]);
  const cache = { heads: 2, headSize: hidden / 4 };
  const facts = { layerCounts: [truth.layers], hiddenSize: hidden, cache };
  const poolings = kinds.map((kind): Pooling => ({ kind, specialTokens: false }));
  const tap = await openTap(plan, facts, { stack: poolings.flatMap((pooling) => wholeStack(plan, pooling)) });
  const states = await openStates(plan);
  const raw = await states.run(modelFeeds("", states.inputs, batch, cache), batch);
  const inputs = poolings.map((pooling) => poolingInput(pooling, batch, special));
  const { pooled: rows } = await tap.run(batch, inputs);
  await Promise.all([tap.dispose(), states.dispose()]);
  closeTap(plan);
  expect(new Set(tap.tokenWidths)).toEqual(new Set([hidden]));
  const size = (truth.layers + 1) * hidden;
  expect(rows.length).toBe(batch.rows * kinds.length * size);
  return kinds.map((kind, index) => {
    const expected = Array.from(batch.lengths).flatMap((length, row) =>
      raw.slice(0, -1).flatMap(({ data }) => {
        const start = row * batch.tokens;
        const token = (index: number) => data.subarray((start + index) * hidden, (start + index + 1) * hidden);
        return pooled(
          kind,
          Array.from({ length }, (_, index) => token(index)),
        );
      }),
    );
    const found = Array.from(batch.lengths).flatMap((_, row) => {
      const start = (row * kinds.length + index) * size;
      return [...rows.subarray(start, start + size)];
    });
    return Math.hypot(...expected.map((value, at) => value - (found[at] ?? NaN))) / Math.hypot(...expected);
  });
}

describe("pooling in the graph equals pooling of the raw states", () => {
  const tolerance = (name: string) => (/fp16|q4|int[48]|qdq/.test(name) ? 2e-3 : 1e-5);

  it.each(zoo)("mean and maximum of %s", async (name) => {
    for (const error of await apart(name, ["mean", "max"])) expect(error).toBeLessThan(tolerance(name));
  });

  /** The graph before opset 18 and since, where maxima take their axes differently; fused and half-precision styles. */
  const styles = ["bert.legacy-17", "gpt2.dynamo-18", "gpt2.legacy-14-past+fused", "modernbert.dynamo-18+fp16"];
  it.each(styles)("first token, last token and sum of %s", async (name) => {
    for (const error of await apart(name, ["cls", "last", "sum"])) expect(error).toBeLessThan(tolerance(name));
  });
});

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
    const taps = plan.stream.hidden.map((tensor, index) => {
      return { tensor, layout: states[index]?.layout ?? layout, by: "weights", group: 0 } as const;
    });
    const pool = await openPool(plan, { taps });
    const { pooled: found } = await pool.run(batch, [
      poolingInput({ kind: "mean", specialTokens: true }, batch, special),
    ]);
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

describe("a mean without sinks", () => {
  const [tokens, width] = [4, 8];
  const batch: TokenBatch = {
    rows: 3,
    tokens,
    ids: Int32Array.of(4, 5, 6, 7, 8, 9, 10, 0, 11, 0, 0, 0),
    lengths: Uint32Array.of(4, 3, 1),
  };

  it.each([17, 18])("leaves out tokens beyond the bound, but never all, at opset %i", async (opset) => {
    const plan = planTap(write(folder, `sinks.${opset}.onnx`, toyModel({ opset })), [2]);
    const session = await openStates(plan);
    const states = await session.run(modelFeeds("", session.inputs, batch), batch);
    const normsOf = (data: Float32Array) =>
      Array.from({ length: batch.rows * tokens }, (_, at) =>
        Math.hypot(...data.subarray(at * width, (at + 1) * width)),
      );
    const layers = plan.stream.hidden.map((tensor, layer) => {
      const { data = new Float32Array(), layout = "batch tokens hidden" } = states[layer] ?? {};
      const norms = normsOf(data);
      // Between the second and the third token of the first text; the last text is one token beyond it.
      const sorted = norms.slice(0, 4).toSorted((a, b) => a - b);
      const bound = Math.min(((sorted[1] ?? 0) + (sorted[2] ?? 0)) / 2, (norms[8] ?? 0) * 0.99);
      return { data, norms, tap: { tensor, layout, by: "weights", group: 0, bound } as const };
    });
    const pool = await openPool(plan, { taps: layers.map(({ tap }) => tap) });
    const input = poolingInput({ kind: "meanWithoutSinks", specialTokens: true }, batch, special);
    const { pooled: found } = await pool.run(batch, [input]);
    await Promise.all([session.dispose(), pool.dispose()]);
    closeTap(plan);
    for (const [layer, { data, norms, tap }] of layers.entries()) {
      for (const [row, length] of batch.lengths.entries()) {
        const all = Array.from({ length }, (_, token) => row * tokens + token);
        const content = all.filter((at) => (norms[at] ?? 0) < tap.bound);
        if (row === 2) expect(content).toEqual([]);
        const counted = content.length > 0 ? content : all;
        for (let unit = 0; unit < width; unit++) {
          const sum = counted.reduce((total, at) => total + (data[at * width + unit] ?? 0), 0);
          expect(found[(row * layers.length + layer) * width + unit]).toBeCloseTo(sum / counted.length, 5);
        }
      }
    }
  });
});
