import { describe, expect, it } from "vitest";
import { GridRepulsion, gridState } from "../../src/projection/tsneGrid.ts";
import { TreeRepulsion, treeState } from "../../src/projection/tsneTree.ts";
import { noise } from "../numeric/arrayStates.ts";

const memory = (bytes: number) => new ArrayBuffer(bytes);

/** Points in a few clumps, over so wide a field. */
function clumps(points: number, dimensions: number, extent: number): Float64Array {
  const next = noise(7);
  const centres = Float64Array.from({ length: 6 * dimensions }, () => (next() * extent) / 2);
  return Float64Array.from({ length: points * dimensions }, (_, at) => {
    const clump = Math.floor(at / dimensions) % 6;
    return (centres[clump * dimensions + (at % dimensions)] ?? 0) + (next() * next() * extent) / 6;
  });
}

interface Repulsion {
  readonly forces: Float64Array;
  readonly sum: number;
}

/** Every pair. */
function exact(places: Float64Array, dimensions: number): Repulsion {
  const forces = new Float64Array(places.length);
  let sum = 0;
  for (let i = 0; i < places.length; i += dimensions) {
    for (let j = 0; j < places.length; j += dimensions) {
      if (i === j) continue;
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis++) squares += ((places[i + axis] ?? 0) - (places[j + axis] ?? 0)) ** 2;
      const kernel = 1 / (1 + squares);
      sum += kernel;
      for (let axis = 0; axis < dimensions; axis++)
        forces[i + axis] = (forces[i + axis] ?? 0) + kernel ** 2 * ((places[i + axis] ?? 0) - (places[j + axis] ?? 0));
    }
  }
  return { forces, sum };
}

/** How far it is off, as a share of the root mean square. */
function error(found: Float64Array, known: Float64Array): number {
  let [off, all] = [0, 0];
  for (let at = 0; at < known.length; at++) {
    off += ((found[at] ?? 0) - (known[at] ?? 0)) ** 2;
    all += (known[at] ?? 0) ** 2;
  }
  return Math.sqrt(off / all);
}

const extents = [1e-4, 1, 8, 30, 90, 400, 1e5];

describe("the repulsion of t-SNE against every pair", () => {
  it.each(extents)("on a grid, over %d", (extent) => {
    const places = clumps(1500, 2, extent);
    const known = exact(places, 2);
    const state = gridState(places, memory);
    const grid = new GridRepulsion(state);
    for (let call = 0; call < 3; call++) {
      grid.prepare();
      const sum = [0, 400, 900].reduce((total, from, i) => total + grid.repel(from, [400, 900, 1500][i] ?? 0), 0);
      expect(Math.abs(sum / known.sum - 1)).toBeLessThan(2e-3);
      expect(error(state.forces, known.forces)).toBeLessThan(0.015);
    }
  });

  it.each(extents.flatMap((extent) => [2, 3].map((dimensions) => ({ extent, dimensions: dimensions as 2 | 3 }))))(
    "by a tree in $dimensions dimensions, over $extent",
    ({ extent, dimensions }) => {
      const places = clumps(1500, dimensions, extent);
      const known = exact(places, dimensions);
      for (const [theta, most] of [
        [0, 1e-3],
        [0.5, 0.05],
      ] as const) {
        const state = treeState(places, dimensions, memory);
        const tree = new TreeRepulsion(state, dimensions, theta);
        tree.prepare();
        const sum = tree.repel(0, 700) + tree.repel(700, 1500);
        expect(Math.abs(sum / known.sum - 1)).toBeLessThan(most);
        expect(error(state.forces, known.forces)).toBeLessThan(most);
      }
    },
  );

  it("of points at one place is none", () => {
    const places = new Float64Array(200).fill(3);
    const state = gridState(places, memory);
    const grid = new GridRepulsion(state);
    grid.prepare();
    expect(grid.repel(0, 100)).toBeCloseTo(100 * 99, 3);
    expect(Math.max(...state.forces.map(Math.abs))).toBeLessThan(1e-9);
    const tree = new TreeRepulsion(treeState(places, 2, memory), 2, 0.5);
    tree.prepare();
    expect(tree.repel(0, 100)).toBeCloseTo(100 * 99, 9);
  });
});
