import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ByteSource } from "../../../src/model/graph/byteSource.ts";
import { type OnnxModel, readModel } from "../../../src/model/graph/onnxGraph.ts";
import { planTap } from "../../../src/model/tap/tapPlan.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";
import { unpack } from "../zoo.ts";

const folder = tempFolder();

function read(path: string): OnnxModel {
  const source = new ByteSource(path);
  try {
    return readModel(source);
  } finally {
    source.close();
  }
}

describe("readModel", () => {
  it("finds nodes, weights, inputs and outputs with their places", () => {
    const bytes = toyModel({ layers: 1 });
    const { graph, opsets } = read(write(folder, "toy.onnx", bytes));
    expect(opsets.get("")).toBe(17);
    expect(graph.inputs).toMatchObject([{ name: "input_ids", type: 7, dims: ["batch", "tokens"] }]);
    expect(graph.outputs.map((output) => output.name)).toEqual(["last_hidden_state"]);
    expect(graph.nodes.filter((node) => node.op === "Add")).toMatchObject([
      { inputs: ["x0", "attention.0"], outputs: ["mid.0"], domain: "" },
      { inputs: ["mid.0", "mlp.0"], outputs: ["x1"] },
    ]);
    const raw = graph.initializers.get("scale")?.raw;
    const scale = bytes.subarray(raw?.start, raw?.end);
    expect(Array.from({ length: 8 }, (_, index) => scale.readFloatLE(4 * index))).toEqual(new Array(8).fill(1));
  });

  it("sees what subgraphs read from outside", () => {
    const { graph } = read(unpack(folder, "gpt2.merged"));
    const [choice] = graph.nodes.filter((node) => node.op === "If");
    expect(choice?.subgraphs.map((subgraph) => subgraph.attribute)).toEqual(["else_branch", "then_branch"]);
    expect(choice?.captured).toContain("input_ids");
  });

  it("merges graphs that were appended", () => {
    const whole = toyModel({ layers: 1 });
    const extra = Buffer.from([0x3a, 0x05, 0x62, 0x03, 0x0a, 0x01, 0x78]); // ModelProto{graph{output{name: "x"}}}
    const { graph } = read(write(folder, "appended.onnx", Buffer.concat([whole, extra])));
    expect(graph.outputs.map((output) => output.name)).toEqual(["last_hidden_state", "x"]);
  });
});

describe("what is no model", () => {
  const model = readFileSync(unpack(folder, "bert.legacy-17"));
  const bad: [string, Uint8Array | string][] = [
    ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
    ["zeros", Buffer.alloc(4096)],
    ["another protobuf message", Buffer.from([0x0a, 0x03, 0x61, 0x62, 0x63])],
  ];

  it.each(bad)("%s", (_, bytes) => {
    const path = write(folder, "bad.onnx", bytes);
    expect(() => planTap(path)).toThrow(expect.objectContaining({ code: "modelNotReadable" }));
    expect(() => planTap(path)).toThrow(/bad\.onnx.*byte/);
  });

  it.each([10, 1000, 50_000, model.length - 5])("cut at %d", (size) => {
    const path = write(folder, "cut.onnx", model.subarray(0, size));
    const detail = { path, wanted: "onnx", found: "cut" };
    expect(() => planTap(path)).toThrow(expect.objectContaining({ code: "fileWrong", detail }));
  });

  it("a folder", () => {
    expect(() => planTap(folder)).toThrow(expect.objectContaining({ code: "modelNotReadable" }));
  });

  it("a file that is not there", () => {
    expect(() => planTap(`${folder}/none.onnx`)).toThrow(/modelNotReadable.*none\.onnx.*ENOENT/);
  });
});
