import { tensorAttribute } from "./nodeAttributes.ts";
import { elementTypes } from "./onnxBuilder.ts";
import type { GraphNode, OnnxModel } from "./onnxGraph.ts";
import { fields } from "./wire.ts";

/** Larger constants are weights. */
const MOST_BYTES = 64;

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

  of(tensor: string): readonly number[] | undefined {
    const initializer = this.#model.graph.initializers.get(tensor);
    if (initializer !== undefined) return this.#numbers(initializer.from, initializer.end);
    const node = this.#nodes.get(tensor);
    if (node === undefined) return undefined;
    const value = tensorAttribute(this.#model, node, "value");
    return value && this.#numbers(value.from, value.end);
  }

  #numbers(from: number, end: number): readonly number[] | undefined {
    const { source } = this.#model;
    const parts = [...fields(source, from, end)];
    const type = parts.find(({ number }) => number === 2)?.value;
    const raw = parts.find(({ number }) => number === 9);
    if (raw === undefined || raw.end - raw.from > MOST_BYTES) return undefined;
    const bytes = Buffer.from(source.copy(raw.from, raw.end));
    if (type === elementTypes.float32)
      return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
    if (type === elementTypes.int64)
      return Array.from({ length: bytes.length / 8 }, (_, i) => Number(bytes.readBigInt64LE(8 * i)));
    return undefined;
  }
}
