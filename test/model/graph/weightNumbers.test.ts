import { afterAll, describe, expect, it } from "vitest";
import { initializerField, modelBytes, nodeField, valueField } from "../../../src/model/graph/onnxBuilder.ts";
import { closeGraph, openGraph } from "../../../src/model/graph/modelGraph.ts";
import { weightNumbers } from "../../../src/model/graph/weightNumbers.ts";
import { externalToy } from "../externalToy.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";

const folder = tempFolder();

describe("the numbers of weights", () => {
  const half = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555);
  const brain = Uint16Array.of(0x3f80, 0xc000, 0x4049);
  const graph = openGraph(
    write(
      folder,
      "weights.onnx",
      modelBytes([
        valueField("input", "x", "float32", [1]),
        valueField("output", "y", "float32", [1]),
        nodeField("Identity", ["x"], ["y"]),
        initializerField("single", "float32", [2], Float32Array.of(0.5, -3)),
        initializerField("half", "float16", [5], half),
        initializerField("brain", "bfloat16", [3], brain),
        initializerField("whole", "int64", [1], BigInt64Array.of(7n)),
      ]),
    ),
  );
  afterAll(() => closeGraph(graph));

  it("are read in single and in both half precisions", () => {
    expect(weightNumbers(graph, "single", 9)).toEqual(Float64Array.of(0.5, -3));
    const [one, two, least, infinite, third] = weightNumbers(graph, "half", 9) ?? [];
    expect([one, two, least, infinite]).toEqual([1, -2, 2 ** -24, Infinity]);
    expect(third).toBeCloseTo(1 / 3, 3);
    expect(weightNumbers(graph, "brain", 9)).toEqual(Float64Array.of(1, -2, 3.140625));
  });

  it("are not read of other types, of none, nor of more than are wanted", () => {
    for (const name of ["whole", "none"]) expect(weightNumbers(graph, name, 9)).toBeUndefined();
    expect(weightNumbers(graph, "single", 1)).toBeUndefined();
  });

  it("are read from another file", () => {
    const { proto, data } = externalToy(folder, "table.bin", 64);
    write(folder, "table.bin", Buffer.concat([Buffer.alloc(64), data]));
    const [outside, inside] = [
      openGraph(write(folder, "outside.onnx", proto)),
      openGraph(write(folder, "inside.onnx", toyModel())),
    ];
    const numbers = weightNumbers(outside, "table", 1e4);
    expect(numbers?.length).toBe(400);
    expect(numbers).toEqual(weightNumbers(inside, "table", 1e4));
    expect(weightNumbers(outside, "table", 100)).toBeUndefined();
    closeGraph(outside);
    closeGraph(inside);
  });
});
