import { reasonOf, StrataError } from "../../protocol/errors.ts";

/** ONNX Runtime puts the line of its source and the condition that did not hold before what it says. */
const SOURCE_LINE = /\S*onnxruntime_src\S*:\d+ .*? was false\.\s*/;

/** What went wrong on a device, without the place in ONNX Runtime's source and without a full stop. */
export function failureReason(error: unknown): string {
  const detail: object = error instanceof StrataError ? (error as StrataError).detail : {};
  const reason = "reason" in detail && typeof detail.reason === "string" ? detail.reason : reasonOf(error);
  return reason.replace(SOURCE_LINE, "").replace(/[\s.]+$/, "");
}

/** Whether a smaller batch may succeed where this failure came up. */
export function isOutOfMemory(error: unknown): boolean {
  return /out.?of.?(device.?|host.?)?memory|failed to allocate|bad_alloc|allocation fail|not enough memory|8007000E|CUDA failure 2\b|buffer size .*exceeds|larger than the maximum/i.test(
    reasonOf(error),
  );
}
