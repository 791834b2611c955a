import type { ModelFacts } from "../../src/model/store/modelFacts.ts";
import path from "node:path";
import { planBatches } from "../../src/model/batches.ts";
import { BatchSize } from "../../src/model/batchSize.ts";
import { modelFeeds, type TokenBatch } from "../../src/model/tap/feeds.ts";
import { openModelFolder } from "../../src/model/store/modelFolder.ts";
import { createSession } from "../../src/model/onnxruntime.ts";
import { openTap } from "../../src/model/tap/openTap.ts";
import type { PoolingInput } from "../../src/model/tap/poolSession.ts";
import { closeTap, planTap } from "../../src/model/tap/tapPlan.ts";
import { TextTokenizer } from "../../src/model/text/tokenizer.ts";
import { bundledModel, madeModel } from "./models.ts";
import { median, neitherRun, seconds, times, type Bench, type Row } from "./row.ts";
import { mixedLines } from "./texts.ts";

const LINES = 200;

/** The structure of the graph says enough. */
export const UNKNOWN: ModelFacts = {
  layerCounts: [],
  hiddenSize: undefined,
  cache: { heads: undefined, headSize: undefined },
};

/** The session that pools every layer against one of the untouched file, all its outputs fetched: the model alone. */
export const sessions: Bench = {
  id: "sessions",
  run: async ({ runs, python }) => {
    const mixed = await mixedBatches();
    const short = [batchOf(Array.from({ length: 4 }, () => Array.from({ length: 64 }, (_, token) => 5 + token)))];
    const gpt2 = madeModel("gpt2", python);
    return [
      await row(`every layer pooled, ${LINES} mixed lines: the model alone`, bundledModel, mixed, runs, "≤ 1.05 ×"),
      await row("every layer pooled, 4 × 64 tokens, GPT-2's size: the model alone", gpt2, short, 4 * runs, "≈ 0.67 ×"),
    ];
  },
};

async function row(
  what: string,
  folder: string | undefined,
  batches: readonly TokenBatch[],
  runs: number,
  goal: string,
): Promise<Row> {
  const peer = "the untouched file, all outputs";
  if (folder === undefined) return { what, peer, goal, ...neitherRun };
  const { ours, theirs } = await sideBySide(folder, batches, runs);
  return { what, peer, goal, ours: seconds(ours), theirs: seconds(theirs), ratio: times(ours / theirs) };
}

/** Seconds of either session for all batches: the sum of their medians. Batch by batch in turn. */
async function sideBySide(
  folder: string,
  batches: readonly TokenBatch[],
  runs: number,
): Promise<{ ours: number; theirs: number }> {
  const modelFile = path.join(folder, "onnx", "model.onnx");
  const plan = planTap(modelFile);
  const tap = await openTap(plan, UNKNOWN);
  const plain = await createSession(modelFile);
  const mean = (batch: TokenBatch) => tap.run(batch, [meanOf(batch)]);
  const untouched = (batch: TokenBatch) => plain.run(modelFeeds(modelFile, plan.model.graph.inputs, batch));
  const spent = batches.map(() => ({ ours: [] as number[], theirs: [] as number[] }));
  for (let run = -1; run < runs; run++) {
    for (const [index, batch] of batches.entries()) {
      const found = { ours: await timed(() => mean(batch)), theirs: await timed(() => untouched(batch)) };
      if (run < 0) continue;
      spent[index]?.ours.push(found.ours);
      spent[index]?.theirs.push(found.theirs);
    }
  }
  await Promise.all([tap.dispose(), plain.dispose()]);
  closeTap(plan);
  const sum = (side: "ours" | "theirs") => spent.reduce((total, times) => total + median(times[side]), 0);
  return { ours: sum("ours"), theirs: sum("theirs") };
}

/** Weights that give the mean of every text's tokens. */
export function meanOf({ rows, tokens, lengths }: TokenBatch): PoolingInput {
  const weights = new Float32Array(rows * tokens);
  lengths.forEach((length, text) => weights.fill(1 / length, text * tokens, text * tokens + length));
  return { kind: "weights", vectors: 1, weights };
}

/** Seconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Mixed lines as an extraction of the bundled model batches them. */
export async function mixedBatches(lines = LINES): Promise<TokenBatch[]> {
  const { tokenizerFile, tokenizerConfigFile, maxTokens } = await openModelFolder(bundledModel);
  const tokenizer = new TextTokenizer({ tokenizer: tokenizerFile, config: tokenizerConfigFile, maxTokens });
  const { ids, offsets } = tokenizer.encode(mixedLines(lines));
  const texts = Array.from({ length: lines }, (_, text) => Array.from(ids.subarray(offsets[text], offsets[text + 1])));
  const lengths = Uint32Array.from(texts, ({ length }) => length);
  return planBatches(lengths, new BatchSize("cpu", undefined).tokens).map((members) =>
    batchOf(Array.from(members, (member) => texts[member] ?? [])),
  );
}

/** Texts of one batch, padded to the longest. */
function batchOf(texts: readonly (readonly number[])[]): TokenBatch {
  const lengths = Uint32Array.from(texts, ({ length }) => length);
  const tokens = Math.max(...lengths);
  const ids = new Int32Array(texts.length * tokens);
  texts.forEach((text, row) => ids.set(text, row * tokens));
  return { rows: texts.length, tokens, ids, lengths };
}
