import type { CacheSizes } from "../store/modelFacts.ts";
import { modelFeeds, type TokenBatch } from "./feeds.ts";
import { type FixedSizes, fittedBatch, fittedPooling, unfittedStates } from "./fixedSizes.ts";
import { floats, type Tensor, type Tensors } from "../onnxruntime.ts";
import { fusedConstants } from "./fusedAttention.ts";
import type { FusedNode } from "../graph/graphEdit.ts";
import { declaredInputs } from "./stateSession.ts";
import { needsShape, poolTaps, type PoolTap, tapNames } from "./tapGraph.ts";
import { editedSession, type TapPlan, type TapSessionOptions } from "./tapPlan.ts";

/** How the tokens of each text become one vector per layer. */
export type PoolingInput =
  | {
      readonly kind: "weights";
      /** Vectors wanted per text and layer. */
      readonly vectors: number;
      /** `[rows, vectors, tokens]` */
      readonly weights: Float32Array;
    }
  | {
      readonly kind: "maximum";
      /** `[rows, tokens]`, 1 for the tokens that take part. */
      readonly mask: Uint8Array;
    };

/** What a session makes of a batch. */
export interface PooledBatch {
  /** Of each text the vectors of the layers that are pooled in the graph, one behind the other. */
  readonly pooled: Float32Array;
  /** Of each layer that is not: its states `[rows, tokens, width]`. */
  readonly tokens: readonly Float32Array[];
}

/** A session that pools layers inside the graph. */
export interface PoolSession {
  /** `inputs`: one for every group of the taps. Throws what ONNX Runtime throws. */
  run(batch: TokenBatch, inputs: readonly PoolingInput[]): Promise<PooledBatch>;
  dispose(): Promise<void>;
}

export interface PoolSessionOptions extends TapSessionOptions {
  readonly taps: readonly PoolTap[];
  readonly cache?: CacheSizes;
  /** Sizes that the graph is made for: smaller batches are filled up to them. */
  readonly fixed?: FixedSizes;
  readonly paddingId?: number;
  /** What stands for nodes of the model: see `fusedAttentions`. */
  readonly fused?: readonly FusedNode[];
}

/** Throws `modelNotReadable` where ONNX Runtime cannot load the pooling graph. */
export async function openPool(plan: TapPlan, options: PoolSessionOptions): Promise<PoolSession> {
  const { taps, cache, fixed = { rows: undefined, tokens: undefined }, paddingId = 0, fused = [] } = options;
  const edit = poolTaps(plan.model, plan.stream, taps);
  const additions = [...edit.additions, ...(fused.length > 0 ? fusedConstants() : [])];
  const session = await editedSession(plan, { ...edit, additions, fused }, options);
  const inputs = declaredInputs(plan, session);
  const byTokens = taps.flatMap(({ by }, layer) => (by === "tokens" ? [tapNames.tokens(layer)] : []));
  const outputs = byTokens.length < taps.length ? [tapNames.pooled, ...byTokens] : byTokens;
  return {
    run: async (batch, pooling) => {
      const fitted = fittedBatch(batch, fixed, paddingId);
      const inputsOfPooling = pooling.map((input) => fittedPooling(input, batch, fitted));
      const feeds = { ...modelFeeds(plan.path, inputs, fitted, cache), ...poolingFeeds(fitted, inputsOfPooling, taps) };
      const results = await session.run(feeds, outputs);
      const pooled = byTokens.length < taps.length ? floats(results[tapNames.pooled]) : new Float32Array();
      return {
        pooled: pooled.subarray(0, (pooled.length / fitted.rows) * batch.rows),
        tokens: byTokens.map((name) => unfittedStates(floats(results[name]), batch, fitted)),
      };
    },
    dispose: () => session.dispose(),
  };
}

function poolingFeeds(
  { rows, tokens }: TokenBatch,
  inputs: readonly PoolingInput[],
  taps: readonly PoolTap[],
): Tensors {
  const feeds: Record<string, Tensor> = {};
  for (const [group, input] of inputs.entries()) {
    if (input.kind === "weights")
      feeds[tapNames.weights(group)] = { type: "float32", data: input.weights, dims: [rows, input.vectors, tokens] };
    else feeds[tapNames.mask(group)] = { type: "bool", data: input.mask, dims: [rows, tokens, 1] };
  }
  if (needsShape(taps)) {
    const shape = BigInt64Array.of(BigInt(rows), BigInt(tokens), -1n);
    feeds[tapNames.shape] = { type: "int64", data: shape, dims: [3] };
  }
  return feeds;
}
