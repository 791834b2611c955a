import path from "node:path";
import { initializerField, modelBytes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import { createSession, type Session, type Tensor } from "../../src/model/onnxruntime.ts";
import { modelFeeds, type TokenBatch } from "../../src/model/tap/feeds.ts";
import { openTap, type Tap } from "../../src/model/tap/openTap.ts";
import { openTensors } from "../../src/model/tap/stateSession.ts";
import { closeTap, planTap, type TapPlan } from "../../src/model/tap/tapPlan.ts";
import { bundledModel, madeModel } from "./models.ts";
import { median, neitherRun, type Bench, type Row } from "./row.ts";
import { meanOf, mixedBatches, timed, UNKNOWN } from "./sessions.ts";

/** Plain products timed together: one alone takes a few milliseconds. */
const PRODUCTS = 4;

/** As many lines as an extraction sorts together: so its batches are full, and hardly padded. */
const LINES = 4096;

/** One in so many batches is measured, long ones and short ones; of the model six times the size, fewer. */
const ONE_IN = 9;
const ONE_IN_LARGE = 45;

/**
 * What share of what the machine can do the session that pools every layer reaches: floating-point operations of the
 * model's products per second, over those of one plain product of the batch's size in the same runtime.
 */
export const machineLimit: Bench = {
  id: "limit",
  run: async ({ runs, python }) => {
    const batches = await mixedBatches(LINES);
    const every = (step: number) => batches.filter((_, index) => index % step === 0);
    return [
      await row("bundled model", bundledModel, every(ONE_IN), runs),
      await row("BERT-base's size", madeModel("bert-base", python), every(ONE_IN_LARGE), runs),
    ];
  },
};

async function row(
  name: string,
  folder: string | undefined,
  batches: readonly TokenBatch[],
  runs: number,
): Promise<Row> {
  const what = `share of the machine's limit, every layer pooled, ${name}`;
  const common = { what, peer: "one plain product of the batch's size", goal: "≥ 0.85 ×" };
  if (folder === undefined) return { ...common, ...neitherRun };
  const { ours, theirs } = await rates(path.join(folder, "onnx", "model.onnx"), batches, runs);
  const rate = (operations: number) => `${Math.round(operations / 1e9)} GFLOP/s`;
  return { ...common, ours: rate(ours), theirs: rate(theirs), ratio: `${(ours / theirs).toFixed(3)} ×` };
}

/** Floating-point operations a second of either session, by the sums of the batches' medians. Batch by batch in turn. */
async function rates(
  modelFile: string,
  batches: readonly TokenBatch[],
  runs: number,
): Promise<{ ours: number; theirs: number }> {
  const plan = planTap(modelFile);
  const operations = await operationsOf(plan, batches);
  const tap = await openTap(plan, UNKNOWN);
  closeTap(plan);
  const width = tap.tokenWidths[0] ?? 0;
  const product = await openProduct(width, 4 * width);
  const found = { ours: { done: 0, seconds: 0 }, theirs: { done: 0, seconds: 0 } };
  for (const [index, batch] of batches.entries()) {
    const { ours, theirs } = await inTurn(tap, product, batch, width, runs);
    found.ours.done += operations[index] ?? NaN;
    found.ours.seconds += ours;
    found.theirs.done += 2 * batch.rows * batch.tokens * width * 4 * width;
    found.theirs.seconds += theirs;
  }
  await Promise.all([tap.dispose(), product.dispose()]);
  const rate = ({ done, seconds }: { done: number; seconds: number }) => done / seconds;
  return { ours: rate(found.ours), theirs: rate(found.theirs) };
}

/** Medians of the seconds a batch takes in the model and in one plain product. */
async function inTurn(tap: Tap, product: Session, batch: TokenBatch, width: number, runs: number) {
  const rows = batch.rows * batch.tokens;
  const states = Float32Array.from({ length: rows * width }, (_, index) => ((index % 61) - 30) / 30);
  const feeds = { states: { type: "float32", dims: [rows, width], data: states } } as const;
  const spent = { ours: [] as number[], theirs: [] as number[] };
  for (let run = -1; run < runs; run++) {
    const ours = await timed(() => tap.run(batch, [meanOf(batch)]));
    const theirs = await timed(async () => {
      for (let time = 0; time < PRODUCTS; time++) await product.run(feeds);
    });
    if (run < 0) continue;
    spent.ours.push(ours);
    spent.theirs.push(theirs / PRODUCTS);
  }
  return { ours: median(spent.ours), theirs: median(spent.theirs) };
}

/** `[rows, width] × [width, columns]` by constant weights, as in a model; of the result only one row leaves it. */
function openProduct(width: number, columns: number): Promise<Session> {
  const weights = Float32Array.from({ length: width * columns }, (_, index) => ((index % 89) - 44) / 1000);
  return createSession(
    modelBytes([
      valueField("input", "states", "float32", ["rows", width]),
      initializerField("weights", "float32", [width, columns], weights),
      initializerField("zero", "int64", [1], BigInt64Array.of(0n)),
      initializerField("one", "int64", [1], BigInt64Array.of(1n)),
      nodeField("MatMul", ["states", "weights"], ["product"]),
      nodeField("Slice", ["product", "zero", "one", "zero"], ["row"]),
      valueField("output", "row", "float32", [1, columns]),
    ]),
  );
}

/**
 * Floating-point operations of the model's own products for each batch, two for every multiplication and addition, its
 * padding included: it is computed like any token. Counted in the file as it is, whatever is fused later: rows and
 * columns of every product that depends on the text and the length of the sums, all by the tensors' real sizes.
 */
async function operationsOf(plan: TapPlan, batches: readonly TokenBatch[]): Promise<number[]> {
  const { nodes, initializers } = plan.model.graph;
  const products = nodes.filter(({ op, domain }) => domain === "" && (op === "MatMul" || op === "Gemm"));
  const reads = products.flatMap(({ inputs, outputs }) => [inputs[0] ?? "", outputs[0] ?? ""]);
  if (reads.some((tensor) => tensor === "" || initializers.has(tensor))) throw new Error("a product without states");
  const tensors = [...new Set(reads)];
  const session = await openTensors(plan, tensors, { optimization: "basic" });
  const counts: number[] = [];
  for (const batch of batches) {
    const found = await session.run(modelFeeds(plan.path, session.inputs, batch));
    const sizes = new Map(tensors.map((tensor, index) => [tensor, found[index]]));
    const of = ({ inputs, outputs }: (typeof products)[number]) =>
      operationsOfOne(sizes.get(inputs[0] ?? ""), sizes.get(outputs[0] ?? ""));
    counts.push(products.reduce((sum, node) => sum + of(node), 0));
  }
  await session.dispose();
  return counts;
}

/** Of `left × right = result`: each of the result's numbers is a sum over what a row of `left` holds. */
function operationsOfOne(left: Tensor | undefined, result: Tensor | undefined): number {
  if (left === undefined || result === undefined) throw new Error("a product that was not computed");
  const columns = result.dims.at(-1) ?? NaN;
  const summed = left.data.length / (result.data.length / columns);
  return 2 * result.data.length * summed;
}
