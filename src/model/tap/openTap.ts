import type { ModelFacts } from "../store/modelFacts.ts";
import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { Batching, Provider } from "../../protocol/models.ts";
import { batchOf, findBatching, type ProbeTexts } from "./batching.ts";
import { checkPool, checkStates, probedLayers, probingInputs, toleranceOf, wrongTap } from "./checkTap.ts";
import { valueDifference } from "./compareStates.ts";
import type { OutputSlot } from "../graph/dataFlow.ts";
import type { FusedNode } from "../graph/graphEdit.ts";
import { modelFeeds, type TokenBatch } from "./feeds.ts";
import { fusedAttentions } from "./fusedAttention.ts";
import { type FixedSizes, fittedBatch, fixedSizes, unfittedStates } from "./fixedSizes.ts";
import { type Seen, tokenMajor } from "./layout.ts";
import { floats, type Tensor } from "../onnxruntime.ts";
import { paddingOf, probeIds } from "./probeIds.ts";
import { type Pooling, poolsInSession } from "../pooling.ts";
import { openPool, type PoolSession } from "./poolSession.ts";
import { sinkBound, sinkProbe } from "./sinkBound.ts";
import { type StackLayer, wholeStack } from "./stack.ts";
import { openTensors, type TensorSession, type TokenStates, tokenStates } from "./stateSession.ts";
import type { PoolTap } from "./tapGraph.ts";
import type { TapPlan } from "./tapPlan.ts";

export interface TapOptions {
  /** The layers to open; left out, every hidden state, pooled by weights. */
  readonly stack?: readonly StackLayer[];
  readonly threads?: number | undefined;
  /** What the pooling session computes with; `cpu` where left out. The model as written always runs on the CPU. */
  readonly provider?: Provider;
}

/** A pooling session whose layers were checked. */
export interface Tap extends PoolSession {
  /** Texts it takes at once. */
  readonly mostTexts: number;
  /** Sizes that every batch is filled up to. */
  readonly fixed: FixedSizes;
  /** Token id behind the end of shorter texts. */
  readonly paddingId: number;
  /** Which texts may run together. */
  readonly batching: Batching;
  readonly stack: readonly StackLayer[];
  /** The poolings its inputs stand for, in their order. */
  readonly poolings: readonly Pooling[];
  /** Numbers per token at each layer. */
  readonly tokenWidths: readonly number[];
  /** The two short texts it was checked on, and their states. */
  readonly probe: { readonly batch: TokenBatch; readonly states: readonly TokenStates[] };
}

/** The output Hugging Face's exporters give the last hidden state. */
const LAST_HIDDEN_STATE = "last_hidden_state";

/**
 * Opens the pooling session and checks it on two short texts: as many layers as the configuration says, all
 * `[batch, tokens, width]` and finite, hidden states of the hidden size, no two of them alike, the last one the model's
 * own last hidden state where it declares one; the model's output the same with taps as without, and the pooled graph
 * equal to the model as written, token by token. Of layers that are declared outputs, and of a choice that leaves the
 * last layer out, what applies. The model as written is loaded unoptimised, once without taps and once with, each
 * dropped again before the next session opens. A model that cannot run two texts together is tried with one.
 * Then finds out which texts may run together: see `findBatching`.
 * Throws `modelTapWrong` with what is wrong; `tensorUnknown` for a tensor without a vector per token;
 * `modelNotReadable`, `modelNotTransformer` and `modelUnfit` where it does not get that far.
 */
export async function openTap(plan: TapPlan, facts: ModelFacts, options: TapOptions = {}): Promise<Tap> {
  const { stack = wholeStack(plan, { kind: "mean", specialTokens: true }) } = options;
  const count = plan.layers.length - 1;
  if (!plan.declaredOutputs && facts.layerCounts.length > 0 && !facts.layerCounts.includes(count))
    throw wrongTap(plan, `its configuration says ${facts.layerCounts.join(" or ")} layers, its graph has ${count}`);
  const fixed = fixedSizes(plan);
  const { rows: mostTexts = Infinity } = fixed;
  const opening = { stack, fixed, paddingId: paddingOf(plan, facts), options };
  try {
    return await openChecked(plan, facts, mostTexts, opening);
  } catch (error) {
    const failure = error instanceof StrataError ? (error as StrataError).failure : undefined;
    if (failure?.code !== "modelRunFailed") throw error;
    // Some files are made for one text at a time by a fused operator that is.
    return await openChecked(plan, facts, 1, opening).catch(() => {
      const { path, reason } = failure.detail;
      throw new StrataError("modelUnfit", { path, reason: `it does not run on ${reason}` }, { cause: error });
    });
  }
}

/** How every batch of a model is made, and what is opened. */
interface Opening {
  readonly stack: readonly StackLayer[];
  readonly fixed: FixedSizes;
  readonly paddingId: number;
  readonly options: TapOptions;
}

async function openChecked(plan: TapPlan, facts: ModelFacts, mostTexts: number, opening: Opening): Promise<Tap> {
  const { stack, fixed, paddingId, options } = opening;
  const texts = { ...probeTexts(plan, fixed), paddingId };
  const batch = batchOf(mostTexts === 1 ? [texts.long] : [texts.long, texts.short], paddingId);
  const { states, declared, bounds } = await referenceStates(plan, batch, facts, opening);
  checkStates(plan, stack, states, declared, batch, plan.declaredOutputs ? undefined : facts.hiddenSize);
  const { poolings, taps } = groups(stack, states, bounds);
  const tokenWidths = states.map(({ width }) => width);
  const open = async (fused: readonly FusedNode[]): Promise<Tap> => {
    const pool = await openPool(plan, { ...options, taps, cache: facts.cache, fixed, paddingId, fused });
    const probed = async (of: TokenBatch) =>
      probedLayers(taps, tokenWidths, await pool.run(of, probingInputs(taps, of)), of);
    try {
      checkPool(plan, stack, taps, states, await probed(batch), batch);
      const batching = mostTexts === 1 ? "any" : await findBatching(plan, texts, probed, options.provider);
      if (batching === undefined) throw wrongTap(plan, "the same text has other states when it runs once more");
      return { ...pool, mostTexts, fixed, paddingId, batching, stack, poolings, tokenWidths, probe: { batch, states } };
    } catch (error) {
      await pool.dispose();
      throw runFailure(plan, error);
    }
  };
  const fused = (options.provider ?? "cpu") === "cpu" ? fusedAttentions(plan.model) : [];
  // What has the form of attention and is none, or cannot be fused, runs as it is written; a fault of its own shows then.
  return fused.length === 0 ? open([]) : open(fused).catch(() => open([]));
}

/** Layers that are pooled alike share one input. */
function groups(
  stack: readonly StackLayer[],
  states: readonly TokenStates[],
  bounds: readonly (number | undefined)[],
): { poolings: Pooling[]; taps: PoolTap[] } {
  const known = new Map<string, { group: number; pooling: Pooling }>();
  const taps = stack.map(({ tensor, pooling }, layer): PoolTap => {
    const layout = states[layer]?.layout ?? "batch tokens hidden";
    if (!poolsInSession(pooling)) return { tensor, layout, by: "tokens", group: 0 };
    const id = JSON.stringify(pooling);
    const { group } = known.get(id) ?? { group: known.size };
    known.set(id, { group, pooling });
    const bound = bounds[layer];
    const by = pooling.kind === "max" ? "maximum" : "weights";
    return { tensor, layout, by, group, ...(bound !== undefined && { bound }) };
  });
  return { poolings: [...known.values()].map(({ pooling }) => pooling), taps };
}

function probeTexts(plan: TapPlan, { tokens = Infinity }: FixedSizes): Omit<ProbeTexts, "paddingId"> {
  const most = Math.min(5, tokens);
  // Backwards, so that the second one differs from the first in a vocabulary of five words as well.
  const other = probeIds(plan, most, 10).reverse();
  return { long: probeIds(plan, most), other, short: probeIds(plan, Math.min(3, most - 1), 5) };
}

/**
 * The states of the model as written, and its own last hidden state where it declares one. Throws `modelTapWrong` where
 * the model's output is another than without taps; it is not computed where the last layer is not wanted.
 */
async function referenceStates(
  plan: TapPlan,
  probe: TokenBatch,
  facts: ModelFacts,
  opening: Opening,
): Promise<{ states: TokenStates[]; declared: TokenStates | undefined; bounds: (number | undefined)[] }> {
  const { stack, fixed, paddingId, options } = opening;
  const { output, endsInOutput } = plan.stream;
  const fitted = (of: TokenBatch) => fittedBatch(of, fixed, paddingId);
  const batch = fitted(probe);
  const tensors = stack.map(({ tensor }) => tensor);
  const reachesEnd = stack.some(({ hidden }) => hidden === plan.layers.length - 1);
  const anyTensors = stack.some(({ hidden }) => hidden === undefined);
  const reads = reachesEnd ? [...tensors, output] : tensors;
  const other = anyTensors ? [fitted(otherBatch(plan, Math.min(3, 2 * probe.rows - 1), 7))] : [];
  const sinks = sinkBatch(plan, facts, opening);
  const batches = [batch, ...other, ...(sinks === undefined ? [] : [fitted(sinks)])];
  const runs = await runAsWritten(plan, reads, batches, facts, options);
  const [tapped = [], ...others] = runs;
  const again = anyTensors ? others[0] : undefined;
  if (reachesEnd) {
    const untouched = { ...plan, stream: { ...plan.stream, fusedSums: new Map<string, OutputSlot>() } };
    const [[own] = []] = await runAsWritten(untouched, [output], [batch], facts, options);
    const off = valueDifference(floats(tapped.at(-1)), floats(own));
    if (!(off <= toleranceOf(plan)))
      throw wrongTap(plan, `its output ${output} changes by ${off.toPrecision(2)} when layers are read`);
  }
  const states = stack.map(({ tensor, hidden }, layer) => {
    const otherSizes = hidden === undefined ? seen(again?.[layer], batches[1]) : undefined;
    return unfitted(tokenStates(plan, tensor, tapped[layer], batch, otherSizes), probe, batch);
  });
  const bounds = stack.map(({ pooling }, layer) => {
    const [tensor, state] = [runs.at(-1)?.[layer], states[layer]];
    if (!leavesSinks(pooling) || sinks === undefined || !state) return undefined;
    const found = tokenMajor(floats(tensor), tensor?.dims ?? [], state.layout);
    return sinkBound(unfittedStates(found, sinks, fitted(sinks)), state.width);
  });
  const isDeclared = reachesEnd && output === LAST_HIDDEN_STATE && !endsInOutput;
  const last = isDeclared ? unfitted(tokenStates(plan, output, tapped.at(-1), batch), probe, batch) : undefined;
  return { states, declared: last, bounds };
}

function leavesSinks({ kind }: Pooling): boolean {
  return kind === "meanWithoutSinks";
}

/** The text that bounds of content are found on, where a layer needs one. */
function sinkBatch(plan: TapPlan, { positions = Infinity }: ModelFacts, { stack, fixed, paddingId }: Opening) {
  if (!stack.some(({ pooling }) => leavesSinks(pooling))) return undefined;
  return batchOf([sinkProbe(plan, Math.min(positions, fixed.tokens ?? Infinity))], paddingId);
}

function unfitted(states: TokenStates, batch: TokenBatch, whole: TokenBatch): TokenStates {
  return { ...states, data: unfittedStates(states.data, batch, whole) };
}

/** A batch of other sizes. */
function otherBatch(plan: TapPlan, rows: number, tokens: number): TokenBatch {
  return batchOf(
    Array.from({ length: rows }, (_, row) => probeIds(plan, tokens, row * tokens)),
    0,
  );
}

function seen(tensor: Tensor | undefined, batch: TokenBatch | undefined): Seen {
  return { dims: tensor?.dims ?? [], rows: batch?.rows ?? 0, tokens: batch?.tokens ?? 0 };
}

/** The tensors of the model as written, for each batch. */
async function runAsWritten(
  plan: TapPlan,
  tensors: readonly string[],
  batches: readonly TokenBatch[],
  facts: ModelFacts,
  options: TapOptions,
): Promise<Tensor[][]> {
  const session = await openAsWritten(plan, tensors, options);
  try {
    const results: Tensor[][] = [];
    for (const batch of batches)
      results.push(await session.run(modelFeeds(plan.path, session.inputs, batch, facts.cache)));
    return results;
  } catch (cause) {
    throw runFailure(plan, cause);
  } finally {
    await session.dispose();
  }
}

/** ONNX Runtime cannot load some half-precision graphs without its basic optimisations. */
async function openAsWritten(plan: TapPlan, tensors: readonly string[], options: TapOptions): Promise<TensorSession> {
  const { threads } = options;
  try {
    return await openTensors(plan, tensors, { threads, optimization: "none" });
  } catch {
    return openTensors(plan, tensors, { threads, optimization: "basic" });
  }
}

function runFailure(plan: TapPlan, cause: unknown): StrataError {
  if (cause instanceof StrataError) return cause as StrataError;
  const reason = `short texts: ${reasonOf(cause)}`;
  return new StrataError("modelRunFailed", { path: plan.path, reason }, { cause });
}
