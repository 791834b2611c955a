import { afterAll, beforeAll, expect, it } from "vitest";
import { neighboursIn } from "../../src/comparison/neighboursIn.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { cosineDistance } from "../../src/numeric/cosine.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { finish, neverAborted } from "../../src/numeric/work.ts";
import type { Related } from "../../src/protocol/tasks.ts";
import { arrayStates, hiddenStates } from "../numeric/arrayStates.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

function found(states: LayerStates, against: LayerStates, k: number, from = 0, to = states.records): Promise<Related> {
  return finish(
    neighboursIn.run({ states, from, to, against, algebra }, { k, metric: "cosine" }, { signal: neverAborted }),
  );
}

it("finds the points of the other run that a search of every pair finds", async () => {
  const [width, count, k] = [24, 90, 4];
  const layers = hiddenStates(count, 2, width);
  const others = hiddenStates(700, 2, width, 8);
  const result = await found(arrayStates(layers, width), arrayStates(others, width), k);
  expect(result.count).toBe(k);
  for (let layer = 0; layer < 2; layer++) {
    for (let point = 0; point < count; point++) {
      const [own, there] = [layers[layer] ?? new Float32Array(), others[layer] ?? new Float32Array()];
      const distances = Array.from({ length: 700 }, (_, other) =>
        cosineDistance(own, point * width, there, other * width, width),
      );
      const nearest = [...distances.keys()].sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0)).slice(0, k);
      const at = (layer * count + point) * k;
      expect([...result.points.subarray(at, at + k)]).toEqual(nearest);
      expect(result.distances[at]).toBeCloseTo(distances[nearest[0] ?? 0] ?? NaN, 6);
    }
  }
});

it("names the same points for one as for all, and a point of the other run with the same state first", async () => {
  const layers = hiddenStates(300, 2, 20);
  const states = arrayStates(layers, 20);
  const turned = layers.map((rows) => {
    const copy = new Float32Array(rows.length);
    for (let row = 0; row < 300; row++) copy.set(rows.subarray(row * 20, (row + 1) * 20), (299 - row) * 20);
    return copy;
  });
  const against = arrayStates(turned, 20);
  const all = await found(states, against, 3);
  const one = await found(states, against, 3, 17, 18);
  for (let layer = 0; layer < 2; layer++) {
    const at = (layer * 300 + 17) * 3;
    expect(one.points.subarray(3 * layer, 3 * layer + 3)).toEqual(all.points.subarray(at, at + 3));
    expect(all.points[at]).toBe(282);
    expect(all.distances[at]).toBe(0);
  }
});

it("names all there are where the other run has fewer", async () => {
  const result = await found(arrayStates(hiddenStates(20, 1, 8), 8), arrayStates(hiddenStates(3, 1, 8, 5), 8), 10);
  expect(result.count).toBe(3);
  expect([...result.points.subarray(0, 3)].sort()).toEqual([0, 1, 2]);
});
