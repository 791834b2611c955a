import { fork } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { initializerField, modelBytes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import { createSession, floats } from "../../src/model/onnxruntime.ts";

/** y = x · w + 1, written by hand. */
function affineModel(): Buffer {
  return modelBytes([
    valueField("input", "x", "float32", ["rows", 2]),
    valueField("output", "y"),
    initializerField("w", "float32", [2, 2], Float32Array.of(1, 2, 3, 4)),
    initializerField("one", "float32", [1], Float32Array.of(1)),
    nodeField("Gemm", ["x", "w", "one"], ["y"], { transB: 0, alpha: { float: 1 } }),
  ]);
}

describe("createSession", () => {
  it("runs a graph built by hand", async () => {
    const session = await createSession(affineModel());
    expect(session.inputs).toEqual(["x"]);
    expect(session.outputs).toEqual(["y"]);
    const result = await session.run({ x: { type: "float32", data: Float32Array.of(1, 1, 2, 0), dims: [2, 2] } }, [
      "y",
    ]);
    expect([...floats(result["y"])]).toEqual([5, 7, 3, 5]);
    expect(result["y"]?.dims).toEqual([2, 2]);
    await session.dispose();
  });

  it("reads views that do not begin at their buffer's start", async () => {
    const session = await createSession(affineModel(), { threads: 1, optimization: "none" });
    const data = Float32Array.of(9, 9, 1, 1).subarray(2);
    const result = await session.run({ x: { type: "float32", data, dims: [1, 2] } });
    expect([...floats(result["y"])]).toEqual([5, 7]);
    await session.dispose();
  });

  it.each(["int64", "int32", "uint8", "bool", "float16"] as const)("passes %s through", async (type) => {
    const session = await createSession(
      modelBytes([
        valueField("input", "x", "float32", ["n"]),
        valueField("output", "y", type, ["n"]),
        nodeField("Cast", ["x"], ["y"], { to: { int64: 7, int32: 6, uint8: 2, bool: 9, float16: 10 }[type] }),
      ]),
    );
    const { y } = await session.run({ x: { type: "float32", data: Float32Array.of(0, 1), dims: [2] } });
    expect(y?.type).toBe(type);
    expect([...(y?.data ?? [])].map(Number)).toEqual(type === "float16" ? [0, 0x3c00] : [0, 1]);
    await session.dispose();
  });

  it("reads half-precision inputs in a process with a Float16Array", async () => {
    const child = fork(path.join(import.meta.dirname, "halfProcess.ts"), { execArgv: ["--no-warnings"] });
    const message = await new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", (status) => reject(new Error(`ended with ${status ?? "a signal"}`)));
    });
    expect(message).toEqual({ before: true, read: [1, -2, 0.5, 0], same: [0x3c00, 0xc000, 0x3800, 0] });
  });

  it("rejects what is no model", async () => {
    await expect(createSession(Buffer.from("not a model"))).rejects.toThrow();
  });
});

it("floats refuses other types", () => {
  expect(() => floats({ type: "int32", data: new Int32Array(1), dims: [1] })).toThrow("int32");
  expect(() => floats(undefined)).toThrow("none");
});
