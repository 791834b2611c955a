import type { FlowNode } from "../graph/dataFlow.ts";
import {
  additions,
  attentions,
  beforeSoftmax,
  carriers,
  norms,
  normSteps,
  products,
  scalings,
  softmaxes,
  takesKey,
} from "../graph/operators.ts";
import type { StreamStructure } from "./residualStream.ts";
import { mixerOf, type Segment, skipPath } from "./segments.ts";

type Part =
  | "attention output"
  | "cross attention output"
  | "mixer output"
  | "mlp output"
  | "mlp activation"
  | "normalised input"
  | "normalised mlp input"
  | "query"
  | "key"
  | "value";

/**
 * The tensors of a residual segment whose part is told by where they stand: what is added to the skip path, what norms
 * give to the branches, the two operands that a softmax is taken of and the third it weighs.
 */
export function* segmentTensors(segment: Segment, structure: StreamStructure): Generator<readonly [string, Part]> {
  const inside = new Inside(segment, structure);
  const { nodes } = segment;
  const skip = skipPath(segment.start, nodes, structure.path.between);
  for (const node of nodes) {
    if (!additions.has(node.op) || !node.outputs.some((output) => skip.has(output))) continue;
    for (const operand of inside.data(node)) if (!skip.has(operand)) yield* branchParts(operand, inside);
  }
  const normed = normedInputs(segment, inside);
  for (const [position, tensor] of normed.entries())
    yield [tensor, position === 0 && segment.mixer !== undefined ? "normalised input" : "normalised mlp input"];
  for (const node of nodes) yield* attentionParts(node, inside);
}

/** Walks through the nodes of one segment. */
class Inside {
  readonly #producers = new Map<string, FlowNode>();
  readonly #structure: StreamStructure;
  readonly segment: Segment;

  constructor(segment: Segment, structure: StreamStructure) {
    this.segment = segment;
    this.#structure = structure;
    for (const node of segment.nodes) for (const output of node.outputs) this.#producers.set(output, node);
  }

  producer(tensor: string): FlowNode | undefined {
    return this.#producers.get(tensor);
  }

  /** The inputs of a node that come from the stream, each once. */
  data({ inputs }: FlowNode): string[] {
    return [...new Set(inputs.filter((input) => this.#structure.path.between.has(input)))];
  }

  /** The nodes a tensor is made by, back to the start of the segment. */
  before(tensor: string): FlowNode[] {
    const found = new Set<FlowNode>();
    const open = [tensor];
    for (const name of open) {
      const node = this.producer(name);
      if (!node || found.has(node)) continue;
      found.add(node);
      for (const input of this.data(node)) open.push(input);
    }
    return this.segment.nodes.filter((node) => found.has(node));
  }

  mixer(nodes: readonly FlowNode[]): Segment["mixer"] {
    return mixerOf(nodes, this.#structure.path.between, this.#structure.flow);
  }

  /** Goes back through what only scales, shifts or moves a tensor; a bias belongs to the tensor. */
  origin(tensor: string): string {
    for (let found = tensor; ;) {
      const node = this.producer(found);
      const [only, ...others] = node ? this.data(node) : [];
      if (!node || only === undefined || others.length > 0) return found;
      if (!carriers.has(node.op) && !(scalings.has(node.op) && !additions.has(node.op))) return found;
      found = only;
    }
  }
}

/** A parallel block adds attention and MLP to each other first. */
function* branchParts(operand: string, inside: Inside): Generator<readonly [string, Part]> {
  const producer = inside.producer(operand);
  const addends = producer && additions.has(producer.op) ? inside.data(producer) : [];
  const mixing = addends.filter((addend) => inside.mixer(inside.before(addend)) !== undefined);
  const heavy = addends.filter((addend) => inside.before(addend).some(({ op }) => products.has(op)));
  if (mixing.length === 1 && heavy.length === 2) {
    for (const addend of addends) yield* branchParts(addend, inside);
    return;
  }
  const nodes = inside.before(operand);
  const mixer = inside.mixer(nodes);
  if (mixer !== undefined) yield [operand, mixer === "attention" ? "attention output" : "mixer output"];
  else if (looksElsewhere(nodes)) yield [operand, "cross attention output"];
  else {
    yield [operand, "mlp output"];
    const product = inside.producer(beforeBias(operand, inside));
    const [activation, ...others] = product && products.has(product.op) ? inside.data(product) : [];
    if (activation !== undefined && others.length === 0) yield [activation, "mlp activation"];
  }
}

/** A softmax whose keys are not of this stream; one that chooses experts does not count. */
function looksElsewhere(nodes: readonly FlowNode[]): boolean {
  const ops = nodes.map(({ op }) => op);
  return ops.some((op) => attentions.has(op)) || (ops.includes("Softmax") && !ops.includes("TopK"));
}

function beforeBias(tensor: string, inside: Inside): string {
  const origin = inside.origin(tensor);
  const node = inside.producer(origin);
  const [only, ...others] = node && additions.has(node.op) ? inside.data(node) : [];
  return only === undefined || others.length > 0 ? origin : inside.origin(only);
}

/** What a norm at the start of the segment hands to the rest of it. */
function normedInputs({ start, nodes }: Segment, inside: Inside): string[] {
  const region = new Set([start]);
  const normed = new Set<string>();
  const handed = new Set<string>();
  for (const node of nodes) {
    const data = inside.data(node);
    if (!normSteps.has(node.op) || !data.every((input) => region.has(input))) {
      for (const input of data) if (normed.has(input)) handed.add(input);
      continue;
    }
    const isNormed = norms.has(node.op) || data.some((input) => normed.has(input));
    for (const output of node.outputs) {
      region.add(output);
      if (isNormed) normed.add(output);
    }
  }
  return [...handed];
}

function* attentionParts(node: FlowNode, inside: Inside): Generator<readonly [string, Part]> {
  const parts = ["query", "key", "value"] as const;
  const named = (operands: readonly (string | undefined)[]) =>
    parts.flatMap((part, position) => {
      const operand = operands[position];
      return operand === undefined || operand === "" ? [] : [[inside.origin(operand), part] as const];
    });
  if (attentions.has(node.op)) {
    if (takesKey(node.op, node.node.domain)) yield* named(node.inputs.slice(0, 3));
  } else if (softmaxes.has(node.op)) {
    const scores = productBefore(node, inside);
    if (scores) yield* named([...scores.node.inputs.slice(0, 2), weighedBy(node, inside)]);
  }
}

/** The product of queries and keys that a softmax is taken of. */
function productBefore(softmax: FlowNode, inside: Inside): FlowNode | undefined {
  const seen = new Set([softmax]);
  const open = [softmax];
  for (const node of open) {
    for (const input of inside.data(node)) {
      const producer = inside.producer(input);
      if (!producer || seen.has(producer)) continue;
      seen.add(producer);
      if (products.has(producer.op) && inside.data(producer).length === 2) return producer;
      if (beforeSoftmax.has(producer.op)) open.push(producer);
    }
  }
  return undefined;
}

/** The values that a softmax's weights are multiplied with. */
function weighedBy(softmax: FlowNode, inside: Inside): string | undefined {
  const weights = new Set(softmax.outputs);
  for (const node of inside.segment.nodes) {
    const data = inside.data(node);
    if (!data.some((input) => weights.has(input))) continue;
    if (products.has(node.op)) return data.find((input) => !weights.has(input));
    if (beforeSoftmax.has(node.op) || carriers.has(node.op)) for (const output of node.outputs) weights.add(output);
  }
  return undefined;
}
