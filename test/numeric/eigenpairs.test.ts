import { EVD, Matrix } from "ml-matrix";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import { leadingEigenpairs } from "../../src/numeric/eigenpairs.ts";
import { noise } from "./arrayStates.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

/** `V diag(values) Vᵀ` with a random orthonormal `V`: its eigenpairs are known. */
function withSpectrum(values: readonly number[], seed = 1): { matrix: Float64Array; vectors: Matrix } {
  const size = values.length;
  const random = noise(seed);
  const square = Matrix.zeros(size, size).apply(function fill(i, j) {
    this.set(i, j, random());
  });
  const vectors = new EVD(square.add(square.transpose()), { assumeSymmetric: true }).eigenvectorMatrix;
  return {
    matrix: Float64Array.from(
      vectors
        .mmul(Matrix.diag([...values]))
        .mmul(vectors.transpose())
        .to1DArray(),
    ),
    vectors,
  };
}

function angleInDegrees(vector: Float64Array, known: readonly number[]): number {
  const sign = Math.sign(vector.reduce((sum, value, i) => sum + value * (known[i] ?? 0), 0));
  return (Math.hypot(...vector.map((value, i) => sign * value - (known[i] ?? 0))) * 180) / Math.PI;
}

const spectra: Record<string, number[]> = {
  "a decaying spectrum": Array.from({ length: 60 }, (_, i) => (i + 1) ** -1.4),
  "one dominating direction": Array.from({ length: 60 }, (_, i) => (i === 0 ? 1e5 : (i + 1) ** -1.4)),
  "a slowly decaying spectrum": Array.from({ length: 60 }, (_, i) => 0.93 ** i),
  "less dimensions than the block": [5, 3, 1, 0.5],
  "tiny variance": Array.from({ length: 40 }, (_, i) => 1e-30 * 0.5 ** i),
  "huge variance": Array.from({ length: 40 }, (_, i) => 1e30 * 0.5 ** i),
};

describe("leadingEigenpairs", () => {
  it("stops where its signal aborts", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(leadingEigenpairs(new Float64Array(900), 30, 2, algebra, signal)).rejects.toThrow("enough");
  });

  it.each(Object.entries(spectra))("finds the known pairs of %s", async (_, values) => {
    const { matrix, vectors } = withSpectrum(values);
    const found = await leadingEigenpairs(matrix, values.length, 3, algebra);
    for (let j = 0; j < 3; j++) {
      const vector = found.vectors.subarray(j * values.length, (j + 1) * values.length);
      expect((found.values[j] ?? 0) / (values[j] ?? 0)).toBeCloseTo(1, 8);
      expect(angleInDegrees(vector, vectors.getColumn(j))).toBeLessThan(1e-3);
    }
  });

  it("leaves zero vectors where there is no further direction", async () => {
    const direction = Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const matrix = Float64Array.from(direction.flatMap((a) => direction.map((b) => a * b)));
    const found = await leadingEigenpairs(matrix, 40, 3, algebra);
    const length = Math.hypot(...direction);
    expect(found.values[0]).toBeCloseTo(length ** 2, 6);
    expect(
      angleInDegrees(
        found.vectors.subarray(0, 40),
        direction.map((x) => x / length),
      ),
    ).toBeLessThan(1e-6);
    for (const value of found.values.subarray(1)) expect(value).toBeLessThan(1e-9);
    expect(found.vectors.every(Number.isFinite)).toBe(true);
  });

  it("gives zeros for a zero matrix and pads a small one", async () => {
    const none = await leadingEigenpairs(new Float64Array(900), 30, 2, algebra);
    expect([...none.values, ...none.vectors].every((value) => value === 0)).toBe(true);
    const one = await leadingEigenpairs(Float64Array.of(7), 1, 3, algebra);
    expect(one).toEqual({ values: Float64Array.of(7, 0, 0), vectors: Float64Array.of(1, 0, 0) });
  });
});
