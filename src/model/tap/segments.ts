import { largest } from "../../protocol/largest.ts";
import { allTapRules, type TapRules } from "./tapRules.ts";
import type { DataFlow, FlowNode } from "../graph/dataFlow.ts";
import {
  additions,
  attentions,
  beforeSoftmax,
  carriers,
  LOCAL_FUNCTION,
  otherMixers,
  products,
  scalings,
  softmaxes,
  takesKey,
} from "../graph/operators.ts";

/** The part of the data flow between two neighbouring cuts. */
export interface Segment {
  readonly index: number;
  readonly start: string;
  readonly end: string;
  readonly nodes: readonly FlowNode[];
  /** Holds a matrix product, a convolution or something of that weight. */
  readonly heavy: boolean;
  /** Heavy, and the start also reaches the end by additions alone: `end = start + f(start)`. */
  readonly residual: boolean;
  /** How tokens see each other in a residual segment. */
  readonly mixer: "attention" | "other" | undefined;
  /** The operators that mix tokens by other means than attention. */
  readonly mixingOperators: readonly string[];
}

/** The data flow from one embedding to one output, cut wherever all of it passes through a single tensor. */
export interface CutPath {
  readonly source: string;
  readonly sink: string;
  /** One more than there are segments. */
  readonly cuts: readonly string[];
  readonly segments: readonly Segment[];
  /** Tensors that lie on a way from source to sink. */
  readonly between: ReadonlySet<string>;
}

/** Cuts the flow between `source` and `sink`; `undefined` where no data flow that way. Linear in the edges. */
export function cutPath(
  flow: DataFlow,
  source: string,
  sink: string,
  rules: TapRules = allTapRules,
): CutPath | undefined {
  const reached = reachedFrom(flow, source);
  if (!reached.has(sink)) return undefined;
  const { nodes, between, readers } = waysTo(flow, source, sink, reached);
  const live = new Map([[source, readers.get(source) ?? 0]]);
  const cuts = [source];
  const segments: Segment[] = [];
  let start = source;
  let pending: FlowNode[] = [];
  for (const node of nodes) {
    pending.push(node);
    for (const input of new Set(node.inputs)) {
      const left = live.get(input);
      if (left === 1) live.delete(input);
      else if (left !== undefined) live.set(input, left - 1);
    }
    for (const output of node.outputs) if (between.has(output)) live.set(output, readers.get(output) ?? 0);
    const [only] = live.keys();
    if (live.size !== 1 || only === undefined || only === start) continue;
    segments.push(describe(segments.length, start, only, pending, between, flow, rules));
    cuts.push(only);
    start = only;
    pending = [];
  }
  return { source, sink, cuts, segments, between };
}

function reachedFrom(flow: DataFlow, source: string): Set<string> {
  const reached = new Set([source]);
  for (const node of flow.nodes)
    if (node.inputs.some((input) => reached.has(input))) for (const output of node.outputs) reached.add(output);
  return reached;
}

/** The nodes on the ways from source to sink, in order, and how many of them read each tensor. */
function waysTo(flow: DataFlow, source: string, sink: string, reached: ReadonlySet<string>) {
  const between = new Set([sink]);
  const readers = new Map([[sink, 1]]);
  const producer = flow.producers.get(source);
  const nodes: FlowNode[] = [];
  for (const node of flow.nodes.toReversed()) {
    if (node === producer || !node.outputs.some((output) => between.has(output))) continue;
    const inputs = new Set(node.inputs.filter((input) => reached.has(input)));
    if (inputs.size === 0) continue;
    nodes.push(node);
    for (const input of inputs) {
      between.add(input);
      readers.set(input, (readers.get(input) ?? 0) + 1);
    }
  }
  return { nodes: nodes.reverse(), between, readers };
}

function describe(
  index: number,
  start: string,
  end: string,
  nodes: readonly FlowNode[],
  between: ReadonlySet<string>,
  flow: DataFlow,
  rules: TapRules,
): Segment {
  const heavy = nodes.some((node) => isHeavy(node, rules));
  const residual = heavy && skipPath(start, nodes, between, rules).has(end);
  const mixer = residual ? mixerOf(nodes, between, flow, rules) : undefined;
  const mixingOperators = [...new Set(nodes.flatMap(({ op }) => (otherMixers.has(op) ? [op] : [])))];
  return { index, start, end, nodes, heavy, residual, mixer, mixingOperators };
}

function isHeavy({ op, node }: FlowNode, rules: TapRules): boolean {
  if (
    products.has(op) ||
    attentions.has(op) ||
    otherMixers.has(op) ||
    (rules.has("heavyFunctions") && op === LOCAL_FUNCTION)
  )
    return true;
  return rules.has("heavyBranches") && op === "If" && holds(node.subgraphs, (inner) => products.has(inner));
}

function holds(subgraphs: FlowNode["node"]["subgraphs"], test: (op: string) => boolean): boolean {
  return subgraphs.some(({ graph }) => graph.nodes.some((node) => test(node.op)));
}

/** What `start` reaches by additions, and by what changes a tensor's scale, type or layout alone. */
export function skipPath(
  start: string,
  nodes: readonly FlowNode[],
  between: ReadonlySet<string>,
  rules: TapRules = allTapRules,
): Set<string> {
  const skip = new Set([start]);
  for (const { op, inputs, outputs } of nodes) {
    const data = new Set(inputs.filter((input) => between.has(input)));
    if (![...data].some((input) => skip.has(input))) continue;
    const keeps =
      additions.has(op) ||
      (data.size === 1 &&
        ((rules.has("carriedSkip") && carriers.has(op)) || (rules.has("scaledSkip") && scalings.has(op))));
    if (keeps) for (const output of outputs) skip.add(output);
  }
  return skip;
}

/** How nodes of a segment let tokens see each other. */
export function mixerOf(
  nodes: readonly FlowNode[],
  between: ReadonlySet<string>,
  flow: DataFlow,
  rules: TapRules = allTapRules,
): Segment["mixer"] {
  const own = new Set(nodes);
  if (nodes.some((node) => isAttention(node, between, rules) || isSoftmaxOfProduct(node, own, between, flow, rules)))
    return "attention";
  return nodes.some((node) => isOtherMixer(node, rules)) ? "other" : undefined;
}

/** How many attentions follow each other on one way through a segment. */
export function attentionDepth({ nodes }: Segment, { between }: CutPath, flow: DataFlow): number {
  const own = new Set(nodes);
  const depths = new Map<string, number>();
  for (const node of nodes) {
    const attends =
      isAttention(node, between) || (node.op !== "Exp" && isSoftmaxOfProduct(node, own, between, flow)) ? 1 : 0;
    const depth = attends + largest(node.inputs.map((input) => depths.get(input) ?? 0));
    for (const output of node.outputs) depths.set(output, depth);
  }
  return largest(depths.values());
}

/** Cross-attention does not count: its keys come from elsewhere. */
function isAttention({ op, node }: FlowNode, between: ReadonlySet<string>, rules: TapRules = allTapRules): boolean {
  return (
    attentions.has(op) && (!rules.has("ownKeys") || !takesKey(op, node.domain) || between.has(node.inputs[1] ?? ""))
  );
}

function isOtherMixer({ op, node }: FlowNode, rules: TapRules): boolean {
  if (otherMixers.has(op)) return true;
  const mixes = (inner: string) => attentions.has(inner) || softmaxes.has(inner) || otherMixers.has(inner);
  return rules.has("mixersInBranches") && (op === "If" || op === LOCAL_FUNCTION) && holds(node.subgraphs, mixes);
}

/** Whether a softmax is taken over a product of two tensors of the stream: queries by keys. */
function isSoftmaxOfProduct(
  softmax: FlowNode,
  own: ReadonlySet<FlowNode>,
  between: ReadonlySet<string>,
  flow: DataFlow,
  rules: TapRules = allTapRules,
): boolean {
  if (!softmaxes.has(softmax.op)) return false;
  const seen = new Set<FlowNode>();
  const open = [softmax];
  for (const node of open) {
    for (const input of node.inputs) {
      const producer = flow.producers.get(input);
      if (!producer || !own.has(producer) || seen.has(producer) || !between.has(input)) continue;
      seen.add(producer);
      if (products.has(producer.op)) {
        if (!rules.has("queriesByKeys") || multipliesStream(producer, between)) return true;
      } else if (beforeSoftmax.has(producer.op)) open.push(producer);
    }
  }
  return false;
}

function multipliesStream({ inputs, node }: FlowNode, between: ReadonlySet<string>): boolean {
  const data = new Set(inputs.filter((input) => between.has(input)));
  return data.size >= 2 && node.inputs.slice(0, 2).every((input) => between.has(input));
}
