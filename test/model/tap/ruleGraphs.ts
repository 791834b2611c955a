import { initializerField, modelBytes, nodeField, valueField } from "../../../src/model/graph/onnxBuilder.ts";
import { bytesField, integerField, messageField, textField } from "../../../src/model/graph/wire.ts";

/** A graph that is only looked at, and where its hidden states are. */
export interface RuleGraph {
  readonly bytes: Buffer;
  /** What the configuration says of the number of layers. */
  readonly layerCounts: readonly number[];
  readonly hidden: readonly string[];
}

const attention = (x: string, o: string) => [
  nodeField("MatMul", [x, "w"], [`${o}.query`]),
  nodeField("MatMul", [`${o}.query`, x], [`${o}.scores`]),
  nodeField("Softmax", [`${o}.scores`], [`${o}.weights`]),
  nodeField("MatMul", [`${o}.weights`, x], [o]),
];

const experts = (x: string, o: string) => [
  nodeField("MatMul", [x, "w"], [`${o}.gates`]),
  nodeField("Softmax", [`${o}.gates`], [`${o}.weights`]),
  nodeField("MatMul", [`${o}.weights`, "w"], [o]),
];

const crossAttention = (x: string, o: string) => [
  nodeField("MatMul", [x, "w"], [`${o}.query`]),
  nodeField("MultiHeadAttention", [`${o}.query`, "w", "w"], [o]),
];

/** Both branches compute `op` of a product of what they take from outside. */
const inBranches = (op: string) => (x: string, o: string) => {
  const branch = (name: string) => {
    const nodes = [nodeField("MatMul", [x, "w"], [`${name}.${o}`]), nodeField(op, [`${name}.${o}`], [`${name}.out`])];
    const graph = Buffer.concat([...nodes, valueField("output", `${name}.out`)]);
    return messageField(5, [textField(1, name), bytesField(6, graph), integerField(20, 5)]);
  };
  const branches = [branch("then_branch"), branch("else_branch")];
  return [messageField(1, [textField(1, "yes"), textField(2, o), textField(4, "If"), ...branches])];
};

const localFunction = (x: string, o: string) => [
  messageField(1, [textField(1, x), textField(2, o), textField(4, "Layer"), textField(7, "local")]),
];

/** What a piece adds to the stream, by letter. */
const branches: Readonly<Record<string, (x: string, o: string) => Buffer[]>> = {
  a: attention,
  d: attention,
  c: (x, o) => [nodeField("Conv", [x, "w"], [o])],
  m: (x, o) => [nodeField("MatMul", [x, "w"], [o])],
  e: experts,
  x: crossAttention,
  i: inBranches("Identity"),
  s: inBranches("Softmax"),
  f: localFunction,
};

/** Residual pieces one behind the other, from `s0` on, then what makes the output of the last of them. */
function graph(pieces: string, end: (last: string) => Buffer[] = (last) => [nodeField("Identity", [last], ["out"])]) {
  const nodes = Array.from(pieces, (letter, index) => {
    const [x, y, o] = [`s${index}`, `s${index + 1}`, `o${index}`];
    const skip = letter === "d" ? [nodeField("Mul", [x, "half"], [`${x}.scaled`])] : [];
    return [
      ...(branches[letter]?.(x, o) ?? []),
      ...skip,
      nodeField("Add", [skip.length > 0 ? `${x}.scaled` : x, o], [y]),
    ];
  });
  const model = modelBytes([
    valueField("input", "input_ids", "int64", ["batch", "tokens"]),
    initializerField("table", "float32", [4, 2], new Float32Array(8)),
    initializerField("w", "float32", [2, 2], new Float32Array(4)),
    initializerField("half", "float32", [], Float32Array.of(0.5)),
    initializerField("yes", "bool", [], Uint8Array.of(1)),
    initializerField("shape", "int64", [2], BigInt64Array.of(-1n, 2n)),
    nodeField("Gather", ["table", "input_ids"], ["s0"]),
    ...nodes.flat(),
    ...end(`s${pieces.length}`),
    valueField("output", "out", "float32"),
  ]);
  return Buffer.concat([model, messageField(25, [textField(1, "Layer"), textField(10, "local")])]);
}

const norm = (x: string, y: string) => nodeField("LayerNormalization", [x, "w"], [y]);

const stream = (...places: readonly number[]) => places.map((place) => `s${place}`);

function of(bytes: Buffer, hidden: readonly string[], ...layerCounts: readonly number[]): RuleGraph {
  return { bytes, hidden, layerCounts };
}

/** By the name of the rule that each needs. */
export const ruleGraphs: Readonly<Record<string, RuleGraph>> = {
  layoutBeforeFinalNorm: of(
    graph("amam", (last) => [nodeField("Reshape", [last, "shape"], ["flat"]), norm("flat", "out")]),
    [...stream(0, 2), "out"],
  ),
  oneFinalNorm: of(
    graph("amam", (last) => [norm(last, "normed"), nodeField("LpNormalization", ["normed"], ["out"])]),
    [...stream(0, 2), "normed"],
  ),
  tokensAreKept: of(
    graph("amam", (last) => [nodeField("ReduceMean", [last], ["out"])]),
    stream(0, 2, 4),
  ),
  scaledSkip: of(graph("ddd"), stream(0, 1, 2, 3)),
  heavyBranches: of(graph("ii"), stream(0, 2)),
  heavyFunctions: of(graph("ff"), stream(0, 2)),
  queriesByKeys: of(graph("aeae"), stream(0, 2, 4)),
  ownKeys: of(graph("axmaxm"), stream(0, 3, 6)),
  mixersInBranches: of(graph("sii"), stream(0, 3)),
  attentionPerLayer: of(graph("caa"), stream(1, 2, 3), 2),
  mixerPerLayer: of(graph("cma"), stream(0, 2, 3), 2),
  evenParts: of(graph("mmmmmm"), stream(0, 3, 6), 2),
  everyMixer: of(graph("acc"), stream(0, 1, 2, 3)),
  anyAttention: of(graph("acmam"), stream(0, 3, 5)),
  anyMixer: of(graph("cmm"), stream(0, 3)),
  blocksOfTwo: of(graph("mmmm"), stream(0, 2, 4)),
};
