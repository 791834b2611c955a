import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import { fitStack, type FitOptions, type Stack } from "../../src/projection/fitStack.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { pca } from "../../src/projection/pca.ts";
import { StackFit } from "../../src/projection/stackFit.ts";
import { drift } from "../engine/drift.ts";
import { arrayStates, asBatch, hiddenStates, statesOf, truth } from "../numeric/arrayStates.ts";

const HIDDEN = 40;
let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

async function fit(states: LayerStates, options: Partial<FitOptions> = {}): Promise<Stack & { fit: StackFit }> {
  const stack = await fitStack(states, { projection: pca, values: {}, dimensions: 2, algebra, ...options });
  if (stack.fit === undefined) throw new Error("PCA places further states");
  return { ...stack, fit: stack.fit };
}

function head(layers: readonly Float32Array[], records: number): LayerStates {
  return arrayStates(
    layers.map((rows) => rows.slice(0, records * HIDDEN)),
    HIDDEN,
  );
}

/** Root of the mean squared distance of two sets of points. */
function distance(a: Float32Array, b: Float32Array): number {
  const squares = a.reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0);
  return Math.sqrt((squares * 2) / a.length);
}

describe("fitStack", () => {
  it.each(Object.entries({ many: truth.many, few: truth.few }))(
    "aligns %s records as SciPy does",
    async (_, values) => {
      const { coordinates, fit: found } = await fit(statesOf(values));
      for (const [i, value] of values.aligned.flat().entries()) expect(coordinates[i]).toBeCloseTo(value, 4);
      for (const [layer, [first = 0, second = 0]] of values.explained.entries()) {
        const [x = 0, y = 0] = found.explained.subarray(layer * 2);
        expect(x + y).toBeCloseTo(first + second, 5);
        if (layer === 0) expect(x).toBeCloseTo(first, 5);
      }
    },
  );

  it("gives every layer unit root-mean-square radius around its centre", async () => {
    const { coordinates } = await fit(arrayStates(hiddenStates(500, 4, HIDDEN), HIDDEN), { dimensions: 3 });
    for (let layer = 0; layer < 4; layer++) {
      const points = coordinates.subarray(layer * 1500, (layer + 1) * 1500);
      expect(Math.sqrt(points.reduce((sum, value) => sum + value * value, 0) / 500)).toBeCloseTo(1, 5);
      for (let i = 0; i < 3; i++) {
        expect(points.filter((_, at) => at % 3 === i).reduce((sum, value) => sum + value, 0) / 500).toBeCloseTo(0, 4);
      }
    }
  });

  it("undoes a turn of the hidden space between two layers", async () => {
    const [rows = new Float32Array()] = hiddenStates(400, 1, HIDDEN);
    // Dimensions reversed and every second one mirrored, then ten times as large.
    const turned = rows.map((_, i) => {
      const at = i % HIDDEN;
      return (rows[i - at + (HIDDEN - 1 - at)] ?? 0) * (at % 2 === 0 ? -10 : 10);
    });
    const { coordinates } = await fit(arrayStates([rows, turned], HIDDEN));
    expect(distance(coordinates.subarray(0, 800), coordinates.subarray(800))).toBeLessThan(1e-4);
  });

  it("aligns past a layer that is the same for every record", async () => {
    const [first = new Float32Array(), second = new Float32Array()] = hiddenStates(300, 2, HIDDEN);
    const constant = first.map((_, i) => first[i % HIDDEN] ?? 0);
    const { coordinates, fit: found } = await fit(arrayStates([constant, first, constant, second], HIDDEN));
    const direct = await fit(arrayStates([first, second], HIDDEN));
    expect(coordinates.subarray(600, 1200)).toEqual(direct.coordinates.subarray(0, 600));
    expect(coordinates.subarray(1800)).toEqual(direct.coordinates.subarray(600));
    expect(coordinates.subarray(0, 600).every((value) => value === 0)).toBe(true);
    expect([...found.explained.subarray(0, 2)]).toEqual([0, 0]);
  });

  it("is the same, byte for byte, whatever was fitted before", async () => {
    const layers = hiddenStates(5000, 3, HIDDEN);
    const cold = await fit(arrayStates(layers, HIDDEN));
    const passing = await fit(head(layers, 1000));
    await fit(head(layers, 1000), { previous: passing.fit });
    expect(await fit(arrayStates(layers, HIDDEN))).toEqual(cold);
  });

  it("turns a new fit towards the one drawn before", async () => {
    const layers = hiddenStates(600, 3, HIDDEN);
    const drawn = await fit(head(layers, 300));
    const mirrored = drawn.fit.fits.map(({ turn, ...rest }) => ({ ...rest, turn: turn.map((value) => -value) }));
    const previous = new StackFit(mirrored, 2);
    const next = await fit(arrayStates(layers, HIDDEN), { previous });
    for (let layer = 0; layer < 3; layer++) {
      const before = previous.placeLayer(layer, layers[layer]?.slice(0, 300 * HIDDEN) ?? new Float32Array());
      const now = next.coordinates.subarray(layer * 1200, layer * 1200 + 600);
      expect(distance(now, Float32Array.from(before))).toBeLessThan(0.2);
    }
  });

  it("reports progress that rises to 1 and stops where it is told to", async () => {
    const states = arrayStates(hiddenStates(5000, 2, HIDDEN), HIDDEN);
    const progress: number[] = [];
    await fit(states, { onStep: (done) => void progress.push(done) });
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    const controller = new AbortController();
    const stopped = fit(states, { signal: controller.signal, onStep: () => controller.abort(new Error("enough")) });
    await expect(stopped).rejects.toThrow("enough");
  });
});

describe("a fit that goes on step by step", () => {
  const states = arrayStates(hiddenStates(200, 3, HIDDEN), HIDDEN);
  const drifting = { projection: drift, values: { rounds: 4, seed: 0 }, dimensions: 2 } as const;
  /** Distances of the points of a layer from the first one: a turn leaves them as they are. */
  const distances = (coordinates: ArrayLike<number>, layer: number): number[] =>
    Array.from({ length: 200 }, (_, point) => {
      const [from, to] = [400 * layer, 400 * layer + 2 * point];
      const way = (axis: number): number => (coordinates[to + axis] ?? NaN) - (coordinates[from + axis] ?? NaN);
      return Math.hypot(way(0), way(1));
    });

  it("tells where the points are on their way, at last where they stay", async () => {
    const told: { layer: number; coordinates: Float64Array; isFinal: boolean }[] = [];
    const onPassing: FitOptions["onPassing"] = (layer, place, isFinal) =>
      void told.push({ layer, coordinates: place().slice(), isFinal });
    const { coordinates } = await fitStack(states, { ...drifting, algebra, onPassing });
    expect(told.map(({ layer, isFinal }) => `${layer} ${isFinal}`)).toEqual(
      [0, 1, 2].flatMap((layer) => [...Array<string>(4).fill(`${layer} false`), `${layer} true`]),
    );
    for (const { layer, coordinates: passing, isFinal } of told) {
      expect(passing.reduce((sum, value) => sum + value * value, 0) / 200).toBeCloseTo(1, 5);
      if (isFinal) expect(Float32Array.from(passing)).toEqual(coordinates.subarray(400 * layer, 400 * (layer + 1)));
    }
  });

  it("ends with what it has where that is enough: layers it has not come to are projected by PCA", async () => {
    const enough = new AbortController();
    const onStep = (done: number): void => {
      if (done > 1 / 3 + 0.1) enough.abort();
    };
    const early = await fitStack(states, { ...drifting, algebra, enough: enough.signal, onStep });
    const [whole, straight] = [await fitStack(states, { ...drifting, algebra }), await fit(states)];
    expect(early.coordinates.subarray(0, 400)).toEqual(whole.coordinates.subarray(0, 400));
    expect(early.coordinates.subarray(400, 800)).not.toEqual(whole.coordinates.subarray(400, 800));
    const [found, wanted] = [distances(early.coordinates, 2), distances(straight.coordinates, 2)];
    for (const [point, way] of wanted.entries()) expect(found[point]).toBeCloseTo(way, 4);
    expect(distances(whole.coordinates, 2)[7]).not.toBeCloseTo(wanted[7] ?? NaN, 3);
    expect(early.fit).toBeUndefined();
  });
});

describe("StackFit", () => {
  it("places a record alone where it was placed among all", async () => {
    const layers = hiddenStates(900, 3, HIDDEN);
    const { fit: found, coordinates } = await fit(arrayStates(layers, HIDDEN));
    const alone = found.place(asBatch(layers, HIDDEN, 456, 457));
    expect([...alone]).toEqual(
      [0, 1, 2].flatMap((layer) => [...coordinates.subarray((layer * 900 + 456) * 2, (layer * 900 + 457) * 2)]),
    );
    expect(found.place(asBatch(layers, HIDDEN, 0, 900))).toEqual(coordinates);
  });

  it("places records whose layers differ in width", async () => {
    const widths = [20, 80, 5];
    const layers = widths.map((width) => hiddenStates(300, 1, width, width)[0] ?? new Float32Array());
    const { fit: found, coordinates } = await fit(arrayStates(layers, widths));
    expect(found.place(asBatch(layers, widths, 0, 300))).toEqual(coordinates);
    expect([...found.explained].every((share) => share > 0 && share < 1)).toBe(true);
  });

  it("gives NaN to a state that is not finite", async () => {
    const layers = hiddenStates(50, 2, HIDDEN);
    const { fit: found } = await fit(arrayStates(layers, HIDDEN));
    const batch = asBatch(layers, HIDDEN, 0, 1);
    batch[HIDDEN + 3] = Infinity;
    expect([...found.place(batch)].map(Number.isFinite)).toEqual([true, true, false, false]);
  });
});
