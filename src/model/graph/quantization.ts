import type { GraphNode } from "./onnxGraph.ts";

/** Operators that round activations by the range of each text, or take what was rounded so. */
const DYNAMIC = new Set([
  "DynamicQuantizeLinear",
  "DynamicQuantizeMatMul",
  "DynamicQuantizeLSTM",
  "MatMulIntegerToFloat",
]);

/** Operators that read weights, or weights and activations, stored in few bits. */
const STORED = new Set([
  ...["MatMulNBits", "MatMulBnb4", "GatherBlockQuantized", "DequantizeLinear"],
  ...["MatMulInteger", "QLinearMatMul", "QAttention", "QMoE"],
]);

/** `dynamic`: activations are rounded as well, by the range each text happens to have. */
export type Quantization = "dynamic" | "stored";

/** How a graph's numbers are quantized, by its operators; undefined where they are not. */
export function quantizationOf(nodes: readonly Pick<GraphNode, "op">[]): Quantization | undefined {
  if (nodes.some(({ op }) => DYNAMIC.has(op))) return "dynamic";
  return nodes.some(({ op }) => STORED.has(op)) ? "stored" : undefined;
}
