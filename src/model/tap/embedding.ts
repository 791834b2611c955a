import { readdirSync } from "node:fs";
import path from "node:path";
import { embeddingGraph } from "../store/graphFiles.ts";
import { type GraphSessionOptions, graphSession, type ModelGraph, openGraph } from "../graph/modelGraph.ts";
import { nodeField, valueField } from "../graph/onnxBuilder.ts";
import type { GraphValue } from "../graph/onnxGraph.ts";
import type { Session, Tensors } from "../onnxruntime.ts";

/** A graph of its own that looks up what a decoder takes in place of token ids. */
export interface Embedding {
  readonly graph: ModelGraph;
  /** The decoder's input. */
  readonly target: GraphValue;
}

/** Name of the output that is added to the embedding's graph. */
const EMBEDS = "strata.embeds";

/** Opens the graph beside a decoder that fills `target`; `undefined` where there is none. Throws as `openGraph`. */
export function findEmbedding(decoder: string, target: GraphValue): Embedding | undefined {
  const folder = path.dirname(decoder);
  const file = embeddingGraph(path.basename(decoder), readdirSync(folder));
  return file === undefined ? undefined : { graph: openGraph(path.join(folder, file)), target };
}

/** The decoder's session with the embedding's before it: both together take token ids. */
export async function withEmbedding(
  decoder: Session,
  { graph, target }: Embedding,
  { threads }: GraphSessionOptions,
): Promise<Session> {
  const output = graph.model.graph.outputs[0]?.name ?? "";
  const additions = [nodeField("Cast", [output], [EMBEDS], { to: target.type }), valueField("output", EMBEDS)];
  const lookup = await graphSession(graph, { additions, reads: [output], named: new Map() }, { threads });
  const others = decoder.inputs.filter((name) => name !== target.name);
  return {
    inputs: [...new Set([...lookup.inputs, ...others])],
    outputs: decoder.outputs,
    outputTypes: decoder.outputTypes,
    run: async (feeds, fetches) => {
      const { [EMBEDS]: embeds } = await lookup.run(only(feeds, lookup.inputs));
      return decoder.run({ ...only(feeds, others), ...(embeds && { [target.name]: embeds }) }, fetches);
    },
    dispose: async () => {
      await Promise.all([lookup.dispose(), decoder.dispose()]);
    },
  };
}

function only(feeds: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.includes(name)));
}
