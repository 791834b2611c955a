import { describe, expect, it } from "vitest";
import { spearman } from "../../src/numeric/spearman.ts";

describe("spearman", () => {
  it("follows its closed form, with ties, and leaves out pairs without two numbers", () => {
    // 1 - 6 * (0 + 1 + 1 + 0 + 0) / (5 * 24)
    expect(spearman(Float64Array.of(1, 20, 3, 400, 5000), Float64Array.of(1, 2, 3, 4, 5))).toBeCloseTo(0.9, 12);
    expect(spearman(Float64Array.of(1, 2, 3), Float64Array.of(1, 1 / 2, 1 / 3))).toBeCloseTo(-1, 12);
    // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4])
    expect(spearman(Float64Array.of(1, 2, 2, 3), Float64Array.of(1, 3, 2, 4))).toBeCloseTo(0.9486832980505138, 12);
    expect(spearman(Float64Array.of(1, NaN, 3, 2), Float64Array.of(1, 9, 3, 2))).toBeCloseTo(1, 12);
  });

  it("is none where one of them is all the same", () => {
    expect(spearman(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3))).toBeNaN();
    expect(spearman(new Float64Array(), new Float64Array())).toBeNaN();
  });
});
