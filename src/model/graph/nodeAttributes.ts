import type { GraphNode, OnnxModel } from "./onnxGraph.ts";
import { fields, textOf } from "./wire.ts";

/** The whole numbers in a node's attribute, packed or not; undefined where it has none of that name. */
export function integersAttribute({ source }: OnnxModel, node: GraphNode, name: string): readonly number[] | undefined {
  for (const attribute of fields(source, node.from, node.end)) {
    if (attribute.number !== 5) continue;
    const parts = [...fields(source, attribute.from, attribute.end)];
    const named = parts.find((part) => part.number === 1);
    if (!named || textOf(source, named) !== name) continue;
    return parts
      .filter((part) => part.number === 8)
      .flatMap((part) => (part.wireType === 2 ? [...source.copy(part.from, part.end)] : [part.value]));
  }
  return undefined;
}

/** The whole number in a node's attribute; `undefined` where it has none of that name. */
export function integerAttribute({ source }: OnnxModel, node: GraphNode, name: string): number | undefined {
  for (const attribute of fields(source, node.from, node.end)) {
    if (attribute.number !== 5) continue;
    const parts = [...fields(source, attribute.from, attribute.end)];
    const named = parts.find((part) => part.number === 1);
    if (named && textOf(source, named) === name) return parts.find((part) => part.number === 3)?.value;
  }
  return undefined;
}
