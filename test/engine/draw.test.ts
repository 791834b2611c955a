import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordKeys } from "../../src/activations/recordKeys.ts";
import type { Dataset } from "../../src/dataset/dataset.ts";
import { drawPoints, type Drawing } from "../../src/engine/draw.ts";
import type { Run } from "../../src/engine/run.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import type { FitOptions } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import type { Projection } from "../../src/projection/projection.ts";
import { Points } from "../../src/sources/points.ts";
import type { StateSource } from "../../src/sources/stateSource.ts";
import { hiddenStates } from "../numeric/arrayStates.ts";
import { nearestPlace } from "../projection/nearestPlace.ts";

const WIDTH = 8;
const LAYERS = 3;
const KNOWN = 400;
const all = hiddenStates(KNOWN, LAYERS, WIDTH);
const source = { key: "key", layers: ["embedding", "1", "2"] } as unknown as StateSource;

let fitting: FitOptions;
beforeAll(() => void (fitting = { projection: pca, values: {}, dimensions: 2, algebra: new Algebra() }));
afterAll(() => fitting.algebra.dispose());

/** States of texts that are numbers, and what was read of them: layer, first point and number of points. */
function statesOf(texts: readonly string[]): { states: LayerStates; reads: number[][] } {
  const reads: number[][] = [];
  const read = (layer: number, from: number, to: number) => {
    reads.push([layer, from, to - from]);
    const rows = texts.slice(from, to).map((text) => {
      const at = Number(text) * WIDTH;
      return all[layer]?.subarray(at, at + WIDTH) ?? new Float32Array(WIDTH);
    });
    return Promise.resolve(Float32Array.from(rows.flatMap((row) => [...row])));
  };
  const widths = Array<number>(LAYERS).fill(WIDTH);
  return { states: { widths, spaces: widths.map(String), records: texts.length, read }, reads };
}

/** Draws texts after a run before, as a run does that ended whole. */
async function draw(
  numbers: readonly number[],
  previous?: Run,
  isThere: (point: number) => boolean = () => true,
  way: FitOptions = fitting,
): Promise<{ run: Run; reads: number[][] }> {
  const texts = numbers.map(String);
  const dataset = { records: texts.length, texts } as unknown as Dataset;
  const points = new Points(dataset, recordKeys(texts));
  const drawn = Uint32Array.from(numbers.keys()).filter(isThere);
  const { states, reads } = statesOf(Array.from(drawn, (point) => texts[point] ?? ""));
  const drawing: Drawing = await drawPoints({ source, points, drawn, states }, previous, undefined, way);
  const rows = Int32Array.from(numbers, (_, point) => (isThere(point) ? point : -1));
  const run = { ...drawing, points, rows, drawn, states, source, result: { outcome: "complete" } } as unknown as Run;
  return { run, reads };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Whether a drawing kept the fit of the one before. */
const isKept = (run: Run, before: Run) => run.fitted === before.fitted;

describe("a picture after an edit", () => {
  it("is kept while no more than a fifth of the points it was fitted on changed, however many edits made that", async () => {
    let { run } = await draw(range(0, 100));
    const first = run;
    for (let edits = 5; edits <= 20; edits += 5) {
      ({ run } = await draw([...range(100, 100 + edits), ...range(edits, 100)], run));
      expect(isKept(run, first)).toBe(true);
    }
    ({ run } = await draw([...range(100, 121), ...range(21, 100)], run));
    expect(isKept(run, first)).toBe(false);
  });

  it("counts what was deleted and what was added", async () => {
    const { run: first } = await draw(range(0, 100));
    expect(isKept((await draw(range(20, 100), first)).run, first)).toBe(true);
    expect(isKept((await draw(range(21, 100), first)).run, first)).toBe(false);
    expect(isKept((await draw(range(0, 120), first)).run, first)).toBe(true);
    expect(isKept((await draw(range(0, 121), first)).run, first)).toBe(false);
  });

  it("counts every point of a text that stands there more than once", async () => {
    const { run: first } = await draw([...range(0, 50), ...Array<number>(50).fill(7)]);
    expect(isKept((await draw([...range(0, 50), ...Array<number>(31).fill(7)], first)).run, first)).toBe(true);
    expect(isKept((await draw([...range(0, 50), ...Array<number>(29).fill(7)], first)).run, first)).toBe(false);
  });

  it("reads the new points layer by layer, those that follow each other together", async () => {
    const { run: first } = await draw(range(0, 100));
    const { run, reads } = await draw([...range(0, 40), ...range(200, 208), ...range(48, 100)], first);
    expect(isKept(run, first)).toBe(true);
    expect(reads).toEqual(range(0, LAYERS).map((layer) => [layer, 40, 8]));
    const kept = run.canvas.coordinatesOf(Uint32Array.of(3, 60));
    expect(kept).toEqual(first.canvas.coordinatesOf(Uint32Array.of(3, 60)));
    expect(run.canvas.coordinates.every(Number.isFinite)).toBe(true);
  });

  it("has no place for points whose states are gone, and finds one for those that have come", async () => {
    const { run: first } = await draw(range(0, 100));
    const { run: fewer } = await draw([...range(0, 50), 200, ...range(51, 100)], first, (point) => point % 10 !== 3);
    expect(isKept(fewer, first)).toBe(true);
    const placesOf = ({ canvas }: Run, point: number) => [...canvas.coordinatesOf(Uint32Array.of(point))];
    expect(placesOf(fewer, 13).every(Number.isNaN)).toBe(true);
    expect(placesOf(fewer, 14)).toEqual(placesOf(first, 14));
    const { run: again, reads } = await draw([...range(0, 50), 200, ...range(51, 100)], fewer);
    expect(isKept(again, first)).toBe(true);
    expect(reads.map(([, from]) => from)).toEqual(range(0, LAYERS).flatMap(() => range(0, 10).map((i) => 10 * i + 3)));
    for (const [axis, value] of placesOf(first, 13).entries()) expect(placesOf(again, 13)[axis]).toBeCloseTo(value, 4);
  });
});

describe("a picture of a method that is not linear", () => {
  const texts = range(0, 100);
  const at = (run: Run, point: number) => [...run.canvas.coordinatesOf(Uint32Array.of(point))];
  const way = (values: FitOptions["values"] = {}): FitOptions => ({ ...fitting, projection: nearestPlace, values });

  it.each([{}, { standardise: "yes", reduce: 3 }])(
    "keeps its points and places the new ones, prepared by %o",
    async (values) => {
      const { run: first } = await draw(texts, undefined, undefined, way(values));
      // The new ones say what some known ones do.
      const { run } = await draw([...range(0, 40), 77, 11, ...range(42, 100)], first, undefined, way(values));
      expect(isKept(run, first)).toBe(true);
      for (const point of [0, 39, 42, 99]) expect(at(run, point)).toEqual(at(first, point));
      expect(at(run, 40)).toEqual(at(first, 77));
      expect(at(run, 41)).toEqual(at(first, 11));
      const { run: again } = await draw([...range(0, 40), 77, 11, ...range(42, 99), 300], run, undefined, way(values));
      expect(at(again, 40)).toEqual(at(first, 77));
      expect(at(again, 99).every(Number.isFinite)).toBe(true);
    },
  );

  it("is fitted anew where more than a fifth changed, where nothing can be placed, and where rows are nobody's", async () => {
    const { run: first } = await draw(texts, undefined, undefined, way());
    expect(isKept((await draw([...range(0, 79), ...range(200, 221)], first, undefined, way())).run, first)).toBe(false);
    const without = { ...way(), projection: { ...nearestPlace, place: undefined } as unknown as Projection };
    const { run: fixed } = await draw(texts, undefined, undefined, without);
    expect(isKept((await draw([...range(0, 99), 200], fixed, undefined, without)).run, fixed)).toBe(false);
    const shuffled = way({ shuffle: "yes" });
    const { run: lost } = await draw(texts, undefined, undefined, shuffled);
    expect(isKept((await draw([...range(0, 99), 200], lost, undefined, shuffled)).run, lost)).toBe(false);
  });
});
