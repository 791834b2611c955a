import type { CacheSizes, TokenBatch } from "./feeds.ts";
import { modelFeeds } from "./feeds.ts";
import { floats } from "./onnxruntime.ts";
import { declaredInputs } from "./stateSession.ts";
import { type Layout, poolTaps, tapNames } from "./tapGraph.ts";
import { editedSession, type TapPlan, type TapSessionOptions } from "./tapPlan.ts";

/** How the tokens of each text become one vector per layer. */
export type PoolingInput =
  | {
      readonly kind: "weights";
      /** Vectors wanted per text and layer. */
      readonly pools: number;
      /** `[rows, pools, tokens]` */
      readonly weights: Float32Array;
    }
  | {
      readonly kind: "maximum";
      /** `[rows, tokens]`, 1 for the tokens that take part. */
      readonly mask: Uint8Array;
    };

/** A session that pools every hidden state inside the graph. */
export interface PoolSession {
  /** `[rows, layers × pools, hidden]`. Throws what ONNX Runtime throws. */
  run(batch: TokenBatch, pooling: PoolingInput): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface PoolSessionOptions extends TapSessionOptions {
  /** One per hidden state, as `openStates` finds them. */
  readonly layouts: readonly Layout[];
  /** Whether `maximum` will be asked for; it costs a little in every run. */
  readonly maximum: boolean;
  readonly cache?: CacheSizes;
}

/** Throws `modelNotReadable` where ONNX Runtime cannot load the pooling graph. */
export async function openPool(plan: TapPlan, options: PoolSessionOptions): Promise<PoolSession> {
  const { layouts, maximum, cache } = options;
  const session = await editedSession(plan, poolTaps(plan.model, plan.stream, layouts, maximum), options);
  const inputs = declaredInputs(plan, session);
  return {
    run: async (batch, pooling) => {
      const { rows, tokens } = batch;
      const isMaximum = pooling.kind === "maximum";
      const pools = isMaximum ? 1 : pooling.pools;
      const weights = isMaximum ? new Float32Array(rows * tokens) : pooling.weights;
      const output = isMaximum ? tapNames.maximum : tapNames.pooled;
      const results = await session.run(
        {
          ...modelFeeds(plan.path, inputs, batch, cache),
          [tapNames.weights]: { type: "float32", data: weights, dims: [rows, pools, tokens] },
          ...(maximum ? { [tapNames.mask]: maskTensor(pooling, rows, tokens) } : {}),
        },
        [output],
      );
      return floats(results[output]);
    },
    dispose: () => session.dispose(),
  };
}

function maskTensor(pooling: PoolingInput, rows: number, tokens: number) {
  const data = pooling.kind === "maximum" ? pooling.mask : new Uint8Array(rows * tokens).fill(1);
  return { type: "bool" as const, data, dims: [rows, tokens, 1] };
}
