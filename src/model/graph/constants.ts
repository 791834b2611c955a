import type { GraphNode, OnnxModel } from "./onnxGraph.ts";
import { fields, type Field, textOf } from "./wire.ts";

const FLOAT32 = 1;
const INT64 = 7;

/**
 * The numbers of small constants of a graph: of float32 and int64 initialisers that stand in the file, and of `Constant`
 * nodes with such a value. Undefined for other tensors.
 */
export class Constants {
  readonly #model: OnnxModel;
  readonly #nodes: ReadonlyMap<string, GraphNode>;

  constructor(model: OnnxModel) {
    this.#model = model;
    const constants = model.graph.nodes.filter(({ op, domain }) => op === "Constant" && domain === "");
    this.#nodes = new Map(constants.map((node) => [node.outputs[0] ?? "", node]));
  }

  /** Of at most `most` bytes. */
  of(tensor: string, most = 64): readonly number[] | undefined {
    const initializer = this.#model.graph.initializers.get(tensor);
    if (initializer !== undefined) return this.#numbers(initializer.from, initializer.end, most);
    const node = this.#nodes.get(tensor);
    if (node === undefined) return undefined;
    const value = this.#attribute(node, "value");
    return value && this.#numbers(value.from, value.end, most);
  }

  /** The tensor in an attribute. */
  #attribute(node: GraphNode, name: string): Field | undefined {
    const { source } = this.#model;
    for (const attribute of fields(source, node.from, node.end)) {
      if (attribute.number !== 5) continue;
      const parts = [...fields(source, attribute.from, attribute.end)];
      const named = parts.find(({ number }) => number === 1);
      if (named && textOf(source, named) === name) return parts.find(({ number }) => number === 5);
    }
    return undefined;
  }

  #numbers(from: number, end: number, most: number): readonly number[] | undefined {
    const { source } = this.#model;
    const parts = [...fields(source, from, end)];
    const type = parts.find(({ number }) => number === 2)?.value;
    const raw = parts.find(({ number }) => number === 9);
    if (raw === undefined || raw.end - raw.from > most) return undefined;
    const bytes = Buffer.from(source.copy(raw.from, raw.end));
    if (type === FLOAT32) return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
    if (type === INT64) return Array.from({ length: bytes.length / 8 }, (_, i) => Number(bytes.readBigInt64LE(8 * i)));
    return undefined;
  }
}
