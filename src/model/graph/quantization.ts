import { elementTypes } from "./onnxBuilder.ts";
import type { GraphNode, OnnxModel } from "./onnxGraph.ts";

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

/** Element types whose numbers are rounded in coarse steps: half precision, and what is quantised. */
const COARSE_TYPES: ReadonlySet<number> = new Set([
  ...[elementTypes.float16, elementTypes.bfloat16, elementTypes.uint8],
  ...[3, 21, 22], // int8, uint4, int4
]);

/** `dynamic`: activations are rounded as well, by the range each text happens to have. */
export type Quantization = "dynamic" | "stored";

/** How a graph's numbers are quantized, by its operators; undefined where they are not. */
export function quantizationOf(nodes: readonly Pick<GraphNode, "op">[]): Quantization | undefined {
  if (nodes.some(({ op }) => DYNAMIC.has(op))) return "dynamic";
  return nodes.some(({ op }) => STORED.has(op)) ? "stored" : undefined;
}

/** Whether some of a model's numbers are rounded in coarse steps, so that its states are less exact than float32. */
export function isCoarse({ graph }: OnnxModel): boolean {
  return [...graph.initializers.values()].some(({ type }) => COARSE_TYPES.has(type));
}
