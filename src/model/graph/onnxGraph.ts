import { StrataError } from "../../protocol/errors.ts";
import type { ByteSource } from "./byteSource.ts";
import { GraphReader } from "./graphReader.ts";
import type { Field, Span } from "./wire.ts";

/**
 * The structure of an ONNX file: nodes, initialisers, inputs and outputs, each with its place in the file. No weight
 * is read. Field numbers as in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
export interface OnnxModel {
  readonly source: ByteSource;
  readonly graph: Graph;
  /** Opset version per domain; ONNX's own domain is "". */
  readonly opsets: ReadonlyMap<string, number>;
  /** `domain::name` of the functions the file defines itself. */
  readonly functions: ReadonlySet<string>;
}

export interface Graph {
  readonly nodes: GraphNode[];
  readonly initializers: Map<string, Initializer>;
  readonly inputs: GraphValue[];
  readonly outputs: GraphValue[];
  readonly valueInfo: Map<string, GraphValue>;
  /** Names, documentation, quantisation annotations and whatever newer versions add. */
  readonly rest: Span[];
}

export interface GraphNode extends Span {
  /** Where the node's own fields begin, behind its tag and length. */
  readonly from: number;
  readonly op: string;
  /** "" for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly subgraphs: readonly { readonly attribute: string; readonly graph: Graph }[];
  /** Tensors of the outer graph that the node's subgraphs read. */
  readonly captured: readonly string[];
}

export interface Initializer extends Span {
  readonly from: number;
  readonly name: string;
  readonly type: number;
  /** Where the weights lie in this file, without their tag. */
  readonly raw: Span | undefined;
  readonly external: ExternalData | undefined;
}

/** Weights in another file. */
export interface ExternalData {
  readonly location: string;
  /** The other entries (`offset`, `length`, `checksum`) as they stand. */
  readonly entries: ReadonlyMap<string, string>;
}

export interface GraphValue extends Span {
  readonly from: number;
  readonly name: string;
  /** Number of `TensorProto.DataType`, 0 where it is not said. */
  readonly type: number;
  /** Sizes; text where symbolic, `undefined` where the rank is not said. */
  readonly dims: readonly (number | string)[] | undefined;
}

/**
 * Reads the structure of an ONNX file. Throws `modelNotReadable` where the bytes are no ONNX model, and where there is
 * far more in them than in any; `modelNotTransformer` for a graph without nodes.
 */
export function readModel(source: ByteSource): OnnxModel {
  const opsets = new Map<string, number>();
  const functions = new Set<string>();
  const reader = new GraphReader(source);
  const graph = emptyGraph();
  let found = false;
  for (const field of reader.fields({ from: 0, end: source.size })) {
    if (field.number === 7) {
      readGraph(reader, field, graph);
      found = true;
    } else if (field.number === 8) {
      const { domain, version } = readOpset(reader, field);
      opsets.set(ownDomain(domain), version);
    } else if (field.number === 25) {
      functions.add(readFunctionName(reader, field));
    }
  }
  if (!found) throw source.damaged(0, "no ONNX model: no graph in it");
  if (graph.nodes.length === 0)
    throw new StrataError("modelNotTransformer", { path: source.path, reason: "nothing is computed in its graph" });
  return { source, graph, opsets, functions };
}

function emptyGraph(): Graph {
  return { nodes: [], initializers: new Map(), inputs: [], outputs: [], valueInfo: new Map(), rest: [] };
}

/** Adds the fields of a graph message to `graph`: repeated messages merge, as protobuf has it. */
function readGraph(reader: GraphReader, message: Field, graph: Graph): Graph {
  for (const field of reader.entries(message)) {
    switch (field.number) {
      case 1:
        graph.nodes.push(readNode(reader, field));
        break;
      case 5: {
        const initializer = readInitializer(reader, field);
        graph.initializers.set(initializer.name, initializer);
        break;
      }
      case 11:
        graph.inputs.push(readValue(reader, field));
        break;
      case 12:
        graph.outputs.push(readValue(reader, field));
        break;
      case 13: {
        const value = readValue(reader, field);
        graph.valueInfo.set(value.name, value);
        break;
      }
      default:
        graph.rest.push(field);
    }
  }
  return graph;
}

function readNode(reader: GraphReader, message: Field): GraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const subgraphs: { attribute: string; graph: Graph }[] = [];
  let op = "";
  let domain = "";
  for (const field of reader.fields(message)) {
    if (field.number === 1) inputs.push(reader.text(field));
    else if (field.number === 2) outputs.push(reader.text(field));
    else if (field.number === 4) op = reader.text(field);
    else if (field.number === 5) for (const subgraph of readSubgraphs(reader, field)) subgraphs.push(subgraph);
    else if (field.number === 7) domain = ownDomain(reader.text(field));
  }
  const captured = new Set(subgraphs.flatMap((subgraph) => freeNames(subgraph.graph)));
  const { start, from, end } = message;
  return { start, from, end, op, domain, inputs, outputs, subgraphs, captured: [...captured] };
}

function readSubgraphs(reader: GraphReader, message: Field): { attribute: string; graph: Graph }[] {
  let attribute = "";
  const graphs: Graph[] = [];
  for (const field of reader.fields(message)) {
    if (field.number === 1) attribute = reader.text(field);
    else if (field.number === 6 || field.number === 11) graphs.push(readGraph(reader, field, emptyGraph()));
  }
  return graphs.map((graph) => ({ attribute, graph }));
}

/** Names a graph reads and does not define. */
function freeNames(graph: Graph): string[] {
  const own = new Set([...graph.initializers.keys(), ...graph.inputs.map((input) => input.name)]);
  for (const node of graph.nodes) for (const output of node.outputs) own.add(output);
  const read = graph.nodes.flatMap((node) => [...node.inputs, ...node.captured]);
  return [...read, ...graph.outputs.map((output) => output.name)].filter((name) => name !== "" && !own.has(name));
}

function readInitializer(reader: GraphReader, message: Field): Initializer {
  let name = "";
  let type = 0;
  let raw: Span | undefined;
  const entries = new Map<string, string>();
  for (const field of reader.fields(message)) {
    if (field.number === 2) type = field.value;
    else if (field.number === 8) name = reader.text(field);
    else if (field.number === 9) raw = { start: field.from, end: field.end };
    else if (field.number === 13) entries.set(...readEntry(reader, field));
  }
  const location = entries.get("location");
  const external = location === undefined ? undefined : { location, entries };
  const { start, from, end } = message;
  return { start, from, end, name, type, raw, external };
}

function readEntry(reader: GraphReader, message: Field): [key: string, value: string] {
  let key = "";
  let value = "";
  for (const field of reader.fields(message)) {
    if (field.number === 1) key = reader.text(field);
    else if (field.number === 2) value = reader.text(field);
  }
  return [key, value];
}

function readValue(reader: GraphReader, message: Field): GraphValue {
  let name = "";
  let type = 0;
  let dims: (number | string)[] | undefined;
  for (const field of reader.fields(message)) {
    if (field.number === 1) name = reader.text(field);
    else if (field.number === 2) {
      const tensor = first(reader, field, 1);
      if (tensor) ({ type, dims } = readTensorType(reader, tensor));
    }
  }
  const { start, from, end } = message;
  return { start, from, end, name, type, dims };
}

function readTensorType(reader: GraphReader, message: Field): { type: number; dims: (number | string)[] | undefined } {
  let type = 0;
  let dims: (number | string)[] | undefined;
  for (const field of reader.fields(message)) {
    if (field.number === 1) type = field.value;
    else if (field.number === 2) {
      dims = [];
      for (const dim of reader.fields(field)) {
        const size = first(reader, dim, 1);
        const symbol = first(reader, dim, 2);
        dims.push(size?.value ?? (symbol ? reader.text(symbol) : ""));
      }
    }
  }
  return { type, dims };
}

function first(reader: GraphReader, message: Field, number: number): Field | undefined {
  for (const field of reader.fields(message)) if (field.number === number) return field;
  return undefined;
}

function readOpset(reader: GraphReader, message: Field): { domain: string; version: number } {
  const domain = first(reader, message, 1);
  return { domain: domain ? reader.text(domain) : "", version: first(reader, message, 2)?.value ?? 0 };
}

function readFunctionName(reader: GraphReader, message: Field): string {
  const name = first(reader, message, 1);
  const domain = first(reader, message, 10);
  return functionKey(domain ? reader.text(domain) : "", name ? reader.text(name) : "");
}

/** How `functions` names an operator the file defines itself. */
export function functionKey(domain: string, name: string): string {
  return `${ownDomain(domain)}::${name}`;
}

function ownDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}
