import { initializerField, modelBytes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import type { Layout } from "../../src/model/tap/layout.ts";

export interface ToyOptions {
  readonly layers?: number;
  readonly layout?: Layout;
  readonly opset?: number;
  /** Texts it takes at once; any number where left out. */
  readonly batch?: number;
  /** Tokens it takes at once; any number where left out. */
  readonly tokens?: number;
  /** Words it has embeddings for. */
  readonly vocabulary?: number;
  /** Reads a cache as ONNX Runtime's own GPT-2 has it: key and value first, then the texts. */
  readonly past?: boolean;
  /** Names of its inputs of ids, mask and token types; it has the last only where it is named. */
  readonly inputs?: { readonly ids: string; readonly mask: string; readonly types: string };
  /** Leaves the residual additions out. */
  readonly withoutResiduals?: boolean;
  /** Factor of what the last block adds. */
  readonly lastBlockGain?: number;
  /** Leaves dropout before the final norm switched on, as a model exported in training mode has it. */
  readonly dropout?: boolean;
  /** `false` leaves the final norm out. */
  readonly finalNorm?: boolean;
  /** What every block does with the attention mask: it has none where left out. */
  readonly mask?: "read" | "ignored";
  /** Adds to every text the mean of those beside it, or draws a number for each run. */
  readonly beside?: "mean" | "noise";
  /** Tensors that are outputs as well. */
  readonly declare?: readonly string[];
  /** Puts one more normalisation behind the declared last hidden state. */
  readonly extraNorm?: boolean;
}

export const TOY_HIDDEN_SIZE = 8;
const TOY_VOCABULARY = 50;

/** A pre-norm transformer without norms inside its blocks, written by hand, with fixed random weights. */
export function toyModel(options: ToyOptions = {}): Buffer {
  const { layers = 2, layout = "batch tokens hidden", opset = 17 } = options;
  const ids = options.inputs?.ids ?? "input_ids";
  const shape = [options.batch ?? "batch", options.tokens ?? "tokens"];
  const words = options.inputs ? "words" : "looked up";
  const graph = [
    valueField("input", ids, "int64", shape),
    ...(options.mask ? maskOf(options.mask, options.inputs?.mask ?? "attention_mask", shape) : []),
    ...(options.inputs ? typesOf(options.inputs.types, shape) : []),
    valueField("output", "last_hidden_state", "float32", ["a", "b", TOY_HIDDEN_SIZE]),
    weights("table", [options.vocabulary ?? TOY_VOCABULARY, TOY_HIDDEN_SIZE]),
    nodeField("Gather", ["table", ids], [words]),
    ...(options.inputs ? [nodeField("Add", ["words", "of types"], ["looked up"])] : []),
    initializerField("flat", "int64", [2], BigInt64Array.of(-1n, BigInt(TOY_HIDDEN_SIZE))),
    initializerField("size", "int64", [1], BigInt64Array.of(BigInt(TOY_HIDDEN_SIZE))),
    nodeField("Shape", [ids], ["outer"]),
    nodeField("Concat", ["outer", "size"], ["whole"], { axis: 0 }),
    ...toLayout(layout, "looked up", "x0"),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const gain = layer === layers - 1 ? (options.lastBlockGain ?? 1) : 1;
    graph.push(...block(`x${layer}`, `x${layer + 1}`, layer, layout, options, gain));
  }
  graph.push(
    initializerField("scale", "float32", [TOY_HIDDEN_SIZE], new Float32Array(TOY_HIDDEN_SIZE).fill(1)),
    initializerField("half", "float32", [], Float32Array.of(0.5)),
    initializerField("training", "bool", [], Uint8Array.of(Number(options.dropout ?? false))),
    ...fromLayout(layout, `x${layers}`, "kept"),
    nodeField("Dropout", ["kept", "half", "training"], ["end"]),
    nodeField("Dropout", ["x1", "half", "training"], ["noise"]),
    options.finalNorm === false
      ? nodeField("Identity", ["end"], ["last_hidden_state"])
      : nodeField("LayerNormalization", ["end", "scale"], [options.extraNorm ? "normed" : "last_hidden_state"]),
  );
  if (options.extraNorm)
    graph.push(
      nodeField("Softmax", ["normed"], ["soft"]),
      nodeField("LayerNormalization", ["soft", "scale"], ["last_hidden_state"]),
    );
  const dims = ["batch", "tokens", TOY_HIDDEN_SIZE];
  const declared = (options.declare ?? []).map((name) => valueField("output", name, "float32", dims));
  return modelBytes([...declared, ...graph], opset);
}

function block(x: string, out: string, layer: number, layout: Layout, options: ToyOptions, gain: number): Buffer[] {
  const name = (part: string) => `${part}.${layer}`;
  const sum = (a: string, b: string, c: string) =>
    options.withoutResiduals ? nodeField("Identity", [b], [c]) : nodeField("Add", [a, b], [c]);
  const size = [TOY_HIDDEN_SIZE, TOY_HIDDEN_SIZE];
  return [
    ...["q", "k", "o", "up", "down"].map((part, index) =>
      weights(name(`w${part}`), size, 7 * layer + index, index === 2 || index === 4 ? gain : 1),
    ),
    ...fromLayout(layout, x, name("in")),
    nodeField("MatMul", [name("in"), name("wq")], [name("q")]),
    nodeField("MatMul", [name("in"), name("wk")], [name("k")]),
    ...pastOf(options, layer),
    nodeField("Transpose", [name(options.past ? "all k" : "k")], [name("kt")], { perm: [0, 2, 1] }),
    nodeField("MatMul", [name("q"), name("kt")], [name(options.mask ? "unmasked" : "scores")]),
    ...(options.mask ? [nodeField("Add", [name("unmasked"), "additive mask"], [name("scores")])] : []),
    nodeField("Softmax", [name("scores")], [name("p")], { axis: -1 }),
    nodeField("MatMul", [name("p"), name(options.past ? "all v" : "in")], [name("mixed")]),
    nodeField("MatMul", [name("mixed"), name("wo")], [name("attended")]),
    ...besideOf(options, name("attended"), name("together")),
    ...toLayout(layout, name("together"), name("attention")),
    sum(x, name("attention"), name("mid")),
    ...fromLayout(layout, name("mid"), name("mlp in")),
    nodeField("MatMul", [name("mlp in"), name("wup")], [name("up")]),
    nodeField("Tanh", [name("up")], [name("bent")]),
    nodeField("MatMul", [name("bent"), name("wdown")], [name("fed")]),
    ...toLayout(layout, name("fed"), name("mlp")),
    sum(name("mid"), name("mlp"), out),
  ];
}

/** Adds 0 for tokens and far below 0 for padding; where it is ignored, 0 for all. */
function maskOf(kind: "read" | "ignored", input: string, shape: readonly (number | string)[]): Buffer[] {
  return [
    valueField("input", input, "int64", shape),
    initializerField("one", "float32", [], Float32Array.of(1)),
    initializerField("far", "float32", [], Float32Array.of(kind === "read" ? 1e4 : 0)),
    initializerField("middle", "int64", [1], BigInt64Array.of(1n)),
    nodeField("Cast", [input], ["seen"], { to: 1 }),
    nodeField("Sub", ["seen", "one"], ["hidden"]),
    nodeField("Mul", ["hidden", "far"], ["flat mask"]),
    nodeField("Unsqueeze", ["flat mask", "middle"], ["additive mask"]),
  ];
}

/** Two kinds of tokens, as parts of a text. */
function typesOf(input: string, shape: readonly (number | string)[]): Buffer[] {
  return [
    valueField("input", input, "int64", shape),
    weights("type table", [2, TOY_HIDDEN_SIZE], 3),
    nodeField("Gather", ["type table", input], ["of types"]),
  ];
}

/** Keys and values of an empty past before those of the text. */
function pastOf({ past }: ToyOptions, layer: number): Buffer[] {
  if (past !== true) return [];
  const input = `past_${layer}`;
  const joined = (part: string, index: number, own: string) => {
    const [one, turned, flat] = [`${part} ${input}`, `turned ${part} ${input}`, `flat ${part} ${input}`];
    return [
      initializerField(`which ${one}`, "int64", [], BigInt64Array.of(BigInt(index))),
      nodeField("Gather", [input, `which ${one}`], [one], { axis: 0 }),
      nodeField("Transpose", [one], [turned], { perm: [0, 2, 1, 3] }),
      nodeField("Shape", [`in.${layer}`], [`text ${one}`]),
      initializerField(`first ${one}`, "int64", [1], BigInt64Array.of(0n)),
      nodeField("Gather", [`text ${one}`, `first ${one}`], [`texts ${one}`]),
      initializerField(`rest ${one}`, "int64", [2], BigInt64Array.of(0n, BigInt(TOY_HIDDEN_SIZE))),
      nodeField("Concat", [`texts ${one}`, `rest ${one}`], [`empty ${one}`], { axis: 0 }),
      nodeField("Reshape", [turned, `empty ${one}`], [flat], { allowzero: 1 }),
      nodeField("Concat", [flat, own], [`all ${part}.${layer}`], { axis: 1 }),
    ];
  };
  return [
    valueField("input", input, "float32", [2, "batch", 2, "past", TOY_HIDDEN_SIZE / 2]),
    ...joined("k", 0, `k.${layer}`),
    ...joined("v", 1, `in.${layer}`),
  ];
}

function besideOf({ beside }: ToyOptions, from: string, to: string): Buffer[] {
  const name = `beside ${from}`;
  if (beside === undefined) return [nodeField("Identity", [from], [to])];
  const other =
    beside === "mean"
      ? nodeField("ReduceMean", [from], [name], { axes: [0], keepdims: 1 })
      : nodeField("RandomNormalLike", [from], [name]);
  return [other, nodeField("Add", [from, name], [to])];
}

function toLayout(layout: Layout, from: string, to: string): Buffer[] {
  if (layout === "tokens batch hidden") return [nodeField("Transpose", [from], [to], { perm: [1, 0, 2] })];
  if (layout === "batch hidden tokens") return [nodeField("Transpose", [from], [to], { perm: [0, 2, 1] })];
  if (layout === "rows hidden") return [nodeField("Reshape", [from, "flat"], [to])];
  return [nodeField("Identity", [from], [to])];
}

function fromLayout(layout: Layout, from: string, to: string): Buffer[] {
  return layout === "rows hidden" ? [nodeField("Reshape", [from, "whole"], [to])] : toLayout(layout, from, to);
}

/** Weights between -1 and 1 from a small congruential generator. */
export function weights(name: string, dims: readonly number[], seed = 1, gain = 1): Buffer {
  let state = seed * 7919 + 1;
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (gain * state) / 2 ** 31;
  });
  return initializerField(name, "float32", dims, data);
}
