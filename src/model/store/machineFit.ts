import { totalmem } from "node:os";
import type { DeviceId, ModelFile, Provider } from "../../protocol/models.ts";
import type { GraphFile } from "./graphFiles.ts";

/** Words in paths that say which execution provider a graph was built for. */
const builtFor: readonly (readonly [RegExp, Provider | undefined, string])[] = [
  [/^(cuda|gpu)$/, "cuda", "CUDA"],
  [/^(directml|dml)$/, "dml", "DirectML"],
  [/^webgpu$/, "webgpu", "WebGPU"],
  [/^coreml$/, "coreml", "Core ML"],
  [/^(qnn|npu|openvino|tensorrt|trt|rtx|rocm|migraphx|vitis|vitisai)$/, undefined, "hardware Strata does not use"],
];

/** The platforms a provider exists on, where it is not all. */
const platforms: Partial<Record<Provider, readonly NodeJS.Platform[]>> = {
  cuda: ["linux", "win32"],
  dml: ["win32"],
  coreml: ["darwin"],
};

/** Share of the memory a Mac can be expected to free: what it reports as free leaves out all it could drop. */
const MAC_SHARE = 0.7;

/** Whether this machine is expected to run a graph on `device`; `auto` may take any device of the platform. */
export function machineFit({ file, bytes }: Pick<GraphFile, "file" | "bytes">, device: DeviceId): ModelFile["runs"] {
  const words = file.replace(/\.onnx$/, "").split(/[/_-]/);
  const build = builtFor.find(([pattern]) => words.some((word) => pattern.test(word)));
  if (build !== undefined && !isUsable(build[1], device)) return { ok: false, reason: `it is built for ${build[2]}` };
  const memory = freeMemory();
  if (bytes <= memory) return { ok: true };
  return { ok: false, reason: `it takes ${gigabytes(bytes)} of memory, and ${gigabytes(memory)} are free` };
}

function isUsable(provider: Provider | undefined, device: DeviceId): boolean {
  if (provider === undefined) return false;
  if (device !== "auto") return provider === device;
  return platforms[provider]?.includes(process.platform) ?? true;
}

function freeMemory(): number {
  return process.platform === "darwin" ? MAC_SHARE * totalmem() : process.availableMemory();
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
