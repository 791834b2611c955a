import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import { contiguous, Moments } from "../../src/numeric/moments.ts";
import { hiddenStates } from "./arrayStates.ts";

const HIDDEN = 24;
let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

/** Mean and scatter by their definitions, in double precision. */
function byDefinition(rows: Float32Array): { mean: Float64Array; scatter: Float64Array } {
  const count = rows.length / HIDDEN;
  const mean = new Float64Array(HIDDEN);
  for (const [i, value] of rows.entries()) mean[i % HIDDEN] = (mean[i % HIDDEN] ?? 0) + value / count;
  const scatter = new Float64Array(HIDDEN * HIDDEN);
  for (let at = 0; at < rows.length; at += HIDDEN) {
    for (let i = 0; i < scatter.length; i++) {
      const [a, b] = [Math.floor(i / HIDDEN), i % HIDDEN];
      const product = ((rows[at + a] ?? 0) - (mean[a] ?? 0)) * ((rows[at + b] ?? 0) - (mean[b] ?? 0));
      scatter[i] = (scatter[i] ?? 0) + product;
    }
  }
  return { mean, scatter };
}

/** Largest difference of two scatter matrices, relative to the spread of the two dimensions of each entry. */
function difference(found: Float64Array, known: Float64Array): number {
  const deviation = (i: number) => Math.sqrt(known[i * HIDDEN + i] ?? 0);
  return found.reduce((worst, value, i) => {
    const size = deviation(Math.floor(i / HIDDEN)) * deviation(i % HIDDEN);
    return Math.max(worst, Math.abs(value - (known[i] ?? 0)) / size);
  }, 0);
}

describe("Moments", () => {
  const [rows = new Float32Array()] = hiddenStates(5000, 1, HIDDEN);
  const known = byDefinition(rows);

  it.each([1, 7, 256, 2048, 3000, 5000])("sums rows that arrive %i at a time", async (size) => {
    const moments = new Moments(algebra, HIDDEN);
    for (let from = 0; from < 5000; from += size) {
      const part = rows.subarray(from * HIDDEN, Math.min(from + size, 5000) * HIDDEN);
      await moments.add(part, contiguous(part.length / HIDDEN, HIDDEN));
    }
    const { mean, scatter } = await moments.sums();
    expect(moments.count).toBe(5000);
    expect(difference(scatter, known.scatter)).toBeLessThan(1e-6);
    for (const [i, value] of known.mean.entries()) expect(Math.abs((mean[i] ?? NaN) - value)).toBeLessThan(1e-6);
  });

  it("keeps its digits far from the origin", async () => {
    // Multiples of 2^-4 near 2^16: exact in single precision, a million times farther out than they spread.
    const far = rows.map((value) => 2 ** 16 + Math.round(value * 16) / 16);
    const moments = new Moments(algebra, HIDDEN);
    await moments.add(far, contiguous(5000, HIDDEN));
    expect(difference((await moments.sums()).scatter, byDefinition(far).scatter)).toBeLessThan(2e-6);
  });

  it("goes on after its sums were asked for", async () => {
    const moments = new Moments(algebra, HIDDEN);
    await moments.add(rows, { rows: 1234, offset: 0, stride: HIDDEN });
    await moments.sums();
    await moments.add(rows, { rows: 3766, offset: 1234 * HIDDEN, stride: HIDDEN });
    expect(difference((await moments.sums()).scatter, known.scatter)).toBeLessThan(1e-6);
  });

  it("keeps few rows as they are, and leaves out those that are not finite", async () => {
    const moments = new Moments(algebra, HIDDEN);
    const part = rows.slice(0, 4 * HIDDEN);
    part[HIDDEN] = NaN;
    part[2 * HIDDEN] = Infinity;
    await moments.add(part, contiguous(4, HIDDEN));
    expect(moments.count).toBe(2);
    expect(moments.fewRows).toEqual(Float32Array.of(...part.slice(0, HIDDEN), ...part.slice(3 * HIDDEN)));
    await moments.add(rows, contiguous(HIDDEN, HIDDEN));
    expect(moments.fewRows).toBeUndefined();
  });
});
