import type { CacheSizes } from "../store/modelFacts.ts";
import { initializerDims } from "../graph/initializerSize.ts";
import { integerAttribute } from "../graph/nodeAttributes.ts";
import type { GraphNode, OnnxModel } from "../graph/onnxGraph.ts";

/** Nodes between a projection and its attention: biases, norms, rotations. */
const MOST_STEPS = 12;

/** Where `GroupQueryAttention` has the cosines of its angles, `[positions, angles]`. */
const COSINES = 7;

/** Pass on a tensor of the same width. */
const sameWidth = new Set([
  ...["Add", "Mul", "Sub", "Div", "Cast", "Identity", "Dropout", "Clip", "LayerNormalization", "RMSNormalization"],
  ...["SimplifiedLayerNormalization", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization"],
  ...["RotaryEmbedding", "DequantizeLinear", "QuantizeLinear", "Tanh", "BiasAdd"],
]);

/**
 * Heads and head size of the attention that reads the cache `input`: from its attributes and the width of its
 * projections, also where query, key and value are packed into one. Layers may differ. Slots of inputs as in
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md and ONNX's own Attention.
 */
export function cacheSizesOf(model: OnnxModel, input: string): CacheSizes {
  const carried = new Set([input]);
  for (const { op, inputs, outputs } of model.graph.nodes)
    if ((op === "Cast" || op === "Identity") && inputs[0] === input) carried.add(outputs[0] ?? "");
  const reads = ({ inputs }: GraphNode) => inputs.findIndex((name) => name !== "" && carried.has(name));
  const attention = model.graph.nodes.find((node) => node.op.endsWith("Attention") && reads(node) >= 0);
  if (attention === undefined) return { heads: undefined, headSize: undefined };
  const attribute = (name: string) => integerAttribute(model, attention, name);
  const queryHeads = attribute("q_num_heads") ?? attribute("num_heads");
  const heads = attribute("kv_num_heads") ?? queryHeads;
  if (heads === undefined || queryHeads === undefined) return { heads, headSize: undefined };
  const [query = "", key = "", value = ""] = attention.inputs;
  const isContrib = attention.domain === "com.microsoft";
  if (isContrib && attention.op === "Attention") return { heads, headSize: ofPackedWeights(model, key, heads) };
  const isPacked = key === "" && attention.op === "GroupQueryAttention";
  const isValue = reads(attention) % 2 === (isContrib && attention.op === "GroupQueryAttention" ? 0 : 1);
  const own = widthOf(model, isValue ? value : key);
  const all = widthOf(model, query);
  const byOwn = own === undefined ? undefined : own / heads;
  const byQuery = all === undefined ? undefined : all / (isPacked ? queryHeads + 2 * heads : queryHeads);
  const headSize =
    whole(byOwn) ?? whole(byQuery) ?? ofOutput(model, attention, queryHeads) ?? ofRotary(model, attention);
  return { heads, headSize };
}

/** The weights of all three projections, `[input, 3 × heads × head size]`. */
function ofPackedWeights(model: OnnxModel, weights: string, heads: number): number | undefined {
  const width = initializerDims(model, weights).at(-1);
  return width === undefined ? undefined : whole(width / (3 * heads));
}

/** What projects the heads' results back takes them all. */
function ofOutput(model: OnnxModel, attention: GraphNode, heads: number): number | undefined {
  const reader = model.graph.nodes.find(({ inputs }) => inputs[0] === attention.outputs[0]);
  const width = reader && (integerAttribute(model, reader, "K") ?? initializerDims(model, reader.inputs[1] ?? "")[0]);
  return width === undefined ? undefined : whole(width / heads);
}

/** Angles stand for two units of a head each; they are of all units in most models. */
function ofRotary(model: OnnxModel, { op, inputs }: GraphNode): number | undefined {
  const angles = op === "GroupQueryAttention" ? initializerDims(model, inputs[COSINES] ?? "").at(-1) : undefined;
  return angles === undefined ? undefined : whole(2 * angles);
}

/** The last size of a tensor: as declared, or as the projection before it makes it. */
function widthOf(model: OnnxModel, tensor: string, steps = 0): number | undefined {
  const { valueInfo, inputs, nodes } = model.graph;
  const declared = (valueInfo.get(tensor) ?? inputs.find(({ name }) => name === tensor))?.dims?.at(-1);
  if (typeof declared === "number" && declared > 0) return declared;
  const maker = nodes.find(({ outputs }) => outputs.includes(tensor));
  if (maker === undefined || tensor === "" || steps > MOST_STEPS) return undefined;
  const weights = initializerDims(model, maker.inputs[1] ?? "");
  switch (maker.op) {
    case "MatMulNBits":
    case "MatMulBnb4":
      return integerAttribute(model, maker, "N");
    case "MatMul":
    case "FusedMatMul":
    case "MatMulInteger":
    case "MatMulIntegerToFloat":
    case "DynamicQuantizeMatMul":
      return weights.at(-1) ?? widthOf(model, maker.inputs[1] ?? "", steps + 1);
    case "Gemm":
      return integerAttribute(model, maker, "transB") === 1 ? weights[0] : weights.at(-1);
    case "Concat":
      return total(maker.inputs.map((name) => widthOf(model, name, steps + 1)));
    case "Transpose":
      return initializerDims(model, maker.inputs[0] ?? "")[0];
    default:
      if (!sameWidth.has(maker.op)) return undefined;
      return firstKnown(maker.inputs, (name) => initializerDims(model, name).at(-1) ?? widthOf(model, name, steps + 1));
  }
}

function firstKnown(names: readonly string[], width: (name: string) => number | undefined): number | undefined {
  for (const name of names) {
    const found = width(name);
    // A number for all units has no width.
    if (found !== undefined && found > 1) return found;
  }
  return undefined;
}

function total(widths: readonly (number | undefined)[]): number | undefined {
  const known = widths.filter((width) => width !== undefined);
  return known.length < widths.length ? undefined : known.reduce((sum, width) => sum + width, 0);
}

function whole(value: number | undefined): number | undefined {
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : undefined;
}
