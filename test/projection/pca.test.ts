import { EVD, Matrix } from "ml-matrix";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { pca } from "../../src/projection/pca.ts";
import type { LayerProjection } from "../../src/projection/projection.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import type { Dimensions } from "../../src/protocol/engine.ts";
import { arrayStates, hiddenStates, statesOf, truth } from "../numeric/arrayStates.ts";
import { finish } from "../numeric/finish.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

type Linear = Pick<LayerProjection, "coordinates"> & NonNullable<LayerProjection["linear"]>;

async function project(states: LayerStates, layer = 0, dimensions: Dimensions = 3): Promise<Linear> {
  const work = pca.run({ states, layer, dimensions, algebra }, {}, { signal: neverAborted });
  const { coordinates, linear } = (await finish(work)).result;
  if (linear === undefined) throw new Error("PCA is linear");
  return { coordinates, ...linear };
}

function axis({ map }: Linear, j: number): Float64Array {
  return map.axes.subarray(j * map.mean.length, (j + 1) * map.mean.length);
}

/** Variance of the coordinates along an axis. */
function variance({ coordinates }: Linear, j: number, dimensions = 3): number {
  const along = coordinates.filter((_, i) => i % dimensions === j);
  return along.reduce((sum, value) => sum + value * value, 0) / (along.length - 1);
}

function degreesBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const sign = Math.sign(Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0));
  return (Math.hypot(...Array.from(a, (value, i) => sign * value - (b[i] ?? 0))) * 180) / Math.PI;
}

describe("pca against scikit-learn", () => {
  const cases = Object.entries({ many: truth.many, few: truth.few }).flatMap(([name, values]) =>
    [0, 1, 2].map((layer) => ({ name, values, layer })),
  );

  it.each(cases)("$name records, layer $layer", async ({ values, layer }) => {
    const found = await project(statesOf(values), layer);
    expect(found.totalVariance / (values.variance[layer] ?? 0)).toBeCloseTo(1, 6);
    for (let j = 0; j < 3; j++) {
      const known = values.components[layer]?.slice(j * values.hidden, (j + 1) * values.hidden) ?? [];
      expect(degreesBetween(axis(found, j), known)).toBeLessThan(1e-3);
      expect(variance(found, j) / found.totalVariance).toBeCloseTo(values.explained[layer]?.[j] ?? NaN, 6);
    }
  });
});

describe("pca by closed forms", () => {
  it("finds the axes of a turned ellipse", async () => {
    const [long, short, turn] = [5, 2, 0.4];
    const points = Array.from({ length: 360 }, (_, i) => (i * Math.PI) / 180).flatMap((t) => {
      const [x, y] = [long * Math.cos(t), short * Math.sin(t)];
      return [100 + x * Math.cos(turn) - y * Math.sin(turn), -50 + x * Math.sin(turn) + y * Math.cos(turn)];
    });
    const found = await project(arrayStates([Float32Array.from(points)], 2), 0, 2);
    expect(degreesBetween(axis(found, 0), [Math.cos(turn), Math.sin(turn)])).toBeLessThan(1e-3);
    expect(variance(found, 0, 2)).toBeCloseTo((long ** 2 / 2) * (360 / 359), 4);
    expect(variance(found, 1, 2)).toBeCloseTo((short ** 2 / 2) * (360 / 359), 4);
  });

  it("agrees with an exact eigen solver where means are huge and dimensions dominate", async () => {
    const hidden = 48;
    const [base = new Float32Array()] = hiddenStates(6000, 1, hidden, 5);
    // A thousandfold dominating dimension and an offset of 2^14 whose rounding the reference sees too.
    const rows = base.map((value, i) => 2 ** 14 + value * (i % hidden === 7 ? 1000 : 8));
    const found = await project(arrayStates([rows], hidden));
    const exact = exactAxes(rows, hidden);
    for (let j = 0; j < 3; j++) expect(degreesBetween(axis(found, j), exact.getColumn(j))).toBeLessThan(1e-3);
  });

  it("finds the axes of states too wide for a covariance matrix, of all records", async () => {
    const [width, records] = [5000, 3500];
    const waves = [1, 2].map((j) =>
      Float64Array.from({ length: width }, (_, i) => Math.cos((Math.PI * (i + 0.5) * j) / width)),
    );
    const rows = new Float32Array(width * records);
    for (let record = 0; record < records; record++) {
      const [long, short] = [3 * Math.sin(record), Math.sin(7 * record)];
      for (let i = 0; i < width; i++)
        rows[record * width + i] = 5 + long * (waves[0]?.[i] ?? 0) + short * (waves[1]?.[i] ?? 0);
    }
    const found = await project(arrayStates([rows], width), 0, 2);
    // The axes are those of the two factors, turned by how they vary together.
    const factors = Array.from(
      { length: records },
      (_, record) => [3 * Math.sin(record), Math.sin(7 * record)] as const,
    );
    const means = [0, 1].map((j) => factors.reduce((sum, factor) => sum + (factor[j] ?? 0), 0) / records);
    const [a, b, c] = [0, 1, 2].map((both) =>
      factors.reduce((sum, [long, short]) => {
        const [first, second] = [long - (means[0] ?? 0), short - (means[1] ?? 0)];
        return sum + (both === 0 ? first * first : both === 1 ? first * second : second * second);
      }, 0),
    );
    const turn = Math.atan2(2 * (b ?? 0), (a ?? 0) - (c ?? 0)) / 2;
    const lengthOf = Math.sqrt(width / 2);
    for (const [j, [first, second]] of [
      [Math.cos(turn), Math.sin(turn)],
      [-Math.sin(turn), Math.cos(turn)],
    ].entries()) {
      const known = Array.from({ length: width }, (_, i) => {
        return ((first ?? 0) * (waves[0]?.[i] ?? 0) + (second ?? 0) * (waves[1]?.[i] ?? 0)) / lengthOf;
      });
      expect(degreesBetween(axis(found, j), known)).toBeLessThan(1e-3);
    }
    const kept = (variance(found, 0, 2) + variance(found, 1, 2)) / found.totalVariance;
    expect(kept).toBeLessThanOrEqual(1 + 1e-6);
    expect(kept).toBeGreaterThan(0.999);
  });

  it("draws two records on one axis", async () => {
    const found = await project(arrayStates([Float32Array.of(1, 2, 3, 4, 2, 3)], 3), 0, 2);
    expect([...found.coordinates].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([-1.5, 0, 1.5, 0]);
    expect(found.totalVariance).toBeCloseTo(4.5, 6);
  });

  it("draws equal records among few and among many at one point", async () => {
    const pair = await project(arrayStates([Float32Array.of(0.1, 0.2, 0.7, 0.1, 0.2, 0.7, 5, 0, 0)], 3), 0, 2);
    expect([...pair.coordinates.subarray(0, 2)]).toEqual([...pair.coordinates.subarray(2, 4)]);
    expect(pair.coordinates.filter((_, i) => i % 2 === 1).every((value) => value === 0)).toBe(true);
  });
});

describe("pca of next to nothing", () => {
  const same = (records: number, hidden: number) =>
    Float32Array.from({ length: records * hidden }, (_, i) => Math.sin(i % hidden) * 30 + 0.1);

  it.each([
    ["one record", same(1, 40), 40],
    ["two equal records", same(2, 40), 40],
    ["as many equal records as dimensions", same(40, 40), 40],
    ["5 000 equal records", same(5000, 40), 40],
    ["zeros", new Float32Array(100 * 40), 40],
    ["nothing finite", new Float32Array(100 * 40).fill(NaN), 40],
    ["no record", new Float32Array(0), 40],
  ])("%s has no variance and no NaN but its own", async (_, rows, hidden) => {
    const found = await project(arrayStates([rows], hidden), 0, 2);
    expect(found.totalVariance).toBe(0);
    const expected = Number.isNaN(rows[0]) ? NaN : 0;
    expect([...found.coordinates]).toEqual(new Array(found.coordinates.length).fill(expected));
    expect(found.map.axes.every((value) => value === 0)).toBe(true);
  });

  it("leaves a record that is not finite out of the sums and of the picture", async () => {
    const [rows = new Float32Array()] = hiddenStates(500, 1, 30);
    const without = await project(arrayStates([rows.slice(0, 499 * 30)], 30));
    const broken = rows.slice();
    broken[499 * 30 + 4] = Infinity;
    const found = await project(arrayStates([broken], 30));
    expect(found.map).toEqual(without.map);
    expect(found.coordinates.subarray(0, 499 * 3)).toEqual(without.coordinates);
    expect([...found.coordinates.subarray(499 * 3)]).toEqual([NaN, NaN, NaN]);
  });
});

/** Columns: eigenvectors of the covariance, largest first, in double precision by ml-matrix. */
function exactAxes(rows: Float32Array, hidden: number): Matrix {
  const data = Matrix.from1DArray(rows.length / hidden, hidden, rows).center("column");
  const { eigenvectorMatrix } = new EVD(data.transpose().mmul(data), { assumeSymmetric: true });
  return eigenvectorMatrix.flipRows();
}
