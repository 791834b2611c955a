import { readFileSync } from "node:fs";
import { ByteSource } from "../../src/model/graph/byteSource.ts";
import { graphFields } from "../../src/model/graph/onnxBuilder.ts";
import { type GraphNode, readModel } from "../../src/model/graph/onnxGraph.ts";
import { type Field, fields, messageField, type Span, textField } from "../../src/model/graph/wire.ts";

/** What is changed of a graph. */
export interface Rewriting {
  readonly dropInputs?: readonly string[];
  /** Other inputs of a node; `undefined` leaves it as it is. */
  readonly inputsOf?: (node: GraphNode) => readonly string[] | undefined;
  /** Encoded fields of the graph that come before the others. */
  readonly additions?: readonly Uint8Array[];
}

/** The bytes of an ONNX file with another graph. */
export function rewriteGraph(file: string, { dropInputs = [], inputsOf, additions = [] }: Rewriting): Buffer {
  const bytes = readFileSync(file);
  const source = new ByteSource(file);
  const copy = ({ start, end }: Span) => bytes.subarray(start, end);
  try {
    const { graph } = readModel(source);
    const nodes = new Map(graph.nodes.map((node) => [node.start, node]));
    const dropped = new Set(graph.inputs.filter(({ name }) => dropInputs.includes(name)).map(({ start }) => start));
    const rewritten = (field: Field) => {
      const node = field.number === graphFields.node ? nodes.get(field.start) : undefined;
      const inputs = node && inputsOf?.(node);
      if (node === undefined || inputs === undefined) return copy(field);
      const others = [...fields(source, node.from, node.end)].filter(({ number }) => number !== 1);
      return messageField(graphFields.node, [...inputs.map((name) => textField(1, name)), ...others.map(copy)]);
    };
    const top = [...fields(source, 0, source.size)].map((field) => {
      if (field.number !== 7) return copy(field);
      const kept = [...fields(source, field.from, field.end)].filter(({ start }) => !dropped.has(start));
      return messageField(7, [...additions, ...kept.map(rewritten)]);
    });
    return Buffer.concat(top);
  } finally {
    source.close();
  }
}
