import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import { projections } from "../../src/projection/index.ts";
import type { LayerProjection } from "../../src/projection/projection.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import type { Dimensions } from "../../src/protocol/engine.ts";
import { areAllowed, defaultsOf } from "../../src/protocol/parameters.ts";
import { arrayStates, hiddenStates } from "../numeric/arrayStates.ts";
import { finish } from "../numeric/finish.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

it("lists every projection of the folder, once", async () => {
  const folder = path.join(import.meta.dirname, "../../src/projection");
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  const modules = await Promise.all(files.map((name) => import(path.join(folder, name)) as Promise<object>));
  const found = modules
    .flatMap((exported) => Object.values(exported) as unknown[])
    .filter((value) => typeof value === "object" && value !== null && "id" in value && "run" in value);
  expect(new Set(found)).toEqual(new Set(projections));
  expect(new Set(projections.map(({ id }) => id)).size).toBe(projections.length);
});

it.each(projections.flatMap(({ id, parameters, locality }) => (locality ? [{ id, parameters, locality }] : [])))(
  "$id looks near and far within what its parameter may be",
  ({ parameters, locality: { parameter, low, high } }) => {
    const looking = parameters[parameter];
    if (looking === undefined || looking.kind === "choice") throw new Error(`${parameter} is no number`);
    const inOrder = [looking.min, low, looking.default, high, looking.max];
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    expect(low).toBeGreaterThan(0);
  },
);

describe.each(projections)("the projection $id", (projection) => {
  const shapes: { records: number; hidden: number; dimensions: Dimensions }[] = [
    { records: 3000, hidden: 20, dimensions: 2 },
    { records: 300, hidden: 20, dimensions: 3 },
    { records: 12, hidden: 40, dimensions: 3 },
    { records: 2, hidden: 40, dimensions: 3 },
    { records: 1, hidden: 40, dimensions: 2 },
  ];

  function projected(
    records: number,
    hidden: number,
    dimensions: Dimensions,
    layer = 1,
  ): Promise<{ result: LayerProjection; progress: number[] }> {
    const states = arrayStates(hiddenStates(records, 2, hidden), hidden);
    const values = defaultsOf(projection.parameters);
    return finish(projection.run({ states, layer, dimensions, algebra }, values, { signal: neverAborted }));
  }

  it("says what it is, and has defaults that are allowed", () => {
    expect(projection.label).not.toBe("");
    expect(projection.help).toMatch(/\.$/);
    expect(areAllowed(projection.parameters, defaultsOf(projection.parameters))).toBe(true);
  });

  it.each(shapes)("draws $records × $hidden in $dimensions dimensions", async ({ records, hidden, dimensions }) => {
    const { result, progress } = await projected(records, hidden, dimensions);
    expect(result.coordinates.length).toBe(records * dimensions);
    expect(result.coordinates.every(Number.isFinite)).toBe(true);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    for (let i = 0; i < dimensions; i++) {
      const sum = result.coordinates.reduce((total, value, at) => total + (at % dimensions === i ? value : 0), 0);
      expect(sum / records).toBeCloseTo(0, 4);
    }
  });

  it("gives the same bytes for the same states, and others for others", async () => {
    const first = await projected(500, 20, 2);
    expect((await projected(500, 20, 2)).result).toEqual(first.result);
    expect((await projected(500, 20, 2, 0)).result).not.toEqual(first.result);
  });
});
