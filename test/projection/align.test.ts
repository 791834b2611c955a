import { describe, expect, it } from "vitest";
import { procrustes, spread, turned } from "../../src/projection/align.ts";
import { noise } from "../numeric/arrayStates.ts";

const cos = Math.cos(0.7);
const sin = Math.sin(0.7);

const turns: Record<string, { dimensions: number; matrix: number[] }> = {
  "a rotation in the plane": { dimensions: 2, matrix: [cos, sin, -sin, cos] },
  "a reflection in the plane": { dimensions: 2, matrix: [cos, sin, sin, -cos] },
  "a half turn": { dimensions: 2, matrix: [-1, 0, 0, -1] },
  "a rotation in space": { dimensions: 3, matrix: [cos, sin, 0, -sin, cos, 0, 0, 0, 1] },
  "a change of axes in space": { dimensions: 3, matrix: [0, 1, 0, 0, 0, -1, 1, 0, 0] },
};

function cloud(dimensions: number): Float64Array {
  const random = noise(3);
  return Float64Array.from({ length: 50 * dimensions }, (_, i) => random() / (1 + (i % dimensions)));
}

describe("procrustes", () => {
  it.each(Object.entries(turns))("recovers %s, whatever the scale", (_, { dimensions, matrix }) => {
    const points = cloud(dimensions);
    const there = turned(points, Float64Array.from(matrix), dimensions).map((value) => value * 12.5);
    const found = procrustes(points, there, dimensions);
    for (const [i, value] of matrix.entries()) expect(found[i]).toBeCloseTo(value, 9);
  });

  it("leaves out points that are not finite", () => {
    const points = cloud(2);
    const there = turned(points, Float64Array.of(cos, sin, -sin, cos), 2);
    points[4] = NaN;
    there[11] = Infinity;
    expect(procrustes(points, there, 2)[0]).toBeCloseTo(cos, 9);
  });

  it("stays orthogonal where points lie on a line or in the centre", () => {
    const line = cloud(3).map((value, i) => (i % 3 === 0 ? value : 0));
    for (const [from, to] of [
      [cloud(3), line],
      [line, cloud(3)],
      [line, line],
      [line, new Float64Array(line.length)],
    ]) {
      const matrix = procrustes(from ?? line, to ?? line, 3);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          let inner = 0;
          for (let k = 0; k < 3; k++) inner += (matrix[i * 3 + k] ?? 0) * (matrix[j * 3 + k] ?? 0);
          expect(inner).toBeCloseTo(i === j ? 1 : 0, 9);
        }
      }
    }
  });

  it("is the identity where nothing tells directions apart", () => {
    expect([...procrustes(cloud(2), new Float64Array(100), 2)]).toEqual([1, 0, 0, 1]);
  });
});

describe("spread", () => {
  it("sums squares over finite points only", () => {
    expect(spread(Float64Array.of(1, 2, NaN, 5, 3, 4), 2)).toEqual({ count: 2, squares: Float64Array.of(10, 20) });
  });
});
