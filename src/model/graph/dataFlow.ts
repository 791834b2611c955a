import { functionKey, type GraphNode, type OnnxModel } from "./onnxGraph.ts";
import {
  EMBEDDING_NORM,
  EMBEDDING_SUM_SLOT,
  embeddingLookups,
  firstInputOnly,
  FUSED_NORM,
  FUSED_SUM,
  LOCAL_FUNCTION,
  shapeReaders,
  SKIP_SUM_SLOT,
  skipNorms,
} from "./operators.ts";

/** A node as data flow through it: fused operators are taken apart, inputs that are no data are left out. */
export interface FlowNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly node: GraphNode;
}

/** An output of a fused operator that the file does not name; writing a name there makes it a tensor. */
export interface OutputSlot {
  readonly node: GraphNode;
  readonly slot: number;
}

export interface DataFlow {
  /** In topological order. */
  readonly nodes: readonly FlowNode[];
  readonly producers: ReadonlyMap<string, FlowNode>;
  /** Sums inside fused operators, by the names they are given here. */
  readonly fusedSums: ReadonlyMap<string, OutputSlot>;
}

/** The data flow of a model's graph. Throws `modelNotReadable` where the graph has a cycle. */
export function dataFlow(model: OnnxModel): DataFlow {
  const nodes: FlowNode[] = [];
  const fusedSums = new Map<string, OutputSlot>();
  for (const node of inOrder(model)) {
    if (node.domain === "com.microsoft" && skipNorms.has(node.op)) {
      for (const part of splitNorm(node, node.inputs.slice(0, 2), SKIP_SUM_SLOT, fusedSums)) nodes.push(part);
    } else if (node.domain === "com.microsoft" && node.op === EMBEDDING_NORM) {
      for (const part of splitNorm(node, [], EMBEDDING_SUM_SLOT, fusedSums)) nodes.push(part);
    } else {
      const op = model.functions.has(functionKey(node.domain, node.op)) ? LOCAL_FUNCTION : node.op;
      nodes.push({ op, inputs: dataInputs(node), outputs: node.outputs.filter(isNamed), node });
    }
  }
  const producers = new Map(nodes.flatMap((flow) => flow.outputs.map((output) => [output, flow] as const)));
  return { nodes, producers, fusedSums };
}

function splitNorm(
  node: GraphNode,
  addends: readonly string[],
  slot: number,
  fusedSums: Map<string, OutputSlot>,
): FlowNode[] {
  const declared = node.outputs[slot] ?? "";
  const sum = isNamed(declared) ? declared : `strata.sum.${node.start}`;
  if (!isNamed(declared)) fusedSums.set(sum, { node, slot });
  return [
    { op: FUSED_SUM, inputs: addends, outputs: [sum], node },
    { op: FUSED_NORM, inputs: [sum], outputs: node.outputs.slice(0, 1), node },
  ];
}

function dataInputs(node: GraphNode): string[] {
  if (shapeReaders.has(node.op)) return [];
  if (firstInputOnly.has(node.op) && node.captured.length === 0) return node.inputs.slice(0, 1);
  if (node.op === "QLinearAdd") return [node.inputs[0], node.inputs[3]].filter((name) => name !== undefined);
  return [...node.inputs, ...node.captured].filter(isNamed);
}

function isNamed(name: string): boolean {
  return name !== "";
}

/**
 * The nodes, each behind what it reads. The specification asks for this order, but ONNX Runtime does not insist, and
 * files of some converters do not keep it.
 */
export function inOrder(model: OnnxModel): GraphNode[] {
  const { nodes } = model.graph;
  const producers = new Map(nodes.flatMap((node) => node.outputs.filter(isNamed).map((name) => [name, node] as const)));
  const readers = new Map<GraphNode, GraphNode[]>(nodes.map((node) => [node, []]));
  const waiting = new Map<GraphNode, number>();
  for (const node of nodes) {
    const needed = new Set([...node.inputs, ...node.captured].flatMap((name) => producers.get(name) ?? []));
    waiting.set(node, needed.size);
    for (const producer of needed) readers.get(producer)?.push(node);
  }
  const ordered = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of ordered) {
    for (const reader of readers.get(node) ?? []) {
      const left = (waiting.get(reader) ?? 0) - 1;
      waiting.set(reader, left);
      if (left === 0) ordered.push(reader);
    }
  }
  if (ordered.length < nodes.length) throw model.source.damaged(0, "the graph has a cycle");
  return ordered;
}

const INTEGER_TYPES: ReadonlySet<number> = new Set([2, 3, 5, 6, 7, 12, 13]);
/** Numbers of `TensorProto.DataType` that hold hidden states; 0 where the file does not say it. */
export const FLOAT_TYPES: ReadonlySet<number> = new Set([0, 1, 10, 11, 16]);

/** Outputs looked at as ends of the residual stream; further ones are caches and attention maps. */
const MAX_SINKS = 8;

/**
 * Where a residual stream may begin, likeliest first: rows of a constant table picked by what comes from the integer
 * inputs, and inputs that hold a vector per token.
 */
export function sourcesOf(model: OnnxModel, flow: DataFlow): string[] {
  const { initializers, inputs } = model.graph;
  const constants = new Set(initializers.keys());
  const integers = new Set(
    inputs.filter((input) => INTEGER_TYPES.has(input.type) && !initializers.has(input.name)).map((input) => input.name),
  );
  const sources: string[] = [];
  for (const { op, inputs: data, outputs, node } of flow.nodes) {
    const [table = "", index = ""] = node.inputs;
    const isLookup = embeddingLookups.has(op) && constants.has(table) && integers.has(index);
    if (isLookup || (op === FUSED_SUM && data.length === 0)) {
      const [source] = outputs;
      if (source !== undefined) sources.push(source);
      continue;
    }
    if (op === "Constant" || (node.inputs.length > 0 && node.inputs.every((name) => !name || constants.has(name))))
      for (const output of outputs) constants.add(output);
    if (data.some((name) => integers.has(name))) for (const output of outputs) integers.add(output);
  }
  const given = inputs.filter(({ name, type, dims }) => {
    return FLOAT_TYPES.has(type) && dims?.length === 3 && !initializers.has(name);
  });
  return [...sources, ...given.map((input) => input.name)];
}

/** Where a residual stream may end, likeliest first: hidden states and logits have rank 3, pooled outputs 2. */
export function sinksOf(model: OnnxModel): string[] {
  const rank = (name: string) => model.graph.outputs.find((output) => output.name === name)?.dims?.length ?? 3;
  return model.graph.outputs
    .filter((output) => FLOAT_TYPES.has(output.type) && (output.dims?.length ?? 3) <= 3)
    .map((output) => output.name)
    .toSorted((a, b) => Number(rank(a) !== 3) - Number(rank(b) !== 3))
    .slice(0, MAX_SINKS);
}
