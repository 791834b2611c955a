import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { fitStack } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import { isUnprepared, preparationParameters, unprepared } from "../../src/projection/preparation.ts";
import { prepared } from "../../src/projection/prepare.ts";
import { decodeStack, encodeStack } from "../../src/projection/stackFile.ts";
import { defaultsOf } from "../../src/protocol/parameters.ts";
import { arrayStates, asBatch, hiddenStates } from "../numeric/arrayStates.ts";

const WIDTH = 30;
const RECORDS = 400;
const layers = hiddenStates(RECORDS, 3, WIDTH);
const states = arrayStates(layers, WIDTH);
const [first = new Float32Array()] = layers;
let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

async function rowsOf(values: Record<string, number | string>, of: LayerStates = states): Promise<number[][]> {
  const { states: seen } = await prepared(of, 0, values, algebra);
  const width = seen.widths[0] ?? 0;
  const rows = await seen.read(0, 0, seen.records);
  return Array.from({ length: seen.records }, (_, row) => [...rows.subarray(row * width, (row + 1) * width)]);
}

function column(rows: readonly (readonly number[])[], dimension: number): number[] {
  return rows.map((row) => row[dimension] ?? NaN);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

const given = Array.from({ length: RECORDS }, (_, row) => [...first.subarray(row * WIDTH, (row + 1) * WIDTH)]);
const dimensions = Array.from({ length: WIDTH }, (_, dimension) => dimension);

/** Variances along the principal axes of some rows, largest first. */
async function variances(rows: readonly (readonly number[])[], count: 2 | 3): Promise<number[]> {
  const width = rows[0]?.length ?? 0;
  const of = arrayStates([Float32Array.from(rows.flat())], width);
  const { fit } = await fitStack(of, { projection: pca, values: {}, dimensions: count, algebra });
  const total = dimensions.slice(0, width).reduce((sum, i) => sum + deviation(column(rows, i)) ** 2, 0);
  return Array.from(fit?.explained ?? [], (share) => share * total);
}

describe("preparing a layer", () => {
  it("leaves the very states where nothing is to be done", async () => {
    expect(isUnprepared(unprepared)).toBe(true);
    expect(isUnprepared({})).toBe(true);
    expect(isUnprepared(defaultsOf(pca.parameters), pca.centres)).toBe(true);
    expect(isUnprepared(defaultsOf(preparationParameters({ reduce: 50 })))).toBe(false);
    expect((await prepared(states, 1, unprepared, algebra)).states).toBe(states);
  });

  it("draws the same bytes where everything is off", async () => {
    const options = { projection: pca, dimensions: 2, algebra } as const;
    const bare = await fitStack(states, { ...options, values: {} });
    const { coordinates } = await fitStack(states, { ...options, values: defaultsOf(pca.parameters) });
    expect(coordinates).toEqual(bare.coordinates);
  });

  it("centres and standardises as StandardScaler does", async () => {
    const rows = await rowsOf({ centre: "yes", standardise: "yes" });
    for (const i of dimensions) {
      const [own, middle, spread] = [column(rows, i), mean(column(given, i)), deviation(column(given, i))];
      for (const row of [0, 7, 399]) expect(own[row]).toBeCloseTo(((given[row]?.[i] ?? 0) - middle) / spread, 4);
    }
  });

  it("leaves a constant dimension and the mean where only the spread is wanted", async () => {
    const constant = arrayStates([Float32Array.of(3, 1, 3, 2, 3, 6)], 2);
    expect(await rowsOf({ standardise: "yes" }, constant)).toEqual([
      [3, expect.closeTo(1 / Math.sqrt(14 / 3), 6)],
      [3, expect.closeTo(2 / Math.sqrt(14 / 3), 6)],
      [3, expect.closeTo(6 / Math.sqrt(14 / 3), 6)],
    ]);
  });

  it("drops the dimensions of the largest variance", async () => {
    const spreads = dimensions.map((i) => deviation(column(given, i)));
    const dropped = new Set(dimensions.toSorted((a, b) => (spreads[b] ?? 0) - (spreads[a] ?? 0)).slice(0, 3));
    const left = given.map((row) => row.filter((_, i) => !dropped.has(i)));
    expect(await rowsOf({ drop_dimensions: 3 })).toEqual(left);
    expect((await rowsOf({ drop_dimensions: 20 }, arrayStates([Float32Array.of(1, 5, 2, 9)], 2)))[0]).toEqual([1]);
  });

  it("takes off the first components, and leaves the others", async () => {
    const [, second = NaN, third = NaN] = await variances(given, 3);
    const [largest = NaN, next = NaN] = await variances(await rowsOf({ remove_components: 1 }), 2);
    expect(largest / second).toBeCloseTo(1, 3);
    expect(next / third).toBeCloseTo(1, 3);
    const rows = await rowsOf({ remove_components: 1 });
    for (const i of [0, 3, 29]) expect(mean(column(rows, i))).toBeCloseTo(mean(column(given, i)), 3);
  });

  it("leaves points that all lie together where every component is taken off", async () => {
    const few = arrayStates([first.slice(0, 5 * WIDTH)], WIDTH);
    const rows = await rowsOf({ remove_components: 20 }, few);
    for (const row of rows) for (const i of dimensions) expect(row[i]).toBe(rows[0]?.[i]);
  });

  it("gives each record length one", async () => {
    for (const row of await rowsOf({ normalise: "yes" })) expect(Math.hypot(...row)).toBeCloseTo(1, 6);
    expect(await rowsOf({ normalise: "yes" }, arrayStates([Float32Array.of(0, 0, 3, 4)], 2))).toEqual([
      [0, 0],
      [expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)],
    ]);
  });

  it("reduces to the distances of that many components", async () => {
    const rows = await rowsOf({ reduce: 3 });
    expect(rows[0]?.length).toBe(3);
    const kept = await variances(given, 3);
    const found = [0, 1, 2].map((i) => deviation(column(rows, i)) ** 2);
    for (const [i, value] of found.entries()) expect(value / (kept[i] ?? NaN)).toBeCloseTo(1, 2);
    expect((await rowsOf({ reduce: 200 }))[0]?.length).toBe(WIDTH);
  });

  it("shuffles each dimension by its seed", async () => {
    const rows = await rowsOf({ shuffle: "yes", seed: 3 });
    const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
    for (const i of dimensions) expect(sorted(column(rows, i))).toEqual(sorted(column(given, i)));
    expect(rows).not.toEqual(given);
    expect(await rowsOf({ shuffle: "yes", seed: 3 })).toEqual(rows);
    expect(await rowsOf({ shuffle: "yes", seed: 4 })).not.toEqual(rows);
    // Without correlations no component has much more than its dimension's share.
    const [before = 0] = await variances(await rowsOf({ standardise: "yes" }), 2);
    const [after = 0] = await variances(await rowsOf({ standardise: "yes", shuffle: "yes" }), 2);
    expect(before).toBeGreaterThan(4);
    expect(after).toBeLessThan(2);
  });

  it("leaves what is not finite out of every number", async () => {
    const [bad, clean] = [first.slice(0, 12 * WIDTH), first.slice(WIDTH, 12 * WIDTH)];
    bad[4] = Infinity;
    for (const values of [
      { centre: "yes", standardise: "yes" },
      { drop_dimensions: 2, remove_components: 2 },
      { normalise: "yes", reduce: 4 },
    ]) {
      const [spoilt, ...others] = await rowsOf(values, arrayStates([bad], WIDTH));
      expect(spoilt?.every(Number.isNaN)).toBe(true);
      expect(others).toEqual(await rowsOf(values, arrayStates([clean], WIDTH)));
    }
    const [still] = await rowsOf({ shuffle: "yes" }, arrayStates([bad], WIDTH));
    expect(still?.every(Number.isNaN)).toBe(true);
  });

  it.each([true, false])("goes through the final norm where the layer has not (centred: %s)", async (centres) => {
    const scale = Float64Array.from({ length: WIDTH }, (_, i) => 1 + i / 10);
    const shift = scale.map((value) => value / 7);
    const norm = { centres, epsilon: 1e-5, scale, shift };
    const seen: LayerStates = { ...states, finalNorm: { norm, layers: [true, false, true] } };
    const rows = await rowsOf({ final_norm: "yes" }, seen);
    for (const at of [0, 7, 399]) {
      const row = given[at] ?? [];
      const middle = centres ? mean(row) : 0;
      const size = Math.sqrt(mean(row.map((value) => (value - middle) ** 2)) + 1e-5);
      for (const i of dimensions) {
        const known = (((row[i] ?? NaN) - middle) / size) * (scale[i] ?? NaN) + (shift[i] ?? NaN);
        expect(rows[at]?.[i]).toBeCloseTo(known, 4);
      }
    }
    expect((await prepared(seen, 1, { final_norm: "yes" }, algebra)).steps).toEqual([]);
    const options = { projection: pca, values: { final_norm: "yes" }, dimensions: 2, algebra } as const;
    const stack = { ...(await fitStack(seen, options)), layers: 3, dimensions: 2 } as const;
    expect(decodeStack(encodeStack(stack))).toEqual(stack);
  });

  it("refuses a final norm where none is known", async () => {
    await expect(rowsOf({ final_norm: "yes" })).rejects.toThrow(/optionUnknown.*final_norm.*no final norm was found/);
  });

  it("stops where its signal aborts", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(prepared(states, 0, { reduce: 5 }, algebra, signal)).rejects.toThrow("enough");
  });
});

describe("a stack of prepared states", () => {
  const values = {
    ...{ drop_dimensions: 2, centre: "yes", standardise: "yes", remove_components: 1, normalise: "yes", reduce: 8 },
  };
  const options = { projection: pca, values, dimensions: 2, algebra: new Algebra() } as const;
  afterAll(() => options.algebra.dispose());

  it("places further states where those it was fitted on were drawn", async () => {
    const { fit, coordinates } = await fitStack(states, options);
    expect(fit?.widths).toEqual([WIDTH, WIDTH, WIDTH]);
    const placed = fit?.place(asBatch(layers, WIDTH, 100, 120)) ?? new Float32Array();
    for (let layer = 0; layer < 3; layer++) {
      const own = coordinates.subarray((layer * RECORDS + 100) * 2, (layer * RECORDS + 120) * 2);
      for (const [i, value] of own.entries()) expect(placed[layer * 40 + i]).toBeCloseTo(value, 4);
    }
    const alone = fit?.placeLayer(1, layers[1]?.slice(100 * WIDTH, 120 * WIDTH) ?? new Float32Array());
    expect(alone && new Float32Array(alone)).toEqual(placed.subarray(40, 80));
  });

  it("comes back from its file, and places as before", async () => {
    const stack = { ...(await fitStack(states, options)), layers: 3, dimensions: 2 } as const;
    const back = decodeStack(encodeStack(stack));
    expect(back).toEqual(stack);
    const batch = asBatch(layers, WIDTH, 5, 9);
    expect(back.fit?.place(batch)).toEqual(stack.fit?.place(batch));
  });

  it("places nothing where its points are nobody's", async () => {
    const { fit, coordinates } = await fitStack(states, { ...options, values: { shuffle: "yes" } });
    expect(fit).toBeUndefined();
    expect(coordinates.every(Number.isFinite)).toBe(true);
  });

  it.each([0, 1, 2, 3])("is drawn of %i records", async (records) => {
    const few = arrayStates(
      layers.map((rows) => rows.slice(0, records * WIDTH)),
      WIDTH,
    );
    const { coordinates } = await fitStack(few, { ...options, values: { ...values, shuffle: "yes", seed: 1 } });
    expect(coordinates.length).toBe(records * 6);
    expect(coordinates.every(Number.isFinite)).toBe(true);
  });

  it("is drawn of records that are all the same", async () => {
    const [one = new Float32Array()] = hiddenStates(1, 1, WIDTH);
    const same = arrayStates([Float32Array.from({ length: 50 * WIDTH }, (_, i) => one[i % WIDTH] ?? 0)], WIDTH);
    const { coordinates } = await fitStack(same, options);
    expect(coordinates.every((value) => value === 0)).toBe(true);
  });
});
