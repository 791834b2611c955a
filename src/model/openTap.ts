import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { Provider } from "../protocol/models.ts";
import { difference, energy, valueDifference } from "./compareStates.ts";
import type { OutputSlot } from "./dataFlow.ts";
import { type CacheSizes, modelFeeds, type TokenBatch } from "./feeds.ts";
import { floats, type Tensor } from "./onnxruntime.ts";
import { openPool, type PoolSession } from "./poolSession.ts";
import { openTensors, type TensorSession, type TokenStates, tokenStates } from "./stateSession.ts";
import type { TapPlan } from "./tapPlan.ts";

/** What a model's configuration says of it; what is left out is not checked. */
export interface ModelFacts {
  readonly layerCounts: readonly number[];
  readonly hiddenSize: number | undefined;
  readonly cache: CacheSizes;
}

export interface TapOptions {
  /** Whether maxima over tokens will be asked for. */
  readonly maximum: boolean;
  readonly threads?: number | undefined;
  /** What the pooling session computes with; `cpu` where left out. The model as written always runs on the CPU. */
  readonly provider?: Provider;
}

/** A pooling session whose hidden states were checked. */
export interface Tap extends PoolSession {
  readonly hiddenSize: number;
}

/** The output Hugging Face's exporters give the last hidden state. */
const LAST_HIDDEN_STATE = "last_hidden_state";

/**
 * Largest relative difference between what should be the same states: pooled in the optimised graph and in the model as
 * written, or the last layer and the declared output. Float32 stays below 1e-6, half precision and quantised weights
 * below 2e-2; a wrongly fused graph or another tensor is far beyond.
 */
const GRAPH_TOLERANCE = 5e-2;

/** Largest relative difference of the model's output with and without taps, both as written: nearly always none. */
const OUTPUT_TOLERANCE = 1e-4;

/** Two layers nearer than this are one tensor tapped twice. */
const DISTINCT_TOLERANCE = 1e-6;

/**
 * Opens the pooling session and checks it on two short texts: as many layers as the configuration says, all
 * `[batch, tokens, hidden size]` and finite, no two alike, the last one the model's own last hidden state where it
 * declares one; the model's output the same with taps as without, and the pooled graph equal to the model as written,
 * token by token. Of layers that are declared outputs, what applies. The model as written is loaded unoptimised,
 * once without taps and once with, each dropped again before the next session opens.
 * Throws `modelTapWrong` with what is wrong; `modelNotReadable`, `modelNotTransformer` and `modelRunFailed` where it
 * does not get that far.
 */
export async function openTap(plan: TapPlan, facts: ModelFacts, options: TapOptions): Promise<Tap> {
  const count = plan.layers.length - 1;
  if (!plan.declaredOutputs && facts.layerCounts.length > 0 && !facts.layerCounts.includes(count))
    throw wrong(plan, `its configuration says ${facts.layerCounts.join(" or ")} layers, its graph has ${count}`);
  const probe = probeBatch();
  const states = await referenceStates(plan, probe, facts, options);
  const hiddenSize = checkStates(plan, states, probe, plan.declaredOutputs ? undefined : facts.hiddenSize);
  const layouts = states.map((state) => state.layout);
  const pool = await openPool(plan, { ...options, layouts, cache: facts.cache });
  try {
    await checkPool(plan, pool, states, probe);
  } catch (error) {
    await pool.dispose();
    throw error;
  }
  return { ...pool, hiddenSize };
}

function wrong(plan: TapPlan, reason: string): StrataError {
  return new StrataError("modelTapWrong", { path: plan.path, reason });
}

const ROWS = 2;
const TOKENS = 5;

/** Two texts of 5 and 3 tokens, all different, with ids that every vocabulary has. */
function probeBatch(): TokenBatch {
  const ids = Int32Array.from({ length: ROWS * TOKENS }, (_, index) => 3 + index);
  return { rows: ROWS, tokens: TOKENS, ids, lengths: Uint32Array.of(TOKENS, 3) };
}

/**
 * The hidden states of the model as written; one more than layers where it declares its last hidden state itself.
 * Throws `modelTapWrong` where the model's output is another than without taps.
 */
async function referenceStates(
  plan: TapPlan,
  probe: TokenBatch,
  facts: ModelFacts,
  options: TapOptions,
): Promise<TokenStates[]> {
  const { hidden, output, endsInOutput } = plan.stream;
  const untouched = { ...plan, stream: { ...plan.stream, fusedSums: new Map<string, OutputSlot>() } };
  const [own] = await runAsWritten(untouched, [output], probe, facts, options);
  const tensors = [...hidden, output];
  const tapped = await runAsWritten(plan, tensors, probe, facts, options);
  const off = valueDifference(floats(tapped.at(-1)), floats(own));
  if (!(off <= OUTPUT_TOLERANCE))
    throw wrong(plan, `its output ${output} changes by ${off.toPrecision(2)} when layers are read`);
  const read = output === LAST_HIDDEN_STATE && !endsInOutput ? tensors : hidden;
  return read.map((tensor, index) => tokenStates(plan, tensor, tapped[index], probe));
}

async function runAsWritten(
  plan: TapPlan,
  tensors: readonly string[],
  probe: TokenBatch,
  facts: ModelFacts,
  options: TapOptions,
): Promise<Tensor[]> {
  const session = await openAsWritten(plan, tensors, options);
  try {
    return await session.run(modelFeeds(plan.path, session.inputs, probe, facts.cache));
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
  const reason = `${ROWS} texts of ${TOKENS} tokens: ${reasonOf(cause)}`;
  return new StrataError("modelRunFailed", { path: plan.path, reason }, { cause });
}

/** Checks the states among themselves and returns the hidden size. */
function checkStates(
  plan: TapPlan,
  states: readonly TokenStates[],
  probe: TokenBatch,
  expectedSize: number | undefined,
): number {
  const { layers } = plan;
  const hiddenSize = states[0]?.hiddenSize ?? 0;
  const wanted = expectedSize ?? hiddenSize;
  const odd = states.findIndex((state) => state.hiddenSize !== wanted);
  if (odd >= 0) {
    const found = states[odd]?.hiddenSize ?? 0;
    throw wrong(plan, `layer ${layers[odd] ?? "last"} has ${found} units per token, not ${wanted}`);
  }
  const broken = states.findIndex(({ data }) => !isPositive(energy(data, probe)));
  if (broken >= 0) throw wrong(plan, `layer ${layers[broken] ?? "last"} holds no numbers`);
  const last = states[layers.length - 1];
  const declared = states[layers.length];
  if (last && declared && difference(last.data, declared.data, probe) > GRAPH_TOLERANCE)
    throw wrong(plan, `the last layer found is not the model's own ${LAST_HIDDEN_STATE}`);
  for (const [layer, here] of states.slice(0, layers.length).entries()) {
    const same = states
      .slice(0, layer)
      .findIndex(({ data }) => difference(here.data, data, probe) < DISTINCT_TOLERANCE);
    if (same >= 0) throw wrong(plan, `layers ${layers[same] ?? ""} and ${layers[layer] ?? ""} are the same`);
  }
  return hiddenSize;
}

/** Reads the pooling graph token by token, with one-hot weights, and compares it with the model as written. */
async function checkPool(
  plan: TapPlan,
  pool: PoolSession,
  states: readonly TokenStates[],
  probe: TokenBatch,
): Promise<void> {
  const { rows, tokens } = probe;
  const weights = new Float32Array(rows * tokens * tokens);
  for (let row = 0; row < rows; row++)
    for (let token = 0; token < tokens; token++) weights[(row * tokens + token) * tokens + token] = 1;
  const pooled = await pool.run(probe, { kind: "weights", pools: tokens, weights }).catch((cause: unknown) => {
    throw runFailure(plan, cause);
  });
  const perText = tokens * (states[0]?.hiddenSize ?? 0);
  plan.layers.forEach((layer, index) => {
    const found = new Float32Array(rows * perText);
    for (let row = 0; row < rows; row++) {
      const start = (row * plan.layers.length + index) * perText;
      found.set(pooled.subarray(start, start + perText), row * perText);
    }
    const off = difference(found, states[index]?.data ?? found, probe);
    if (!(off <= GRAPH_TOLERANCE))
      throw wrong(plan, `layer ${layer} changes by ${off.toPrecision(2)} when it is pooled`);
  });
}

function isPositive(value: number): boolean {
  return value > 0 && value < Infinity;
}
