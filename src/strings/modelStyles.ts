import type { ModelStyle } from "../protocol/models.ts";

/** How a file's weights are stored, in words. */
export const styleNames: Readonly<Record<ModelStyle, string>> = {
  fp32: "full precision",
  fp16: "half precision",
  int8: "dynamic int8 (distorts the states)",
  uint8: "dynamic uint8 (distorts the states)",
  quantized: "dynamic int8 (distorts the states)",
  q4: "4-bit weights",
  q4f16: "4-bit weights, half precision",
  bnb4: "4-bit weights (bitsandbytes)",
  q2: "2-bit weights",
  q1: "1-bit weights",
  other: "as exported",
};
