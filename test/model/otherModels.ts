import { initializerField, modelBytes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import { integerField, messageField, textField } from "../../src/model/graph/wire.ts";
import { TOY_HIDDEN_SIZE, toyModel, weights } from "./toyModel.ts";

/**
 * A model built as Mamba is, by hand: in every block one residual connection, a convolution over the tokens before and
 * a running sum, no attention.
 */
export function stateSpaceModel(layers = 2): Buffer {
  const size = TOY_HIDDEN_SIZE;
  const graph = [
    valueField("input", "input_ids", "int64", ["batch", "tokens"]),
    valueField("output", "logits", "float32", ["batch", "tokens", 11]),
    weights("table", [50, size]),
    weights("head", [size, 11], 3),
    initializerField("axis", "int64", [], BigInt64Array.of(1n)),
    nodeField("Gather", ["table", "input_ids"], ["x0"]),
  ];
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `${part}.${layer}`;
    graph.push(
      weights(name("in"), [size, size], 5 * layer),
      weights(name("kernel"), [size, 1, 3], 5 * layer + 1),
      weights(name("out"), [size, size], 5 * layer + 2),
      nodeField("MatMul", [`x${layer}`, name("in")], [name("wide")]),
      nodeField("Transpose", [name("wide")], [name("channels")], { perm: [0, 2, 1] }),
      nodeField("Conv", [name("channels"), name("kernel")], [name("mixed")], { group: size, pads: [2, 0] }),
      nodeField("Transpose", [name("mixed")], [name("tokens")], { perm: [0, 2, 1] }),
      nodeField("Tanh", [name("tokens")], [name("bent")]),
      nodeField("CumSum", [name("bent"), "axis"], [name("scanned")]),
      nodeField("MatMul", [name("scanned"), name("out")], [name("back")]),
      nodeField("Add", [`x${layer}`, name("back")], [`x${layer + 1}`]),
    );
  }
  return modelBytes([...graph, nodeField("MatMul", [`x${layers}`, "head"], ["logits"])]);
}

/** A toy decoder inside an attribute of com.microsoft's operator `op`, as its conversion tool writes it. */
export function searchModel(op: string): Buffer {
  const decoder = messageField(6, [textField(2, "decoder"), nodeField("Identity", ["ids"], ["scores"])]);
  const node = messageField(1, [
    ...["input_ids", "max_length"].map((name) => textField(1, name)),
    textField(2, "sequences"),
    textField(4, op),
    messageField(5, [textField(1, "decoder"), decoder, integerField(20, 5)]),
    textField(7, "com.microsoft"),
  ]);
  return modelBytes([
    valueField("input", "input_ids", "int32", ["batch", "tokens"]),
    valueField("input", "max_length", "int32", [1]),
    valueField("output", "sequences", "int32", ["batch", "beams", "length"]),
    node,
  ]);
}

/** The toy without skip connections, which also declares what its exporter was asked for. */
export function plainStack(): Buffer {
  return toyModel({ withoutResiduals: true, declare: ["x0", "x1"] });
}
