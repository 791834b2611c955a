import type { GraphEdit } from "./graphEdit.ts";
import { initializerField, nodeField, valueField } from "./onnxBuilder.ts";
import type { OnnxModel } from "./onnxGraph.ts";
import type { ResidualStream } from "./residualStream.ts";

/** How a model lays out its hidden states; `rows` is batch × tokens in one axis. */
export type Layout = "batch tokens hidden" | "tokens batch hidden" | "batch hidden tokens" | "rows hidden";

/** Names of the inputs and outputs that tapping adds. */
export const tapNames = {
  /** float32 `[batch, pools, tokens]` */
  weights: "strata.weights",
  /** bool `[batch, tokens, 1]`: tokens that take part in the maximum. */
  mask: "strata.mask",
  /** float32 `[batch, states × pools, hidden]`: for every state its tokens, weighted and summed. */
  pooled: "strata.pooled",
  /** float32 `[batch, states, hidden]`: for every state the maximum over its tokens. */
  maximum: "strata.maximum",
  /** The hidden states as they are, float32, in the model's own layout. */
  state: (index: number) => `strata.state.${index}`,
} as const;

const LOWEST = Float32Array.of(-3.4028234663852886e38);

/** Opset in which reductions began to take their axes as an input. */
const AXES_AS_INPUT_OPSET = 18;

/** Returns tensors of the model as they are, as `tapNames.state(0)`, `tapNames.state(1)`, … */
export function stateTaps(stream: ResidualStream, reads: readonly string[]): GraphEdit {
  const additions = reads.flatMap((tensor, index) => [
    toFloat(tensor, tapNames.state(index)),
    valueField("output", tapNames.state(index)),
  ]);
  return { additions, reads, named: stream.fusedSums };
}

/**
 * Pools every hidden state inside the graph: `strata.pooled` from weights, and with `maximum` also `strata.maximum`
 * from a mask. So mean, first token, last token, sum or single tokens are one graph, and little leaves the session.
 */
export function poolTaps(
  model: OnnxModel,
  stream: ResidualStream,
  layouts: readonly Layout[],
  maximum: boolean,
): GraphEdit {
  const additions = [
    valueField("input", tapNames.weights, "float32", ["strata.batch", "strata.pools", "strata.tokens"]),
    valueField("output", tapNames.pooled),
  ];
  const states = stream.hidden.map((tensor, index) => {
    const state = `strata.float.${index}`;
    additions.push(toFloat(tensor, state), ...toBatchTokensHidden(state, layouts[index], `strata.tokens.${index}`));
    return `strata.tokens.${index}`;
  });
  if (layouts.includes("rows hidden")) additions.push(...batchTokensShape());
  const pools = states.map((state, index) => {
    additions.push(nodeField("MatMul", [tapNames.weights, state], [`strata.pool.${index}`]));
    return `strata.pool.${index}`;
  });
  additions.push(nodeField("Concat", pools, [tapNames.pooled], { axis: 1 }));
  if (maximum) additions.push(...maximumTaps(states, (model.opsets.get("") ?? 0) >= AXES_AS_INPUT_OPSET));
  return { additions, reads: stream.hidden, named: stream.fusedSums };
}

function maximumTaps(states: readonly string[], axesAsInput: boolean): Buffer[] {
  const nodes = states.flatMap((state, index) => {
    const masked = `strata.masked.${index}`;
    const inputs = axesAsInput ? [masked, "strata.tokenAxis"] : [masked];
    const attributes = axesAsInput ? { keepdims: 1 } : { keepdims: 1, axes: [1] };
    return [
      nodeField("Where", [tapNames.mask, state, "strata.lowest"], [masked]),
      nodeField("ReduceMax", inputs, [`strata.max.${index}`], attributes),
    ];
  });
  const maxima = states.map((_, index) => `strata.max.${index}`);
  return [
    valueField("input", tapNames.mask, "bool", ["strata.batch", "strata.tokens", 1]),
    valueField("output", tapNames.maximum),
    initializerField("strata.lowest", "float32", [], LOWEST),
    ...(axesAsInput ? [initializerField("strata.tokenAxis", "int64", [1], BigInt64Array.of(1n))] : []),
    ...nodes,
    nodeField("Concat", maxima, [tapNames.maximum], { axis: 1 }),
  ];
}

/** Widens half precision; on float32 the step costs nothing, ONNX Runtime removes it. */
function toFloat(tensor: string, output: string): Buffer {
  return nodeField("Cast", [tensor], [output], { to: 1 });
}

function toBatchTokensHidden(state: string, layout: Layout | undefined, output: string): Buffer[] {
  if (layout === "tokens batch hidden") return [nodeField("Transpose", [state], [output], { perm: [1, 0, 2] })];
  if (layout === "batch hidden tokens") return [nodeField("Transpose", [state], [output], { perm: [0, 2, 1] })];
  if (layout === "rows hidden") return [nodeField("Reshape", [state, "strata.shape"], [output])];
  return [nodeField("Identity", [state], [output])];
}

/** `[batch, tokens, -1]`, read from the pooling weights. */
function batchTokensShape(): Buffer[] {
  return [
    initializerField("strata.batchAndTokens", "int64", [2], BigInt64Array.of(0n, 2n)),
    initializerField("strata.rest", "int64", [1], BigInt64Array.of(-1n)),
    nodeField("Shape", [tapNames.weights], ["strata.weightsShape"]),
    nodeField("Gather", ["strata.weightsShape", "strata.batchAndTokens"], ["strata.outerShape"], { axis: 0 }),
    nodeField("Concat", ["strata.outerShape", "strata.rest"], ["strata.shape"], { axis: 0 }),
  ];
}
