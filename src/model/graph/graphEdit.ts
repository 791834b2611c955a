import type { OutputSlot } from "./dataFlow.ts";
import { type Graph, type GraphNode, type GraphValue, type Initializer, type OnnxModel } from "./onnxGraph.ts";
import { graphFields } from "./onnxBuilder.ts";
import { attentions, otherMixers } from "./operators.ts";
import { bytesField, fields, header, integerField, messageField, type Span, textField } from "./wire.ts";
import type { WeightFiles } from "./weightFiles.ts";

/** What takes the place of a graph's declared outputs. */
export interface GraphEdit {
  /** Encoded fields of the graph to add: nodes, inputs, outputs, initialisers. */
  readonly additions: readonly Uint8Array[];
  /** Tensors of the model that the additions read. */
  readonly reads: readonly string[];
  /** Outputs inside fused operators to give these names. */
  readonly named: ReadonlyMap<string, OutputSlot>;
  /** Nodes of the model in whose place others stand that compute the same. */
  readonly fused?: readonly FusedNode[];
}

/** What stands in a node's place. */
export interface FusedNode {
  readonly replaces: GraphNode;
  /** All tensors of the model that it is computed from. */
  readonly inputs: readonly string[];
  /** Its encoded nodes; the last one makes the replaced node's output. */
  readonly nodes: readonly Uint8Array[];
}

/** A piece of the edited file: new bytes, or a range of the original. */
type Piece = Uint8Array | Span;

/** Of ONNX Runtime's own operators. */
export const RUNTIME_DOMAIN = "com.microsoft";

/** Inline weights below this size (axes, shapes, scales) are not worth a reference. */
const SMALL_TENSOR_BYTES = 1024;

/**
 * The model with other outputs, without what only the declared ones needed (ONNX Runtime would go on computing it).
 * Assembled from byte ranges of the original. Weights become references into the original file: their bytes are not
 * even read, ONNX Runtime maps them, which is faster than handing them over and has no limit of 2 GB.
 */
export function editedModel(model: OnnxModel, edit: GraphEdit, weights: WeightFiles): Buffer {
  const { source } = model;
  const fused = new Map((edit.fused ?? []).map((one) => [standIn(one), one.nodes] as const));
  const graph = pruned(model.graph, edit, [...fused.keys()]);
  const named = new Map([...edit.named].map(([name, { node, slot }]) => [node, { name, slot }]));
  const body: Piece[] = [
    ...graph.nodes.flatMap((node): readonly Piece[] => fused.get(node) ?? [nameOutput(model, node, named.get(node))]),
    ...[...graph.initializers.values()].map((initializer) => relocated(model, initializer, weights)),
    ...graph.rest,
    ...graph.inputs,
    ...graph.outputs,
    ...graph.valueInfo.values(),
    ...shapesOfDropped(model, graph),
    ...edit.additions,
  ];
  const around = [...fields(source, 0, source.size)].filter((field) => field.number !== 7);
  const isNew = graph.nodes.some((node) => fused.has(node)) && !model.opsets.has(RUNTIME_DOMAIN);
  const opset = isNew ? [messageField(8, [textField(1, RUNTIME_DOMAIN), integerField(2, 1)])] : [];
  return assembled(model, [...around, ...opset, header(7, sizeOf(body)), ...body]);
}

/** A fused node as the graph has it. */
function standIn({ replaces, inputs }: FusedNode): GraphNode {
  return { ...replaces, op: "fused", domain: RUNTIME_DOMAIN, inputs, subgraphs: [], captured: [] };
}

/**
 * The graph without its declared outputs and what only they need. Nodes that were dead before stay where they can: ONNX
 * Runtime 1.30 aborts the process in one of its optimisers when a dead quantised pair is gone. Caches that fused attention
 * operators return stay declared: as dead values they would share the past's buffer, which then has the wrong shape.
 */
function pruned(graph: Graph, edit: GraphEdit, fused: readonly GraphNode[]): Graph {
  const pinned = new Set(
    graph.nodes
      .filter((node) => attentions.has(node.op) || otherMixers.has(node.op))
      .flatMap((node) => node.outputs.slice(1)),
  );
  const outputs = graph.outputs.filter((output) => pinned.has(output.name));
  const declared = producersOf(graph.nodes);
  const before = neededFor(
    graph.outputs.map((output) => output.name),
    declared,
  );
  const byOutput = producersOf(fused);
  const all = graph.nodes.map((node) => byOutput.get(node.outputs[0] ?? "") ?? node);
  const producers = producersOf(all);
  for (const [name, { node }] of edit.named) producers.set(name, node);
  const kept = neededFor([...edit.reads, ...outputs.map((output) => output.name)], producers);
  const nodes = withInputs(
    all.filter((node) => kept.has(node) || (!before.has(node) && !fused.includes(node))),
    producers,
  );
  const read = new Set([...edit.reads, ...nodes.flatMap((node) => [...node.inputs, ...node.captured])]);
  const made = new Set(nodes.flatMap((node) => node.outputs));
  return {
    nodes,
    initializers: new Map([...graph.initializers].filter(([name]) => read.has(name))),
    inputs: graph.inputs.filter((input) => read.has(input.name)),
    outputs,
    valueInfo: new Map([...graph.valueInfo].filter(([name]) => made.has(name))),
    rest: graph.rest,
  };
}

function producersOf(nodes: readonly GraphNode[]): Map<string, GraphNode> {
  return new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
}

/** The nodes without those that read what none of them makes any more. */
function withInputs(nodes: readonly GraphNode[], producers: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const left = nodes.filter((node) =>
    [...node.inputs, ...node.captured].every((name) => name === "" || made.has(name) || !producers.has(name)),
  );
  return left.length === nodes.length ? left : withInputs(left, producers);
}

/** The nodes that tensors are made by. */
export function neededFor(tensors: readonly string[], producers: ReadonlyMap<string, GraphNode>): Set<GraphNode> {
  const needed = new Set<GraphNode>();
  const open = [...tensors];
  for (const tensor of open) {
    const node = producers.get(tensor);
    if (!node || needed.has(node)) continue;
    needed.add(node);
    for (const name of node.inputs) open.push(name);
    for (const name of node.captured) open.push(name);
  }
  return needed;
}

/** The shapes of dropped outputs whose node stays: without them ONNX Runtime takes a cache's shape for its past's. */
function shapesOfDropped(model: OnnxModel, graph: Graph): Uint8Array[] {
  const made = new Set(graph.nodes.flatMap((node) => node.outputs));
  const declared = new Set(graph.outputs.map((output) => output.name));
  const dropped = (value: GraphValue) => !declared.has(value.name) && made.has(value.name);
  return model.graph.outputs
    .filter((value) => dropped(value) && !graph.valueInfo.has(value.name))
    .map((value) => bytesField(graphFields.valueInfo, model.source.copy(value.from, value.end)));
}

/** The node, with a name written into one of its unnamed outputs. */
function nameOutput(model: OnnxModel, node: GraphNode, output: { name: string; slot: number } | undefined): Piece {
  if (output === undefined) return node;
  const names = Array.from({ length: Math.max(node.outputs.length, output.slot + 1) }, (_, slot) =>
    slot === output.slot ? output.name : (node.outputs[slot] ?? ""),
  );
  const others = copiedFields(model, node, (number) => number !== 2);
  return messageField(graphFields.node, [...others, ...names.map((name) => textField(2, name))]);
}

function relocated(model: OnnxModel, initializer: Initializer, weights: WeightFiles): Piece {
  const { raw, external } = initializer;
  if (external) {
    const location = weights.locations.get(external.location) ?? external.location;
    if (location === external.location) return initializer;
    return reference(model, initializer, new Map([...external.entries, ["location", location]]));
  }
  if (raw === undefined || raw.end - raw.start < SMALL_TENSOR_BYTES) return initializer;
  const place = { location: weights.self, offset: String(raw.start), length: String(raw.end - raw.start) };
  return reference(model, initializer, new Map(Object.entries(place)));
}

/** The initialiser as `external_data` (field 13) with `data_location` (14) EXTERNAL, its own numbers (9) left out. */
function reference(model: OnnxModel, initializer: Initializer, entries: ReadonlyMap<string, string>): Buffer {
  const others = copiedFields(model, initializer, (number) => number !== 9 && number !== 13 && number !== 14);
  const data = [...entries].map(([key, value]) => messageField(13, [textField(1, key), textField(2, value)]));
  return messageField(graphFields.initializer, [...others, ...data, integerField(14, 1)]);
}

function copiedFields(model: OnnxModel, message: GraphNode | Initializer, wanted: (number: number) => boolean) {
  const { source } = model;
  return [...fields(source, message.from, message.end)]
    .filter((field) => wanted(field.number))
    .map((field) => source.copy(field.start, field.end));
}

function lengthOf(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : piece.end - piece.start;
}

function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((size, piece) => size + lengthOf(piece), 0);
}

/** Copies the pieces into one buffer; neighbouring ranges of the original are read at once. */
function assembled(model: OnnxModel, pieces: readonly Piece[]): Buffer {
  const bytes = Buffer.allocUnsafe(sizeOf(pieces));
  let position = 0;
  for (let index = 0; index < pieces.length;) {
    const piece = pieces[index++];
    if (piece === undefined) break;
    if (piece instanceof Uint8Array) {
      bytes.set(piece, position);
      position += piece.length;
      continue;
    }
    let { end } = piece;
    for (let next = pieces[index]; next && !(next instanceof Uint8Array) && next.start === end; next = pieces[++index])
      ({ end } = next);
    model.source.read(bytes.subarray(position, position + end - piece.start), piece.start);
    position += end - piece.start;
  }
  return bytes;
}
