import { ByteSource } from "./byteSource.ts";
import { tokenOutputs } from "./declaredOutputs.ts";
import { type GraphEdit, editedModel } from "./graphEdit.ts";
import { inlineFirstStep } from "./mergedDecoder.ts";
import { type OnnxModel, readModel } from "./onnxGraph.ts";
import { createSession, type Optimization, type Session } from "./onnxruntime.ts";
import { findResidualStream, type ResidualStream } from "./residualStream.ts";
import { findWeights, type WeightFiles } from "./weightFiles.ts";
import type { NoStream } from "./whyNoStream.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { Provider } from "../protocol/models.ts";

/** Where a model's hidden states are: found from the graph's structure, without running it. */
export interface TapPlan {
  readonly path: string;
  readonly model: OnnxModel;
  readonly stream: ResidualStream;
  readonly weights: WeightFiles;
  /** `embedding, 1 … L`, one name per hidden state; of declared outputs their own names. */
  readonly layers: readonly string[];
  /** Why the layers are only the graph's declared outputs: what was seen in place of a residual stream. */
  readonly declaredOutputs: string | undefined;
}

/**
 * Reads a model's structure and finds its hidden states. `layerCounts` is what the configuration may say of the number
 * of layers. Takes some 50 ms and reads none of the weights; the file stays open until `closeTap`.
 * Where there are none, the graph's declared outputs with a vector per token stand for them.
 * Throws `modelNotReadable`, `modelExternalData`, `modelNotFound` for a missing data file, and `modelNotTransformer`
 * where there are no such outputs either.
 */
export function planTap(path: string, layerCounts: readonly number[] = []): TapPlan {
  const source = new ByteSource(path);
  try {
    const model = inlineFirstStep(readModel(source));
    const weights = findWeights(model);
    const found = findResidualStream(model, layerCounts);
    if ("reason" in found) return { path, model, weights, ...declaredLayers(path, model, found) };
    const layers = found.hidden.map((_, index) => (index === 0 ? "embedding" : String(index)));
    return { path, model, weights, stream: found, layers, declaredOutputs: undefined };
  } catch (error) {
    source.close();
    throw error;
  }
}

function declaredLayers(path: string, model: OnnxModel, { reason }: NoStream) {
  const layers = tokenOutputs(model);
  const last = layers.at(-1);
  if (last === undefined) throw new StrataError("modelNotTransformer", { path, reason });
  const stream: ResidualStream = {
    hidden: layers,
    rawLast: last,
    output: last,
    endsInOutput: true,
    fusedSums: new Map(),
  };
  return { stream, layers, declaredOutputs: reason };
}

export function closeTap(plan: TapPlan): void {
  plan.model.source.close();
}

export interface TapSessionOptions {
  readonly threads?: number | undefined;
  readonly optimization?: Optimization;
  /** `cpu` where left out. */
  readonly provider?: Provider;
}

/** A session of the model with other outputs. Throws `modelNotReadable` with what ONNX Runtime says. */
export async function editedSession(plan: TapPlan, edit: GraphEdit, options: TapSessionOptions): Promise<Session> {
  const { model, weights, path } = plan;
  const bytes = editedModel(model, edit, weights);
  const { threads, optimization = "all", provider = "cpu" } = options;
  try {
    return await createSession(bytes, {
      folder: weights.folder,
      optimization,
      provider,
      ...(threads === undefined ? {} : { threads }),
    });
  } catch (cause) {
    throw new StrataError("modelNotReadable", { path, reason: reasonOf(cause) }, { cause });
  }
}
