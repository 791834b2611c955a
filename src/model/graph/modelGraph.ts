import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { Provider } from "../../protocol/models.ts";
import { beginsAsOnnx, fileKind, wrongFile } from "../fileKind.ts";
import { ByteSource, CutOff } from "./byteSource.ts";
import { checkWeights } from "./checkWeights.ts";
import { type GraphEdit, editedModel } from "./graphEdit.ts";
import { inlineFirstStep } from "./mergedDecoder.ts";
import { type OnnxModel, readModel } from "./onnxGraph.ts";
import { createSession, type Optimization, type Session } from "../onnxruntime.ts";
import { findWeights, type WeightFiles } from "./weightFiles.ts";

/** An ONNX file whose structure was read; the file stays open until `closeGraph`. */
export interface ModelGraph {
  readonly path: string;
  readonly model: OnnxModel;
  readonly weights: WeightFiles;
}

/**
 * Throws `fileWrong` for another kind of file and for one that is cut off, `modelNotReadable`, `modelExternalData`, and
 * `weightsMissing` for a missing data file.
 */
export function openGraph(path: string): ModelGraph {
  const source = new ByteSource(path);
  try {
    const model = inlineFirstStep(readModel(source));
    const weights = findWeights(model);
    checkWeights(model, weights);
    return { path, model, weights };
  } catch (error) {
    source.close();
    throw whyNoGraph(path, error);
  }
}

/** What cannot be read is often another thing than a model. */
function whyNoGraph(path: string, error: unknown): unknown {
  if (!(error instanceof StrataError) || (error as StrataError).code !== "modelNotReadable") return error;
  if (fileKind(path) !== undefined) return wrongFile(path, "onnx", "other", error);
  return error instanceof CutOff && beginsAsOnnx(path) ? wrongFile(path, "onnx", "cut", error) : error;
}

export function closeGraph(graph: ModelGraph): void {
  graph.model.source.close();
}

export interface GraphSessionOptions {
  readonly threads?: number | undefined;
  readonly optimization?: Optimization;
  /** `cpu` where left out. */
  readonly provider?: Provider;
}

/** A session of the model with other outputs. Throws `modelNotReadable` with what ONNX Runtime says. */
export async function graphSession(
  { path, model, weights }: ModelGraph,
  edit: GraphEdit,
  options: GraphSessionOptions,
): Promise<Session> {
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
