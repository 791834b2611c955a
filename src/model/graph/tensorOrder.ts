import { inOrder } from "./dataFlow.ts";
import type { OnnxModel } from "./onnxGraph.ts";

/** Every tensor that a node of the graph makes, with the position of the node among all in the order of their work. */
export function tensorOrder(model: OnnxModel): Map<string, number> {
  const made = inOrder(model).flatMap((node, position) =>
    node.outputs.filter((name) => name !== "").map((name) => [name, position] as const),
  );
  return new Map(made);
}
