import { readFileSync } from "node:fs";
import { ByteSource } from "../../src/model/graph/byteSource.ts";
import { readModel } from "../../src/model/graph/onnxGraph.ts";
import { fields, messageField, textOf } from "../../src/model/graph/wire.ts";

/** What is changed of a graph: inputs and nodes that go, and encoded fields that come. */
export interface Rewriting {
  readonly dropInputs?: readonly string[];
  /** Nodes that make these tensors. */
  readonly dropMakers?: readonly string[];
  readonly additions: readonly Uint8Array[];
}

/** The bytes of an ONNX file with another graph. */
export function rewriteGraph(file: string, { dropInputs = [], dropMakers = [], additions }: Rewriting): Buffer {
  const bytes = readFileSync(file);
  const source = new ByteSource(file);
  try {
    const { nodes } = readModel(source).graph;
    const dropped = new Set(
      nodes.filter(({ outputs }) => dropMakers.includes(outputs[0] ?? "")).map(({ start }) => start),
    );
    const top = [...fields(source, 0, source.size)].map((field) => {
      if (field.number !== 7) return bytes.subarray(field.start, field.end);
      const kept = [...fields(source, field.from, field.end)].filter(({ number, start, from, end }) => {
        if (number === 1) return !dropped.has(start);
        if (number !== 11) return true;
        const name = [...fields(source, from, end)].find((part) => part.number === 1);
        return !(name && dropInputs.includes(textOf(source, name)));
      });
      return messageField(7, [...additions, ...kept.map(({ start, end }) => bytes.subarray(start, end))]);
    });
    return Buffer.concat(top);
  } finally {
    source.close();
  }
}
