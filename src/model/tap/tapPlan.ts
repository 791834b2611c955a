import { StrataError } from "../../protocol/errors.ts";
import { tokenOutputs } from "./declaredOutputs.ts";
import { type Embedding, findEmbedding, withEmbedding } from "./embedding.ts";
import type { GraphEdit } from "../graph/graphEdit.ts";
import { closeGraph, type GraphSessionOptions, graphSession, type ModelGraph, openGraph } from "../graph/modelGraph.ts";
import type { Session } from "../onnxruntime.ts";
import { findResidualStream, type ResidualStream } from "./residualStream.ts";
import { allTapRules, type TapRules } from "./tapRules.ts";
import { givenEmbeddings, type NoStream } from "./whyNoStream.ts";

/** Where a model's hidden states are: found from the graph's structure, without running it. */
export interface TapPlan extends ModelGraph {
  readonly stream: ResidualStream;
  /** What looks up the tokens' embeddings where the graph itself does not. */
  readonly embedding: Embedding | undefined;
  /** `embedding, 1 … L`, one name per hidden state; of declared outputs their own names. */
  readonly layers: readonly string[];
  /** Why the layers are only the graph's declared outputs: what was seen in place of a residual stream. */
  readonly declaredOutputs: string | undefined;
}

/**
 * Reads a model's structure and finds its hidden states. `layerCounts` is what the configuration may say of the number
 * of layers. Takes some 50 ms and reads none of the weights; the file stays open until `closeTap`.
 * Where there are none, the graph's declared outputs with a vector per token stand for them.
 * Throws `modelNotReadable`, `modelExternalData`, `weightsMissing` for a missing data file, and `modelNotTransformer`
 * where there are no such outputs either.
 */
export function planTap(path: string, layerCounts: readonly number[] = [], rules: TapRules = allTapRules): TapPlan {
  const graph = openGraph(path);
  try {
    return { ...graph, ...layersOf(graph, layerCounts, rules) };
  } catch (error) {
    closeGraph(graph);
    throw error;
  }
}

function layersOf({ path, model }: ModelGraph, layerCounts: readonly number[], rules: TapRules) {
  const stream = findResidualStream(model, layerCounts, rules);
  if ("reason" in stream) return declaredLayers(path, model, stream);
  const given = model.graph.inputs.find(({ name }) => name === stream.source);
  const embedding = given && findEmbedding(path, given);
  if (given && !embedding) return declaredLayers(path, model, givenEmbeddings(given.name));
  const layers = stream.hidden.map((_, index) => (index === 0 ? "embedding" : String(index)));
  return { stream, embedding, layers, declaredOutputs: undefined };
}

function declaredLayers(path: string, model: ModelGraph["model"], { reason }: NoStream) {
  const layers = tokenOutputs(model);
  const last = layers.at(-1);
  if (last === undefined) throw new StrataError("modelNotTransformer", { path, reason });
  const stream: ResidualStream = {
    source: "",
    hidden: layers,
    rawLast: last,
    output: last,
    endsInOutput: true,
    fusedSums: new Map(),
    structure: undefined,
  };
  return { stream, embedding: undefined, layers, declaredOutputs: reason };
}

export function closeTap(plan: TapPlan): void {
  closeGraph(plan);
  if (plan.embedding) closeGraph(plan.embedding.graph);
}

/** The files that hold a model: its graphs and their weights, absolute. */
export function filesOf({ path, weights, embedding }: TapPlan): string[] {
  return [path, ...weights.files, ...(embedding ? [embedding.graph.path, ...embedding.graph.weights.files] : [])];
}

export type TapSessionOptions = GraphSessionOptions;

/** A session of the model with other outputs, from token ids. Throws `modelNotReadable` with what ONNX Runtime says. */
export async function editedSession(plan: TapPlan, edit: GraphEdit, options: TapSessionOptions): Promise<Session> {
  const { embedding } = plan;
  const session = await graphSession(plan, edit, options);
  if (embedding === undefined || !session.inputs.includes(embedding.target.name)) return session;
  try {
    return await withEmbedding(session, embedding, options);
  } catch (error) {
    await session.dispose();
    throw error;
  }
}
