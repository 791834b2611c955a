import { afterAll, beforeAll, expect, it } from "vitest";
import type { AnalysisInput } from "../../src/analysis/analysis.ts";
import { structure } from "../../src/analysis/structure.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { seededRandom } from "../../src/numeric/random.ts";
import { shuffledStates } from "../../src/numeric/shuffledStates.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { fitStack } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import { arrayStates } from "../numeric/arrayStates.ts";
import { resultOf } from "./analysisInput.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

const RECORDS = 400;
const WIDTH = 96;

interface Planted {
  readonly clusters: boolean;
  /** The spread of one dimension that is related to nothing, and how far from the origin it lies. */
  readonly rogue?: { readonly spread: number; readonly mean: number };
}

/** A layer of a decaying spectrum. */
function layerOf({ clusters, rogue }: Planted, records = RECORDS): Float32Array {
  const random = seededRandom(3);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const scale = Float64Array.from({ length: WIDTH }, (_, i) => 2 * (i + 1) ** -0.5);
  const centres = Float64Array.from({ length: 5 * WIDTH }, (_, i) => 2 * normal() * (scale[i % WIDTH] ?? 0));
  return Float32Array.from({ length: records * WIDTH }, (_, at) => {
    const [point, i] = [Math.floor(at / WIDTH), at % WIDTH];
    if (i === 7 && rogue !== undefined) return rogue.mean + rogue.spread * normal();
    return (clusters ? (centres[(point % 5) * WIDTH + i] ?? 0) : 0) + (scale[i] ?? 0) * normal();
  });
}

async function asked(layers: readonly Float32Array[], values: Record<string, string> = {}): Promise<AnalysisInput> {
  const states = arrayStates(layers, WIDTH);
  const { coordinates } = await fitStack(states, { projection: pca, values, dimensions: 2, algebra });
  const picture = { dimensions: 2, coordinates, madeBy: { projection: pca, values } } as const;
  return { states, from: 0, to: states.records, algebra, picture, labels: undefined, files: undefined };
}

it.each(["cosine", "euclidean"])("falls at a layer that one dimension fills, by %s distance", async (metric) => {
  const layers = [
    layerOf({ clusters: true }),
    layerOf({ clusters: true, rogue: { spread: 140, mean: 0 } }),
    layerOf({ clusters: true, rogue: { spread: 140, mean: 1400 } }),
    layerOf({ clusters: false }),
  ];
  const input = await asked(layers, { metric });
  const states = arrayStates(layers, WIDTH);
  const { fit } = await fitStack(states, { projection: pca, values: {}, dimensions: 2, algebra });
  const variance = Array.from(
    layers,
    (_, layer) => (fit?.explained[2 * layer] ?? 0) + (fit?.explained[2 * layer + 1] ?? 0),
  );
  // What stood for it before is tallest exactly there.
  expect(Math.min(variance[1] ?? 0, variance[2] ?? 0)).toBeGreaterThan(0.95);
  expect(variance[0]).toBeLessThan(0.6);

  const [shown, trustworthiness] = (await resultOf(structure, input)).series;
  const [clusters = 0, rogue = 1, far = 1, none = 1] = shown?.values ?? [];
  expect(clusters).toBeGreaterThan(0.4);
  expect(rogue).toBeLessThan(clusters / 3);
  expect(far).toBeLessThan(clusters / 3);
  expect(none).toBeLessThan(0.1);
  // Measured against neighbours alone, a picture of one dimension would be the best of all by Euclidean distance.
  if (metric === "euclidean") expect(trustworthiness?.values[1]).toBeGreaterThan(trustworthiness?.values[0] ?? 1);
  const { low, high } = trustworthiness?.chance ?? {};
  for (const layer of layers.keys()) expect(low?.[layer]).toBeLessThanOrEqual(high?.[layer] ?? -1);
  expect(trustworthiness?.values[0]).toBeGreaterThan(high?.[0] ?? 1);
});

it("asks a part of many, which says the same, and the same twice", async () => {
  const many = await asked([layerOf({ clusters: true }, 1500)]);
  const part = await resultOf(structure, many);
  expect(part.sampled).toBe(1000);
  expect(part.series[0]?.values[0]).toBeGreaterThan(0.4);
  expect(await resultOf(structure, many)).toEqual(part);
});

it("leaves out records that are not drawn, and has no number where hardly any are", async () => {
  const rows = layerOf({ clusters: true });
  rows[5 * WIDTH + 1] = NaN;
  const { series } = await resultOf(structure, await asked([rows]));
  expect(series[0]?.values[0]).toBeGreaterThan(0.4);
  const few = await resultOf(structure, await asked([rows.slice(0, 2 * WIDTH)]));
  expect(few.series.map(({ values }) => [...values])).toEqual([[NaN], [NaN]]);
});

it("has no number where all records are the same", async () => {
  const rows = Float32Array.from({ length: 50 * WIDTH }, (_, at) => (at % WIDTH) / 10);
  const { series } = await resultOf(structure, await asked([rows]));
  expect(series[0]?.values[0]).toBeNaN();
});

it("stops within a shuffled picture", async () => {
  const input = await asked([layerOf({ clusters: true }), layerOf({ clusters: false })]);
  const stop = new AbortController();
  const work = structure.run(input, {}, { signal: stop.signal });
  let step = await work.next();
  while (step.done !== true && step.value.done < 0.2) step = await work.next();
  stop.abort(new Error("stopped"));
  await expect(
    (async () => {
      while (!(await work.next()).done);
    })(),
  ).rejects.toThrow("stopped");
  // What is left goes on no further.
  const left = structure.run(input, {}, { signal: neverAborted });
  let other = await left.next();
  while (other.done !== true && other.value.done < 0.2) other = await left.next();
  await left.return({ kind: "perLayer", series: [] });
  expect((await left.next()).done).toBe(true);
});

it("deals each dimension's own values to other records", async () => {
  const rows = layerOf({ clusters: true });
  const mixed = await shuffledStates(arrayStates([rows], WIDTH), 1).read(0, 0, RECORDS);
  const column = (of: Float32Array, i: number): number[] => [...of.filter((_, at) => at % WIDTH === i)];
  for (const i of [0, 50]) {
    expect(column(mixed, i)).not.toEqual(column(rows, i));
    expect(column(mixed, i).toSorted()).toEqual(column(rows, i).toSorted());
  }
  expect(await shuffledStates(arrayStates([rows], WIDTH), 1).read(0, 3, 4)).toEqual(mixed.slice(3 * WIDTH, 4 * WIDTH));
});
