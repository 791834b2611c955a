import { largest } from "../../protocol/largest.ts";
import path from "node:path";
import type { LayerRow, LayerTable } from "../../protocol/models.ts";
import { inOrder } from "../graph/dataFlow.ts";
import { neededFor } from "../graph/graphEdit.ts";
import { initializerSize } from "../graph/initializerSize.ts";
import { openModelFolder } from "../store/modelFolder.ts";
import type { GraphNode, OnnxModel } from "../graph/onnxGraph.ts";
import type { ModelLocation } from "../store/resolveModel.ts";
import { closeTap, planTap, type TapPlan } from "./tapPlan.ts";
import { tensorName } from "./tensorName.ts";
import { tensorOrder } from "../graph/tensorOrder.ts";
import { type ProbedShape, tokenTensors } from "./tokenTensors.ts";
import { fields, textOf } from "../graph/wire.ts";

/**
 * The hidden states of a model, and every other tensor of its graph with a vector for each token. Throws what
 * `openModelFolder`, `planTap` and `tokenTensors` throw.
 */
export async function readLayerTable(location: Place): Promise<LayerTable> {
  const folder = await openModelFolder(location.folder, location);
  const plan = planTap(folder.modelFile, folder.facts.layerCounts);
  try {
    const shapes = await tokenTensors(plan, folder.facts);
    const { hidden, rawLast } = plan.stream;
    const rows = new Rows(plan, shapes);
    const others = [...shapes.keys()].filter((tensor) => !hidden.includes(tensor));
    return {
      model: folder.name,
      file: path.relative(location.folder, folder.modelFile).replaceAll(path.sep, "/"),
      layers: rows.hiddenStates(),
      others: others.map((tensor) => rows.other(tensor)).sort((a, b) => a.position - b.position),
      rawLast: rawLast === hidden.at(-1) ? undefined : rawLast,
      declaredOutputs: plan.declaredOutputs,
      parameters: sizeOfAll(plan.model) + sizeOfEmbedding(plan),
      prompts: folder.prompts,
    };
  } finally {
    closeTap(plan);
  }
}

/** Where a model is; its name is the folder's where it has none. */
type Place = Pick<ModelLocation, "folder" | "file"> & Partial<ModelLocation>;

/** Puts together the rows of one model's table. */
class Rows {
  readonly #plan: TapPlan;
  readonly #shapes: ReadonlyMap<string, ProbedShape>;
  readonly #producers: ReadonlyMap<string, GraphNode>;
  readonly #order: ReadonlyMap<string, number>;
  readonly #constants: ReadonlySet<string>;

  constructor(plan: TapPlan, shapes: ReadonlyMap<string, ProbedShape>) {
    this.#plan = plan;
    this.#shapes = shapes;
    const made = plan.model.graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const));
    const fused = [...plan.stream.fusedSums].map(([name, { node }]) => [name, node] as const);
    this.#producers = new Map([...made, ...fused]);
    this.#order = tensorOrder(plan.model);
    this.#constants = constantsOf(plan.model);
  }

  /** A block is what a hidden state needs and the one before does not. */
  hiddenStates(): LayerRow[] {
    const { stream, layers } = this.#plan;
    let before = new Set<GraphNode>();
    return stream.hidden.map((tensor, index) => {
      const needed = neededFor([tensor], this.#producers);
      const block = [...needed].filter((node) => !before.has(node));
      before = new Set([...before, ...needed]);
      const layer = layers[index] ?? "";
      const row = this.#row(tensor, { layer, name: layer, nodes: block });
      return index === 0 ? { ...row, parameters: row.parameters + sizeOfEmbedding(this.#plan) } : row;
    });
  }

  other(tensor: string): LayerRow {
    const node = this.#producers.get(tensor);
    const nodes = node ? [node, ...this.#constantsOf(node)] : [];
    return this.#row(tensor, { layer: undefined, name: tensorName(this.#plan, tensor), nodes });
  }

  /** The nodes that only prepare weights for a node: widen them, turn them round. */
  #constantsOf({ inputs }: GraphNode): Set<GraphNode> {
    const prepared = inputs.filter((input) => this.#constants.has(input));
    return neededFor(prepared, this.#producers);
  }

  #row(
    tensor: string,
    { layer, name, nodes }: { layer: string | undefined; name: string; nodes: readonly GraphNode[] },
  ): LayerRow {
    const { model } = this.#plan;
    const node = this.#producers.get(tensor);
    const outputs = node?.outputs.map((output) => this.#order.get(output) ?? 0) ?? [];
    return {
      layer,
      name,
      tensor,
      operator: node?.op ?? "",
      shape: this.#shapes.get(tensor) ?? [],
      parameters: sizeOf(model, new Set(nodes.flatMap(({ inputs, captured }) => [...inputs, ...captured]))),
      node: node ? nodeName(model, node) : "",
      position: largest(outputs),
    };
  }
}

/** The tensors that no input of the model has a part in. */
function constantsOf(model: OnnxModel): Set<string> {
  const constants = new Set(["", ...model.graph.initializers.keys()]);
  for (const { inputs, captured, outputs } of inOrder(model))
    if ([...inputs, ...captured].every((name) => constants.has(name))) for (const name of outputs) constants.add(name);
  return constants;
}

function sizeOf(model: OnnxModel, names: Iterable<string>): number {
  return [...names].reduce((sum, name) => sum + initializerSize(model, name), 0);
}

function sizeOfAll(model: OnnxModel): number {
  return sizeOf(model, model.graph.initializers.keys());
}

/** Of the graph that looks up the embeddings, where it is one of its own. */
function sizeOfEmbedding({ embedding }: TapPlan): number {
  return embedding ? sizeOfAll(embedding.graph.model) : 0;
}

/** Field 3 of `NodeProto`. */
function nodeName({ source }: OnnxModel, node: GraphNode): string {
  for (const field of fields(source, node.from, node.end)) if (field.number === 3) return textOf(source, field);
  return "";
}
