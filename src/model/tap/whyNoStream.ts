import { largest } from "../../protocol/largest.ts";
import type { DataFlow } from "../graph/dataFlow.ts";
import type { OnnxModel } from "../graph/onnxGraph.ts";
import { isQuantizedOutput, searches } from "../graph/operators.ts";
import type { TapRules } from "./tapRules.ts";
import { attentionDepth, type CutPath, type Segment } from "./segments.ts";

/** Why a graph has no residual stream that can be read: what was seen in it, as the end of a sentence. */
export interface NoStream {
  readonly reason: string;
}

/** Graphs that search for the likeliest text hold the model in an attribute of one operator. */
export function searchAround(model: OnnxModel): NoStream | undefined {
  const search = model.graph.nodes.find(({ op, domain }) => domain === "com.microsoft" && searches.has(op));
  if (search === undefined) return undefined;
  const held = search.subgraphs.map(({ attribute }) => attribute).join(", ");
  const where = `an attribute of the operator ${search.op} (${held}), which makes ${search.outputs[0] ?? "its output"}`;
  return { reason: `it searches for text: the model is in ${where}, and no layer can be read there` };
}

/** The graph has no table that token ids are looked up in. */
export function noEmbedding(model: OnnxModel): NoStream {
  const inputs = model.graph.inputs.map((input) => input.name).join(", ");
  return { reason: `no embedding of token ids in the graph (its inputs: ${inputs})` };
}

/** A decoder of a set whose embedding graph is missing. */
export function givenEmbeddings(input: string): NoStream {
  return {
    reason: `it takes ${input} in place of token ids, and there is no embed_tokens*.onnx beside it to make them`,
  };
}

/** Whether layers follow each other with no tensor between them that everything passes through: Gemma-3n's AltUp. */
export function parallelStreams(path: CutPath, flow: DataFlow): NoStream | undefined {
  const depth = largest(path.segments.map((segment) => attentionDepth(segment, path, flow)));
  if (depth < 2) return undefined;
  const seen = `${depth} attentions follow each other between ${path.source} and ${path.sink}`;
  return { reason: `${seen}, but no tensor in between holds all that passes: it has several residual streams` };
}

/** No path has a piece whose input is added to its output. */
export function noResiduals(
  paths: readonly CutPath[],
  flow: DataFlow,
  sinks: readonly string[],
  rules: TapRules,
): NoStream {
  for (const path of rules.has("parallelStreams") ? paths : []) {
    const parallel = parallelStreams(path, flow);
    if (parallel) return parallel;
  }
  const heavy = largest(paths.map(({ segments }) => segments.filter((segment) => segment.heavy).length));
  const seen = `${heavy} pieces with matrix products, none added to its own input`;
  return { reason: `no residual stream between an embedding and an output (${sinks.join(", ")}): ${seen}` };
}

/**
 * State-space models (Mamba): every block is one residual segment that mixes tokens, without attention. What their
 * libraries count as hidden states is shifted against the stream by a block, so no choice is right for all.
 */
export function stateSpace(residuals: readonly Segment[]): NoStream | undefined {
  const mixers = residuals.map(({ mixingOperators }) => mixingOperators);
  if (residuals.some(({ mixer }) => mixer !== "other") || mixers.some((ops) => ops.length === 0)) return undefined;
  const operators = [...new Set(mixers.flat())].join(", ");
  const seen = `each of its ${residuals.length} blocks has one residual connection and mixes tokens by ${operators}`;
  return { reason: `${seen}, without attention, as state-space models do, whose layers are counted in several ways` };
}

/** Static quantisation by operators that take and return quantised numbers. */
export function staysQuantized(tensors: readonly string[], flow: DataFlow): NoStream | undefined {
  const maker = (tensor: string) => flow.producers.get(tensor)?.op ?? "";
  const tensor = tensors.find((name) => isQuantizedOutput(maker(name)));
  if (tensor === undefined) return undefined;
  const count = flow.nodes.filter(({ op }) => op.startsWith("QLinear")).length;
  const seen = `tensor ${tensor} comes from ${maker(tensor)}, as do others from ${count} operators of that kind`;
  return { reason: `its layers stay quantised (${seen}); a file of another format has float layers` };
}
