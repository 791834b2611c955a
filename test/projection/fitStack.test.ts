import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import { fitStack, type FitOptions, type Stack } from "../../src/projection/fitStack.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { pca } from "../../src/projection/pca.ts";
import { StackFit } from "../../src/projection/stackFit.ts";
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
