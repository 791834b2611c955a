import { describe, expect, it } from "vitest";
import { labelNumber } from "../../src/protocol/labelNumber.ts";

describe("a label's number", () => {
  it.each([0, 0.1, -0.176, 2.561, 4.992, 1e-7, 123456, 16777215, 3.4e38, 1234567, Infinity, -Infinity])(
    "%d is what was written",
    (written) => {
      expect(labelNumber(Math.fround(written))).toBe(written);
    },
  );

  it("stands for the very same float32", () => {
    for (let i = 1; i < 2000; i++) {
      const value = Math.fround(Math.exp(Math.sin(i) * 40) * (i % 2 === 0 ? 1 : -1));
      expect(Math.fround(labelNumber(value))).toBe(value);
    }
  });
});
