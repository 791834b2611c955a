import type { GraphNode, OnnxModel } from "./onnxGraph.ts";
import { type Field, fields, textOf } from "./wire.ts";

/** The whole number in a node's attribute; `undefined` where it has none of that name. */
export function integerAttribute(model: OnnxModel, node: GraphNode, name: string): number | undefined {
  return attribute(model, node, name)?.find((part) => part.number === 3)?.value;
}

/** The whole numbers below 128 in a node's attribute, packed or not; undefined where it has none of that name. */
export function integersAttribute(model: OnnxModel, node: GraphNode, name: string): readonly number[] | undefined {
  return attribute(model, node, name)
    ?.filter((part) => part.number === 8)
    .flatMap((part) => (part.wireType === 2 ? [...model.source.copy(part.from, part.end)] : [part.value]));
}

/** The float in a node's attribute; `undefined` where it has none of that name. */
export function floatAttribute(model: OnnxModel, node: GraphNode, name: string): number | undefined {
  const found = attribute(model, node, name)?.find((part) => part.number === 2);
  return found && Buffer.from(model.source.copy(found.from, found.end)).readFloatLE();
}

/** Where the tensor in a node's attribute lies; undefined where it has none of that name. */
export function tensorAttribute(model: OnnxModel, node: GraphNode, name: string): Field | undefined {
  return attribute(model, node, name)?.find((part) => part.number === 5);
}

/** The fields of a node's attribute. */
function attribute({ source }: OnnxModel, node: GraphNode, name: string): readonly Field[] | undefined {
  for (const field of fields(source, node.from, node.end)) {
    if (field.number !== 5) continue;
    const parts = [...fields(source, field.from, field.end)];
    const named = parts.find((part) => part.number === 1);
    if (named && textOf(source, named) === name) return parts;
  }
  return undefined;
}
