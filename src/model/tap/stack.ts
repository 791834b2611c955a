import { largest } from "../../protocol/largest.ts";
import { StrataError } from "../../protocol/errors.ts";
import type { LayerChoice } from "../../protocol/models.ts";
import { layerIndex, layerSubset } from "./layerSubset.ts";
import { type Pooling, poolingName, vectorsOf } from "../pooling.ts";
import type { TapPlan } from "./tapPlan.ts";
import { tensorName } from "./tensorName.ts";
import { tensorOrder } from "../graph/tensorOrder.ts";

/** One layer of the picture: a tensor of the graph and how its tokens become one vector. */
export interface StackLayer {
  readonly name: string;
  readonly tensor: string;
  readonly pooling: Pooling;
  /** Its place among all hidden states of the model; `undefined` for another tensor. */
  readonly hidden: number | undefined;
}

/** Every hidden state, all pooled the same way. */
export function wholeStack({ stream, layers }: TapPlan, pooling: Pooling): StackLayer[] {
  return stream.hidden.map((tensor, hidden) => ({ name: layers[hidden] ?? "", tensor, pooling, hidden }));
}

/**
 * The layers of a choice in the order they are computed in. `poolingOf` reads a pooling's name; `base` is for the layers
 * that have none of their own. Throws `layerUnknown`, `tensorUnknown`, and what `poolingOf` throws.
 */
export function chooseStack(
  plan: TapPlan,
  choice: LayerChoice,
  base: Pooling,
  poolingOf: (name: string) => Pooling,
): StackLayer[] {
  const whole = wholeStack(plan, base);
  const own = new Map(
    Object.entries(choice.pooling ?? {}).map(([layer, name]) => [layerIndex(layer, plan.layers), poolingOf(name)]),
  );
  const hidden = layerSubset(choice.subset ?? "", plan.layers).flatMap((index) => {
    const layer = whole[index];
    return layer ? [{ ...layer, pooling: own.get(index) ?? layer.pooling }] : [];
  });
  const extra = choice.extra ?? [];
  if (extra.length === 0) return hidden;
  const order = tensorOrder(plan.model);
  const extras = extra.map(({ tensor, name, pooling }) => {
    if (!order.has(tensor)) throw new StrataError("tensorUnknown", { tensor, path: plan.path });
    const named = name ?? tensorName(plan, tensor);
    return { name: named, tensor, pooling: pooling === undefined ? base : poolingOf(pooling), hidden: undefined };
  });
  const place = ({ tensor }: StackLayer) => order.get(tensor) ?? fusedPlace(plan, order, tensor);
  return withDistinctNames([...hidden, ...extras].toSorted((a, b) => place(a) - place(b)));
}

/** Width of each layer's vector; `undefined` where only running the model tells. */
export function stackWidths(
  stack: readonly StackLayer[],
  hiddenSize: number | undefined,
): readonly number[] | undefined {
  const widths = stack.flatMap(({ hidden, pooling }) => {
    const vectors = vectorsOf(pooling);
    return hidden === undefined || vectors === undefined || hiddenSize === undefined ? [] : [vectors * hiddenSize];
  });
  return widths.length === stack.length ? widths : undefined;
}

/** The same of a model that ran; `modules`: of the layers that are pooled by one. */
export function measuredWidths(
  stack: readonly StackLayer[],
  tokenWidths: readonly number[],
  modules: readonly { readonly length: number }[],
): number[] {
  const lengths = modules.values();
  return stack.map(({ pooling }, layer) => {
    const vectors = vectorsOf(pooling);
    return vectors === undefined ? (lengths.next().value?.length ?? 0) : vectors * (tokenWidths[layer] ?? 0);
  });
}

/** The pooling of most layers in words, then those of layers that have their own. */
export function stackPoolings(stack: readonly StackLayer[], base: Pooling): string {
  const others = stack.filter(({ pooling }) => JSON.stringify(pooling) !== JSON.stringify(base));
  return [poolingName(base), ...others.map(({ name, pooling }) => `${name}: ${poolingName(pooling)}`)].join("; ");
}

/** The space of each layer's vectors: hidden states pooled alike share one, any other tensor has its own. */
export function stackSpaces(stack: readonly StackLayer[]): string[] {
  return stack.map(({ hidden, name, pooling }) => (hidden === undefined ? name : `hidden ${JSON.stringify(pooling)}`));
}

/** A sum inside a fused operator stands where the operator does. */
function fusedPlace({ stream }: TapPlan, order: ReadonlyMap<string, number>, tensor: string): number {
  const outputs = stream.fusedSums.get(tensor)?.node.outputs ?? [];
  return largest(
    outputs.map((output) => order.get(output) ?? -1),
    -1,
  );
}

/** The same tensor may stand twice, pooled in two ways; every layer has a name of its own all the same. */
function withDistinctNames(stack: readonly StackLayer[]): StackLayer[] {
  const met = new Map<string, number>();
  return stack.map((layer) => {
    const times = (met.get(layer.name) ?? 0) + 1;
    met.set(layer.name, times);
    return times === 1 ? layer : { ...layer, name: `${layer.name} (${times})` };
  });
}
