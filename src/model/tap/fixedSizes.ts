import { StrataError } from "../../protocol/errors.ts";
import { idsInput, type TokenBatch } from "./feeds.ts";
import type { InputKind } from "./inputKinds.ts";
import type { PoolingInput } from "./poolSession.ts";
import { modelInputs } from "./stateSession.ts";
import type { TapPlan } from "./tapPlan.ts";

/** Sizes that a graph is made for; `undefined` where it takes any. */
export interface FixedSizes {
  readonly rows: number | undefined;
  readonly tokens: number | undefined;
}

const textKinds: ReadonlySet<InputKind | undefined> = new Set<InputKind | undefined>(["mask", "types", "positions"]);

/** The sizes that the inputs of a model fix. Throws `modelUnfit` for a graph that takes one token at a time. */
export function fixedSizes(plan: TapPlan): FixedSizes {
  const all = modelInputs(plan);
  const ids = idsInput(all);
  const texts = all.filter(({ kind, dims }) => textKinds.has(kind) && dims?.length === 2);
  const size = (axis: number) =>
    [...(ids ? [ids] : []), ...texts].map(({ dims }) => dims?.[axis]).find((dim) => typeof dim === "number");
  const [rows, tokens] = [size(0), size(1)];
  if (ids?.dims?.[1] === 1) {
    const reason = `it reads one token at a time (${ids.name} [${ids.dims.join(", ")}])`;
    throw new StrataError("modelUnfit", { path: plan.path, reason });
  }
  return { rows, tokens };
}

/** A batch of the sizes a graph is made for: behind every text padding, behind the last one the first again. */
export function fittedBatch(batch: TokenBatch, fixed: FixedSizes, paddingId: number): TokenBatch {
  const { rows = batch.rows, tokens = batch.tokens } = fixed;
  if (rows === batch.rows && tokens === batch.tokens) return batch;
  const ids = new Int32Array(rows * tokens).fill(paddingId);
  const lengths = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = (row < batch.rows ? row : 0) * batch.tokens;
    ids.set(batch.ids.subarray(from, from + Math.min(batch.tokens, tokens)), row * tokens);
    lengths[row] = batch.lengths[row < batch.rows ? row : 0] ?? 0;
  }
  return { rows, tokens, ids, lengths };
}

/** The pooling of a fitted batch: what was added takes no part. */
export function fittedPooling(input: PoolingInput, batch: TokenBatch, fitted: TokenBatch): PoolingInput {
  if (fitted === batch) return input;
  const spread = <T extends Float32Array | Uint8Array>(from: T, to: T, vectors: number): T => {
    for (let line = 0; line < batch.rows * vectors; line++)
      to.set(from.subarray(line * batch.tokens, (line + 1) * batch.tokens), line * fitted.tokens);
    return to;
  };
  if (input.kind === "maximum")
    return { kind: "maximum", mask: spread(input.mask, new Uint8Array(fitted.rows * fitted.tokens), 1) };
  const { vectors, weights } = input;
  const size = fitted.rows * vectors * fitted.tokens;
  return { kind: "weights", vectors, weights: spread(weights, new Float32Array(size), vectors) };
}

/** The states `[rows, tokens, width]` of a batch, out of those of the fitted one. */
export function unfittedStates(states: Float32Array, batch: TokenBatch, fitted: TokenBatch): Float32Array {
  if (fitted === batch) return states;
  const width = states.length / (fitted.rows * fitted.tokens);
  const found = new Float32Array(batch.rows * batch.tokens * width);
  for (let row = 0; row < batch.rows; row++) {
    const from = row * fitted.tokens * width;
    found.set(states.subarray(from, from + batch.tokens * width), row * batch.tokens * width);
  }
  return found;
}
