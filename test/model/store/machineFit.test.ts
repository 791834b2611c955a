import { expect, it } from "vitest";
import { machineFit } from "../../../src/model/store/machineFit.ts";

const fit = (file: string, device: Parameters<typeof machineFit>[1], bytes = 1) => machineFit({ file, bytes }, device);

it.each([
  ["onnx/model_q4.onnx", "cpu", undefined],
  ["cpu_and_mobile/cpu-int4/model.onnx", "cpu", undefined],
  ["cuda/cuda-fp16/model.onnx", "cuda", undefined],
  ["cuda/cuda-fp16/model.onnx", "cpu", "it is built for CUDA"],
  ["directml/directml-int4/model.onnx", "webgpu", "it is built for DirectML"],
  ["onnx/model_q4f16_webgpu.onnx", "cpu", "it is built for WebGPU"],
  ["onnx/model_q4f16_webgpu.onnx", "auto", undefined],
  ["npu/qnn-int4/model.onnx", "auto", "it is built for hardware Strata does not use"],
] as const)("%s on %s: %s", (file, device, reason) => {
  expect(fit(file, device)).toEqual(reason === undefined ? { ok: true } : { ok: false, reason });
});

it("leaves to auto what the platform has", () => {
  expect(fit("directml/model.onnx", "auto").ok).toBe(process.platform === "win32");
  expect(fit("cuda/model.onnx", "auto").ok).toBe(process.platform !== "darwin");
});

it("wants the weights to fit into the memory", () => {
  expect(fit("onnx/model.onnx", "cpu", 1e6)).toEqual({ ok: true });
  expect(fit("onnx/model.onnx", "cpu", 1e13)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/^it takes 10000\.0 GB of memory, and \d+\.\d GB are free$/) as string,
  });
});
