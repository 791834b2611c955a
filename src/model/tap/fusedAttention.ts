import { Constants } from "../graph/constants.ts";
import { type FusedNode, RUNTIME_DOMAIN } from "../graph/graphEdit.ts";
import { integersAttribute } from "../graph/nodeAttributes.ts";
import { elementTypes, initializerField, nodeField } from "../graph/onnxBuilder.ts";
import type { GraphNode, OnnxModel } from "../graph/onnxGraph.ts";

/** Queries, keys or values: `states · weights + bias`, divided among the heads. */
interface Projected {
  readonly states: string;
  readonly weights: string;
  readonly bias: string;
  readonly heads: number;
}

interface Scores {
  readonly product: GraphNode;
  readonly scale: number;
  readonly mask: string | undefined;
}

const HEADS_FIRST = "0,2,1,3";
const HEADS_FIRST_TRANSPOSED = "0,2,3,1";

/**
 * Attention of a text to itself that is written out in single operators, as ONNX Runtime's own operator, which makes
 * queries, keys and values, adds their biases, divides by heads, scales and masks on the way:
 * `softmax(Q Kᵀ · scale + mask) V`. ONNX Runtime finds it in few exports by itself. Found by its form alone; whether the
 * states stay the same, running it has to show. MiniLM on two cores takes 2.7 % less time; `MultiHeadAttention`, which
 * is given queries, keys and values, as much as before, and `SkipLayerNormalization` 8 % more.
 */
export function fusedAttentions(model: OnnxModel): readonly FusedNode[] {
  const forms = new Forms(model);
  const masks = new Set<string>();
  return model.graph.nodes.flatMap((node) => (node.op === "Softmax" ? (fusedAt(node, forms, masks) ?? []) : []));
}

/** Names of what attention with masks of their full size needs: int64 `[1]` each. */
const constants = { zero: 0n, one: 1n, two: 2n };

function nameOf(constant: string): string {
  return `strata.attention.${constant}`;
}

/** Encoded initialisers that the nodes of `fusedAttentions` read. */
export function fusedConstants(): Buffer[] {
  return Object.entries(constants).map(([name, value]) =>
    initializerField(nameOf(name), "int64", [1], BigInt64Array.of(value)),
  );
}

/** `masks`: those that were brought to their full size before. */
function fusedAt(softmax: GraphNode, forms: Forms, masks: Set<string>): FusedNode | undefined {
  const weighed = forms.onlyReader(softmax, "MatMul");
  const merged = weighed && forms.onlyReader(weighed, "Transpose");
  const last = merged && forms.isOrdered(merged, HEADS_FIRST) ? forms.onlyReader(merged, "Reshape") : undefined;
  const scores = forms.scores(softmax);
  const context = last?.outputs[0];
  if (weighed === undefined || last === undefined || context === undefined || scores === undefined) return undefined;
  const query = forms.projected(scores.product.inputs[0], HEADS_FIRST);
  const key = forms.projected(scores.product.inputs[1], HEADS_FIRST_TRANSPOSED);
  const value = forms.projected(weighed.inputs[1], HEADS_FIRST);
  if (query === undefined || key === undefined || value === undefined) return undefined;
  const parts = [query, key, value];
  if (parts.some(({ states, heads }) => states !== query.states || heads !== query.heads)) return undefined;
  const { mask, scale } = scores;
  const [weights, bias] = [nameIn(context, "weights"), nameIn(context, "bias")];
  const [matrices, biases] = [parts.map((part) => part.weights), parts.map((part) => part.bias)];
  const nodes = [
    nodeField("Concat", matrices, [weights], { axis: 1 }),
    nodeField("Concat", biases, [bias], { axis: 0 }),
    ...(mask === undefined || masks.has(mask) ? [] : wholeMask(mask, query.states)),
  ];
  const masked = mask === undefined ? [] : [mask];
  for (const one of masked) masks.add(one);
  const inputs = [query.states, weights, bias, "", "", ...masked.map(wholeName)];
  const attributes = { num_heads: query.heads, scale: { float: scale } };
  nodes.push(nodeField("Attention", inputs, [context], attributes, RUNTIME_DOMAIN));
  return { replaces: last, inputs: [query.states, ...matrices, ...biases, ...masked], nodes };
}

/** The operator takes no mask that stands for all queries: `[batch or 1, heads or 1, queries, keys]`. */
function wholeMask(mask: string, states: string): Buffer[] {
  const name = (part: string) => nameIn(mask, part);
  const slice = (from: keyof typeof constants, to: keyof typeof constants, output: string) =>
    nodeField("Slice", [name("sizes"), nameOf(from), nameOf(to)], [output]);
  return [
    nodeField("Shape", [states], [name("sizes")]),
    slice("zero", "one", name("batch")),
    slice("one", "two", name("tokens")),
    nodeField("Concat", [name("batch"), nameOf("one"), name("tokens"), name("tokens")], [name("shape")], { axis: 0 }),
    nodeField("Expand", [mask, name("shape")], [wholeName(mask)]),
  ];
}

function wholeName(mask: string): string {
  return nameIn(mask, "whole");
}

/** Apart from the names of taps, whatever the model calls its tensors. */
function nameIn(tensor: string, part: string): string {
  return `strata.attention.${part} of ${tensor}`;
}

/** Recognises parts of a graph by their form. */
class Forms {
  readonly #model: OnnxModel;
  readonly #constants: Constants;
  readonly #producers = new Map<string, GraphNode>();
  readonly #readers = new Map<string, GraphNode[]>();

  constructor(model: OnnxModel) {
    this.#model = model;
    this.#constants = new Constants(model);
    for (const node of model.graph.nodes) {
      for (const output of node.outputs) this.#producers.set(output, node);
      for (const input of new Set([...node.inputs, ...node.captured])) {
        const readers = this.#readers.get(input);
        if (readers) readers.push(node);
        else this.#readers.set(input, [node]);
      }
    }
  }

  /** The one node that reads a node's output, where it is such a one. */
  onlyReader(node: GraphNode, op: string): GraphNode | undefined {
    const [reader, ...others] = this.#readers.get(node.outputs[0] ?? "") ?? [];
    return others.length === 0 && reader?.op === op && reader.domain === "" ? reader : undefined;
  }

  isOrdered(transpose: GraphNode, order: string): boolean {
    return integersAttribute(this.#model, transpose, "perm")?.join() === order;
  }

  /** What a softmax is taken of: products of queries and keys, scaled and masked. */
  scores(softmax: GraphNode): Scores | undefined {
    const input = softmax.inputs[0] ?? "";
    const sum = this.#producer(input, "Add");
    const operands = sum === undefined ? [input] : sum.inputs;
    for (const [i, operand] of operands.entries()) {
      const found = this.#scaledProduct(operand);
      if (found !== undefined) return { ...found, mask: sum?.inputs[1 - i] };
    }
    return undefined;
  }

  /** What heads are made of: `Transpose(Reshape(product + bias, […, heads, width]))`. */
  projected(tensor: string | undefined, order: string): Projected | undefined {
    const transpose = this.#producer(tensor, "Transpose");
    if (transpose === undefined || !this.isOrdered(transpose, order)) return undefined;
    const reshape = this.#producer(transpose.inputs[0], "Reshape");
    const [heads, width] = this.#lastTwo(reshape?.inputs[1]) ?? [];
    const sum = this.#producer(reshape?.inputs[0], "Add");
    if (sum === undefined || heads === undefined || width === undefined) return undefined;
    const [product] = sum.inputs.flatMap((input) => this.#producer(input, "MatMul") ?? []);
    const bias = sum.inputs.find((input) => this.#model.graph.initializers.has(input));
    const [states, weights] = product?.inputs ?? [];
    const numbers = this.#floats(bias);
    if (states === undefined || weights === undefined || bias === undefined || numbers === undefined) return undefined;
    // One of the two sizes may be left to be found.
    const found = heads === -1 ? numbers / width : heads;
    return found * (width === -1 ? numbers / heads : width) === numbers
      ? { states, weights, bias, heads: found }
      : undefined;
  }

  /** How many float32 numbers an initialiser has. */
  #floats(tensor: string | undefined): number | undefined {
    const { raw, type } = this.#model.graph.initializers.get(tensor ?? "") ?? {};
    return raw === undefined || type !== elementTypes.float32 ? undefined : (raw.end - raw.start) / 4;
  }

  #scaledProduct(tensor: string): { product: GraphNode; scale: number } | undefined {
    const product = this.#producer(tensor, "MatMul");
    if (product !== undefined) return { product, scale: 1 };
    for (const op of ["Mul", "Div"]) {
      const scaling = this.#producer(tensor, op);
      const factor = this.#constants.of(scaling?.inputs[1] ?? "");
      const scaled = this.#producer(scaling?.inputs[0], "MatMul");
      if (scaled === undefined || factor?.length !== 1) continue;
      const [by = 1] = factor;
      return { product: scaled, scale: op === "Mul" ? by : 1 / by };
    }
    return undefined;
  }

  /** The last two of a shape's four sizes, where they are constants. */
  #lastTwo(shape: string | undefined): readonly (number | undefined)[] | undefined {
    const known = this.#constants.of(shape ?? "");
    if (known?.length === 4) return known.slice(2);
    const joined = this.#producer(shape, "Concat");
    if (joined?.inputs.length !== 4) return undefined;
    return joined.inputs.slice(2).map((size) => this.#constants.of(size)?.[0]);
  }

  #producer(tensor: string | undefined, op: string): GraphNode | undefined {
    const node = this.#producers.get(tensor ?? "");
    return node?.op === op && node.domain === "" ? node : undefined;
  }
}
