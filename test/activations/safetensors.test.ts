import { describe, expect, it } from "vitest";
import { decodeHeader, encodeHeader, headerLength } from "../../src/activations/safetensors.ts";

const tensors = [
  { name: "layer.0", dtype: "F16", shape: [3, 4] },
  { name: "keys", dtype: "U8", shape: [3, 16] },
] as const;

describe("safetensors header", () => {
  it("is what the format says", () => {
    const header = encodeHeader(tensors, { model: "ünï" });
    expect(header.length % 8).toBe(0);
    expect(header.readBigUInt64LE()).toBe(BigInt(header.length - 8));
    expect(JSON.parse(header.subarray(8).toString())).toEqual({
      __metadata__: { model: "ünï" },
      "layer.0": { dtype: "F16", shape: [3, 4], data_offsets: [0, 24] },
      keys: { dtype: "U8", shape: [3, 16], data_offsets: [24, 72] },
    });
  });

  it("reads what it wrote", () => {
    const header = encodeHeader(tensors, { model: "m" });
    expect(headerLength(header, header.length + 72)).toBe(header.length - 8);
    expect(decodeHeader(header.subarray(8))).toEqual({
      metadata: { model: "m" },
      tensors: [
        { ...tensors[0], start: 0, end: 24 },
        { ...tensors[1], start: 24, end: 72 },
      ],
    });
  });

  it.each([
    ["", "its header is not JSON"],
    ["[]", "its header is not a JSON object"],
    ['{"a": 1}', 'its header says nothing usable of tensor "a"'],
    ['{"a": {"dtype": "F16", "shape": ["x"], "data_offsets": [0, 1]}}', "nothing usable"],
    ['{"a": {"dtype": "F16", "shape": [1], "data_offsets": [0]}}', "nothing usable"],
  ])("refuses %s", (json, reason) => {
    expect(() => decodeHeader(Buffer.from(json))).toThrow(reason);
  });

  it.each([
    [Buffer.alloc(0), "it is 0 bytes long"],
    [Buffer.alloc(7), "it is 7 bytes long"],
    [Buffer.alloc(9, 0xff), "its header of 18446744073709551615 bytes is cut off"],
  ])("refuses a beginning of %o", (bytes, reason) => {
    expect(() => headerLength(bytes, bytes.length)).toThrow(reason);
  });
});
