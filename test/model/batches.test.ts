import { describe, expect, it } from "vitest";
import { planBatches, windows } from "../../src/model/batches.ts";

/** Lengths as of mixed lines: many short, few long. */
function mixedLengths(count: number): Uint32Array {
  let state = 7;
  return Uint32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return 3 + Math.floor(253 * ((state >>> 0) / 2 ** 32) ** 3);
  });
}

describe("windows", () => {
  it.each([0, 1, 2, 3, 63, 64, 65, 300, 5000, 10_000, 65_536, 200_000])("of %i texts hold each once", (count) => {
    const seen = new Uint8Array(count);
    for (const window of windows(count)) for (const text of window) seen[text] = (seen[text] ?? 0) + 1;
    expect(seen.every((times) => times === 1)).toBe(true);
  });

  it("begin small and stay bounded", () => {
    const sizes = [...windows(200_000)].map((window) => window.length);
    expect(Math.max(...sizes)).toBe(4096);
    expect([...windows(10_000)].map((window) => window.length)).toEqual([64, 256, 1024, 4096, 4096, 464]);
    expect([...windows(300)].map((window) => window.length)).toEqual([64, 236]);
    expect([...windows(40)].map((window) => window.length)).toEqual([40]);
  });

  it("are spread over the whole file", () => {
    for (const count of [1000, 10_000, 65_536]) {
      const [first = new Uint32Array()] = windows(count);
      const sorted = first.toSorted();
      const gaps = sorted.map((text, index) => text - (sorted[index - 1] ?? 0));
      expect(Math.max(...gaps)).toBeLessThan((3 * count) / first.length);
      const even = first.filter((text) => text % 2 === 0).length / first.length;
      expect(even).toBeGreaterThan(0.4);
      expect(even).toBeLessThan(0.6);
    }
  });
});

describe("planBatches", () => {
  it("holds each text once, longest first, within the budget", () => {
    const lengths = mixedLengths(4096);
    const batches = planBatches(lengths, 2048);
    expect(batches.flatMap((batch) => [...batch]).toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
    const longest = batches.map((batch) => Math.max(...Array.from(batch, (text) => lengths[text] ?? 0)));
    expect(longest).toEqual(longest.toSorted((a, b) => b - a));
    batches.forEach((batch, index) => expect(batch.length * (longest[index] ?? 0)).toBeLessThanOrEqual(2048));
  });

  it.each([
    [300, 0.06],
    [1200, 0.05],
    [4096, 0.03],
  ])("pads %i mixed texts by less than %f", (count, share) => {
    const lengths = mixedLengths(count);
    const batches = planBatches(lengths, 1536);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    const padded = batches.reduce((sum, batch) => sum + batch.length * (lengths[batch[0] ?? 0] ?? 0), 0);
    expect((padded - tokens) / padded).toBeLessThan(share);
    expect(batches.length).toBeLessThan((3 * padded) / 1536 + 10);
  });

  it("leaves a text beyond the budget alone", () => {
    expect(planBatches(Uint32Array.of(10, 5000, 10), 2048)).toEqual([Uint32Array.of(1), Uint32Array.of(0, 2)]);
  });

  it("fills batches of equal texts", () => {
    expect(planBatches(new Uint32Array(64).fill(64), 2048).map((batch) => batch.length)).toEqual([32, 32]);
    expect(planBatches(new Uint32Array(0), 1536)).toEqual([]);
  });
});
