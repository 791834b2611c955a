import { reasonOf, StrataError } from "../../protocol/errors.ts";

/** ONNX Runtime puts the line of its source and the condition that did not hold before what it says. */
const SOURCE_LINE = /\S*onnxruntime_src\S*:\d+ .*? was false\.\s*/;

/** What went wrong on a device, without the place in ONNX Runtime's source and without a full stop. */
export function failureReason(error: unknown): string {
  const detail: object = error instanceof StrataError ? (error as StrataError).detail : {};
  const reason = "reason" in detail && typeof detail.reason === "string" ? detail.reason : reasonOf(error);
  return reason.replace(SOURCE_LINE, "").replace(/[\s.]+$/, "");
}

/** How providers say that a batch needs more memory, or a larger buffer, than the device has. */
const MEMORY_ENDS = [
  /out.?of.?(device.?|host.?)?memory/,
  /failed to allocate|allocation fail|bad_alloc|not enough memory/,
  /\[invalid buffer/, // WebGPU: one that could not be made.
  /too many storage buffers/, // WebGPU: ONNX Runtime divides what is larger than one, up to a limit.
  /exceeds the max|larger than the max/, // WebGPU: its other limits.
  /8007000e/, // DirectML: E_OUTOFMEMORY.
  /cuda failure 2\b/, // CUDA: cudaErrorMemoryAllocation.
];

/** Whether a smaller batch may succeed where this failure came up. */
export function isOutOfMemory(error: unknown): boolean {
  const reason = reasonOf(error).toLowerCase();
  return MEMORY_ENDS.some((pattern) => pattern.test(reason));
}
