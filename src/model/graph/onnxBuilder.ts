import { bytesField, floatField, integerField, messageField, textField } from "./wire.ts";

/**
 * Writes ONNX protos by hand: nodes to add to a model, and whole small graphs (a Gemm, a TopK) for other stages.
 * Field numbers as in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */

/** Numbers of `TensorProto.DataType`. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
} as const;

export type ElementType = keyof typeof elementTypes;

/** Field numbers of `GraphProto`. */
export const graphFields = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;

/** An attribute's value: an integer, a list of integers, or, wrapped, a float. */
export type AttributeValue = number | readonly number[] | { readonly float: number };

/** A `GraphProto` node field. `domain` is left out for ONNX's own operators. */
export function nodeField(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = "",
): Buffer {
  return messageField(graphFields.node, [
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(3, `${outputs[0] ?? ""}/${op}`),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) => attributeField(name, value)),
    ...(domain === "" ? [] : [textField(7, domain)]),
  ]);
}

function attributeField(name: string, value: AttributeValue): Buffer {
  const key = textField(1, name);
  if (typeof value === "number") return messageField(5, [key, integerField(3, value), integerField(20, 2)]);
  if ("float" in value) return messageField(5, [key, floatField(2, value.float), integerField(20, 1)]);
  return messageField(5, [key, ...value.map((item) => integerField(8, item)), integerField(20, 7)]);
}

/**
 * A graph's input or output. Sizes that are text are symbolic; an output needs neither type nor sizes.
 */
export function valueField(
  kind: "input" | "output",
  name: string,
  type?: ElementType,
  dims?: readonly (number | string)[],
): Buffer {
  const parts = [textField(1, name)];
  if (type !== undefined) {
    const shape = dims?.map((dim) =>
      messageField(1, [typeof dim === "number" ? integerField(1, dim) : textField(2, dim)]),
    );
    const tensorType = [integerField(1, elementTypes[type]), ...(shape ? [messageField(2, shape)] : [])];
    parts.push(messageField(2, [messageField(1, tensorType)]));
  }
  return messageField(graphFields[kind], parts);
}

/** A constant of the graph; `data` holds its numbers in the type's own layout, little-endian. */
export function initializerField(
  name: string,
  type: ElementType,
  dims: readonly number[],
  data: ArrayBufferView,
): Buffer {
  return messageField(graphFields.initializer, [
    ...dims.map((dim) => integerField(1, dim)),
    integerField(2, elementTypes[type]),
    textField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

/** A whole model made of graph fields. Inputs, outputs, nodes and initialisers may come in any order. */
export function modelBytes(graph: readonly Uint8Array[], opset = 17): Buffer {
  return Buffer.concat([
    integerField(1, 8), // IR version
    messageField(7, [...graph, textField(2, "embedding-strata")]),
    messageField(8, [integerField(2, opset)]),
  ]);
}
