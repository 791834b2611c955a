import type { OutputSlot } from "../graph/dataFlow.ts";
import type { GraphEdit } from "../graph/graphEdit.ts";
import { type Layout, layouts, orderOf } from "./layout.ts";
import { initializerField, nodeField, valueField } from "../graph/onnxBuilder.ts";
import type { OnnxModel } from "../graph/onnxGraph.ts";
import type { ResidualStream } from "./residualStream.ts";

/** Names of the inputs and outputs that tapping adds. */
export const tapNames = {
  /** float32 `[batch, vectors, tokens]`, one input for every pooling by weights. */
  weights: (group: number) => `strata.weights.${group}`,
  /** bool `[batch, tokens, 1]`: the tokens that take part in a maximum, one input for every pooling by maxima. */
  mask: (group: number) => `strata.mask.${group}`,
  /** int64 `[3]`: batch, tokens, -1. */
  shape: "strata.shape",
  /** float32 `[batch, row]`: the pooled vectors of the layers one behind the other. */
  pooled: "strata.pooled",
  /** A layer's states as they are, float32 `[batch, tokens, width]`. */
  tokens: (layer: number) => `strata.tokens.${layer}`,
  /** A tensor as it is, float32, in the model's own layout. */
  state: (index: number) => `strata.state.${index}`,
} as const;

/** A tensor to be pooled. */
export interface PoolTap {
  readonly tensor: string;
  readonly layout: Layout;
  /** By weights, by maxima, or not at all: then its states leave the session token by token. */
  readonly by: "weights" | "maximum" | "tokens";
  /** Which input of weights or mask pools it. */
  readonly group: number;
  /** Of one by weights, in the mean of those whose norm is not beyond it: see `sinkBound`. */
  readonly bound?: number | undefined;
}

const LOWEST = Float32Array.of(-3.4028234663852886e38);

/** Opset in which reductions began to take their axes as an input. */
const AXES_AS_INPUT_OPSET = 18;

/** Returns tensors of the model as they are, as `tapNames.state(0)`, `tapNames.state(1)`, … */
export function stateTaps(stream: ResidualStream, reads: readonly string[]): GraphEdit {
  const additions = reads.flatMap((tensor, index) => [
    toFloat(tensor, tapNames.state(index)),
    valueField("output", tapNames.state(index)),
  ]);
  return { additions, reads, named: namesOf(stream, reads) };
}

/**
 * Pools tensors inside the graph: every one by its group's weights or by the maxima under its group's mask. So mean,
 * first token, last token, sum or spans of tokens are one graph, and little leaves the session. Where a tap has a bound,
 * tokens with a larger norm do not count, unless there are no others, and what is left is divided by its weights.
 */
export function poolTaps(model: OnnxModel, stream: ResidualStream, taps: readonly PoolTap[]): GraphEdit {
  const reads = taps.map(({ tensor }) => tensor);
  const inGraph = taps.flatMap(({ by }, index) => (by === "tokens" ? [] : [`strata.pool.${index}`]));
  const additions = [
    ...inputsOf(taps),
    ...constantsOf(model, taps),
    ...taps.flatMap((tap, index) => poolTap(model, tap, index)),
    ...(inGraph.length > 0
      ? [nodeField("Concat", inGraph, [tapNames.pooled], { axis: 1 }), valueField("output", tapNames.pooled)]
      : []),
  ];
  return { additions, reads, named: namesOf(stream, reads) };
}

/** Sums inside fused operators that are read get their names; the others stay as they are. */
function namesOf({ fusedSums }: ResidualStream, reads: readonly string[]): Map<string, OutputSlot> {
  return new Map([...fusedSums].filter(([tensor]) => reads.includes(tensor)));
}

function inputsOf(taps: readonly PoolTap[]): Buffer[] {
  const groups = (by: PoolTap["by"]) => new Set(taps.filter((tap) => tap.by === by).map(({ group }) => group));
  return [
    ...[...groups("weights")].map((group) =>
      valueField("input", tapNames.weights(group), "float32", [
        "strata.batch",
        `strata.vectors.${group}`,
        "strata.tokens",
      ]),
    ),
    ...[...groups("maximum")].map((group) =>
      valueField("input", tapNames.mask(group), "bool", ["strata.batch", "strata.tokens", 1]),
    ),
    ...(needsShape(taps) ? [valueField("input", tapNames.shape, "int64", [3])] : []),
  ];
}

/** Whether batch and tokens must be told because a layout has them in one axis. */
export function needsShape(taps: readonly PoolTap[]): boolean {
  return taps.some(({ layout }) => layout === "rows hidden");
}

function constantsOf(model: OnnxModel, taps: readonly PoolTap[]): Buffer[] {
  const axis = (name: string, value: bigint) =>
    hasAxesAsInput(model) ? [initializerField(name, "int64", [1], BigInt64Array.of(value))] : [];
  return [
    ...(taps.some(({ by }) => by === "maximum")
      ? [initializerField("strata.lowest", "float32", [], LOWEST), ...axis("strata.tokenAxis", 1n)]
      : []),
    ...(taps.some(({ bound }) => bound !== undefined)
      ? [initializerField("strata.none", "float32", [], Float32Array.of(0)), ...axis("strata.lastAxis", 2n)]
      : []),
    ...taps.flatMap(({ bound }, index) =>
      bound === undefined ? [] : [initializerField(`strata.bound.${index}`, "float32", [], Float32Array.of(bound))],
    ),
    ...(taps.some(({ layout }) => hasHeads(layout))
      ? [initializerField("strata.headless", "int64", [3], BigInt64Array.of(0n, 0n, -1n))]
      : []),
  ];
}

function hasAxesAsInput(model: OnnxModel): boolean {
  return (model.opsets.get("") ?? 0) >= AXES_AS_INPUT_OPSET;
}

/** The nodes that pool one tensor to `strata.pool.<index>`, `[batch, vectors × width]`. */
function poolTap(model: OnnxModel, { tensor, layout, by, group, bound }: PoolTap, index: number): Buffer[] {
  const [float, tokens, pool] = [`strata.float.${index}`, tapNames.tokens(index), `strata.pool.${index}`];
  const states = [toFloat(tensor, float), ...toBatchTokensWidth(float, layout, tokens)];
  if (by === "tokens") return [...states, valueField("output", tokens)];
  const vectors = `strata.vectors.${index}`;
  // Only the shape changes: ONNX Runtime copies nothing for it.
  const flatten = nodeField("Flatten", [vectors], [pool], { axis: 1 });
  if (bound !== undefined) return [...states, ...boundedMean(model, tokens, group, index, vectors), flatten];
  if (by === "weights") return [...states, nodeField("MatMul", [tapNames.weights(group), tokens], [vectors]), flatten];
  const masked = `strata.masked.${index}`;
  const maximum = hasAxesAsInput(model)
    ? nodeField("ReduceMax", [masked, "strata.tokenAxis"], [vectors], { keepdims: 1 })
    : nodeField("ReduceMax", [masked], [vectors], { keepdims: 1, axes: [1] });
  return [...states, nodeField("Where", [tapNames.mask(group), tokens, "strata.lowest"], [masked]), maximum, flatten];
}

/** The mean of the tokens whose norm is below the tap's bound by their weights; of all where none is. */
function boundedMean(model: OnnxModel, tokens: string, group: number, index: number, vectors: string): Buffer[] {
  const own = (name: string) => `strata.${name}.${index}`;
  const weights = tapNames.weights(group);
  /** By norms along the last axis, which stays with size 1. */
  const normed = (op: "ReduceL1" | "ReduceL2", input: string, output: string) =>
    hasAxesAsInput(model)
      ? nodeField(op, [input, "strata.lastAxis"], [output], { keepdims: 1 })
      : nodeField(op, [input], [output], { keepdims: 1, axes: [2] });
  return [
    normed("ReduceL2", tokens, own("norm")),
    nodeField("Transpose", [own("norm")], [own("norms")], { perm: [0, 2, 1] }),
    nodeField("Less", [own("norms"), own("bound")], [own("isContent")]),
    nodeField("Where", [own("isContent"), weights, "strata.none"], [own("content")]),
    normed("ReduceL1", own("content"), own("contentWeight")),
    nodeField("Greater", [own("contentWeight"), "strata.none"], [own("hasContent")]),
    nodeField("Where", [own("hasContent"), own("content"), weights], [own("counted")]),
    normed("ReduceL1", own("counted"), own("weight")),
    nodeField("MatMul", [own("counted"), tokens], [own("sum")]),
    nodeField("Div", [own("sum"), own("weight")], [vectors]),
  ];
}

/** Widens half precision; on float32 the step costs nothing, ONNX Runtime removes it. */
function toFloat(tensor: string, output: string): Buffer {
  return nodeField("Cast", [tensor], [output], { to: 1 });
}

function hasHeads(layout: Layout): boolean {
  return layouts[layout].length > 3;
}

function toBatchTokensWidth(state: string, layout: Layout, output: string): Buffer[] {
  if (layout === "rows hidden") return [nodeField("Reshape", [state, tapNames.shape], [output])];
  const order = orderOf(layout);
  if (!hasHeads(layout))
    return [
      order ? nodeField("Transpose", [state], [output], { perm: order }) : nodeField("Identity", [state], [output]),
    ];
  const ordered = order ? `${output}.ordered` : state;
  return [
    ...(order ? [nodeField("Transpose", [state], [ordered], { perm: order })] : []),
    nodeField("Reshape", [ordered, "strata.headless"], [output]),
  ];
}
