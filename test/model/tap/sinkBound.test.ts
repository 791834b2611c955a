import { describe, expect, it } from "vitest";
import { sinkBound } from "../../../src/model/tap/sinkBound.ts";

function tokens(norms: readonly number[]): Float32Array {
  return Float32Array.from(norms.flatMap((norm) => [0, norm]));
}

describe("sinkBound", () => {
  it("is ten robust deviations above the median", () => {
    // Median 100, median deviation 20.
    expect(sinkBound(tokens([60, 80, 100, 120, 5000]), 2)).toBeCloseTo(100 + 10 * 1.4826 * 20, 3);
  });

  it("is twice the median where norms hardly differ", () => {
    expect(sinkBound(tokens([10, 10, 10, 10, 10]), 2)).toBe(20);
    expect(sinkBound(tokens([10]), 2)).toBe(20);
  });

  it("bounds nothing where norms tell nothing", () => {
    expect(sinkBound(tokens([0, 0, 0]), 2)).toBe(Infinity);
    expect(sinkBound(tokens([NaN, 1]), 2)).toBe(Infinity);
    expect(sinkBound(new Float32Array(), 2)).toBe(Infinity);
  });
});
