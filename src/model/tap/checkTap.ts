import { StrataError } from "../../protocol/errors.ts";
import type { ProbedLayer } from "./batching.ts";
import { difference, energy } from "./compareStates.ts";
import type { TokenBatch } from "./feeds.ts";
import type { PooledBatch, PoolingInput } from "./poolSession.ts";
import type { StackLayer } from "./stack.ts";
import type { TokenStates } from "./stateSession.ts";
import type { PoolTap } from "./tapGraph.ts";
import type { TapPlan } from "./tapPlan.ts";

/**
 * Largest relative difference between what should be the same: states pooled in the optimised graph and in the model as
 * written, the last layer and the declared output, the model's output with and without taps. Float32 stays below 1e-6,
 * half precision and quantised weights below 2e-2; a wrongly fused graph or another tensor is far beyond.
 */
const TOLERANCE = 5e-2;

/** The same where activations are quantised: steps that were one are rounded apart once a tensor between is read. */
const QUANTIZED_TOLERANCE = 0.2;

/** Two layers nearer than this are one tensor tapped twice. */
const DISTINCT_TOLERANCE = 1e-6;

/**
 * Checks the states of a stack among themselves: hidden states of the expected width, numbers everywhere, no two
 * hidden states alike, the last one the model's own where it declares it. Throws `modelTapWrong`.
 */
export function checkStates(
  plan: TapPlan,
  stack: readonly StackLayer[],
  states: readonly TokenStates[],
  declared: TokenStates | undefined,
  probe: TokenBatch,
  expectedSize: number | undefined,
): void {
  const layers = stack.flatMap((layer, index) => {
    const state = states[index];
    return state ? [{ ...layer, state }] : [];
  });
  const hidden = layers.filter((layer) => layer.hidden !== undefined);
  const wanted = expectedSize ?? hidden[0]?.state.width;
  for (const { name, state } of hidden)
    if (state.width !== wanted)
      throw wrongTap(plan, `layer ${name} has ${state.width} units per token, not ${wanted ?? "any"}`);
  const broken = layers.find(({ hidden: index, state }) => {
    const size = energy(state.data, probe);
    return !Number.isFinite(size) || (index !== undefined && size === 0);
  });
  if (broken) throw wrongTap(plan, `layer ${broken.name} holds no numbers`);
  const last = hidden.find((layer) => layer.hidden === plan.layers.length - 1);
  if (last && declared && difference(last.state.data, declared.data, probe) > toleranceOf(plan))
    throw wrongTap(plan, `the last layer found is not the model's own ${plan.stream.output}`);
  for (const [index, here] of hidden.entries()) {
    const same = hidden
      .slice(0, index)
      .find(
        (other) =>
          other.hidden !== here.hidden && difference(here.state.data, other.state.data, probe) < DISTINCT_TOLERANCE,
      );
    if (same) throw wrongTap(plan, `layers ${same.name} and ${here.name} are the same`);
  }
}

/** Inputs that show every token by itself: one-hot weights, and a mask of all that are no padding. */
export function probingInputs(taps: readonly PoolTap[], probe: TokenBatch): PoolingInput[] {
  const groups = new Map(taps.filter(({ by }) => by !== "tokens").map(({ group, by }) => [group, by]));
  return [...groups].sort(([a], [b]) => a - b).map(([, by]) => (by === "maximum" ? probingMask(probe) : oneHot(probe)));
}

function oneHot({ rows, tokens }: TokenBatch): PoolingInput {
  const weights = new Float32Array(rows * tokens * tokens);
  for (let row = 0; row < rows; row++)
    for (let token = 0; token < tokens; token++) weights[(row * tokens + token) * tokens + token] = 1;
  return { kind: "weights", vectors: tokens, weights };
}

function probingMask({ rows, tokens, lengths }: TokenBatch): PoolingInput {
  const mask = new Uint8Array(rows * tokens);
  lengths.forEach((length, row) => mask.fill(1, row * tokens, row * tokens + length));
  return { kind: "maximum", mask };
}

/** What a pooling session gave for `probingInputs`, layer by layer. */
export function probedLayers(
  taps: readonly PoolTap[],
  widths: readonly number[],
  { pooled, tokens: unpooled }: PooledBatch,
  probe: TokenBatch,
): ProbedLayer[] {
  const row = pooled.length / probe.rows;
  let at = 0;
  let raw = 0;
  return taps.map(({ by }, layer) => {
    const width = widths[layer] ?? 0;
    const vectors = by === "maximum" ? 1 : probe.tokens;
    if (by === "tokens") return { data: unpooled[raw++] ?? new Float32Array(), vectors, width };
    return { data: columns(pooled, row, at, (at += vectors * width)), vectors, width };
  });
}

/** Compares what the pooling graph gives for `probingInputs` with the model as written. Throws `modelTapWrong`. */
export function checkPool(
  plan: TapPlan,
  stack: readonly StackLayer[],
  taps: readonly PoolTap[],
  states: readonly TokenStates[],
  found: readonly ProbedLayer[],
  probe: TokenBatch,
): void {
  stack.forEach(({ name }, layer) => {
    const [state, data] = [states[layer], found[layer]?.data ?? new Float32Array()];
    if (!state) return;
    const off = taps[layer]?.by === "maximum" ? maximaApart(data, state, probe) : difference(data, state.data, probe);
    if (!(off <= toleranceOf(plan)))
      throw wrongTap(plan, `layer ${name} changes by ${off.toPrecision(2)} when it is pooled`);
  });
}

/** Some columns of rows of `row` numbers. */
function columns(data: Float32Array, row: number, from: number, to: number): Float32Array {
  const rows = data.length / row;
  const found = new Float32Array(rows * (to - from));
  for (let i = 0; i < rows; i++) found.set(data.subarray(i * row + from, i * row + to), i * (to - from));
  return found;
}

function maximaApart(found: Float32Array, { data, width }: TokenStates, { rows, tokens, lengths }: TokenBatch): number {
  let error = 0;
  let scale = 0;
  for (let row = 0; row < rows; row++)
    for (let unit = 0; unit < width; unit++) {
      let largest = -Infinity;
      for (let token = 0; token < (lengths[row] ?? 0); token++)
        largest = Math.max(largest, data[(row * tokens + token) * width + unit] ?? NaN);
      error += ((found[row * width + unit] ?? NaN) - largest) ** 2;
      scale += largest ** 2;
    }
  return error === 0 ? 0 : Math.sqrt(error / scale);
}

/** How far apart results of a model may be that should be the same. */
export function toleranceOf({ model }: TapPlan): number {
  const quantizes = model.graph.nodes.some(({ op }) => op === "QuantizeLinear" || op.startsWith("QLinear"));
  return quantizes ? QUANTIZED_TOLERANCE : TOLERANCE;
}

export function wrongTap(plan: TapPlan, reason: string): StrataError {
  return new StrataError("modelTapWrong", { path: plan.path, reason });
}
