import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { meansApart } from "../../src/comparison/meansApart.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { finish, neverAborted } from "../../src/numeric/work.ts";
import type { PerLayer } from "../../src/protocol/tasks.ts";
import { arrayStates, noise } from "../numeric/arrayStates.ts";

const [RECORDS, WIDTH, LAYERS] = [300, 24, 3];
const truth = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../fixtures/means/truth.json"), "utf8"),
) as Readonly<Record<string, readonly number[]>>;

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

function apart(one: Uint32Array, other: Uint32Array): Promise<PerLayer> {
  const random = noise(5);
  const layers = Array.from({ length: LAYERS }, () => Float32Array.from({ length: RECORDS * WIDTH }, () => random()));
  const states = arrayStates(layers, WIDTH);
  const input = { states, from: 0, to: RECORDS, against: states, algebra, one, other };
  return finish(meansApart.run(input, {}, { signal: neverAborted }));
}

const every = (step: number, first: number): Uint32Array =>
  Uint32Array.from({ length: RECORDS }, (_, i) => i).filter((i) => i % step === first);

it("is what NumPy and SciPy say", async () => {
  const { series } = await apart(every(3, 0), every(7, 1));
  expect(series.map(({ id }) => id)).toEqual(["cosine", "euclidean"]);
  for (const { id, values } of series)
    for (const [layer, value] of values.entries())
      expect(value, `${id} ${layer}`).toBeCloseTo(truth[id]?.[layer] ?? NaN, 5);
});

it("is nothing from a set to itself, and no number where a set is empty", async () => {
  const same = await apart(every(3, 0), every(3, 0));
  for (const { values } of same.series) for (const value of values) expect(value).toBeCloseTo(0, 6);
  const empty = await apart(every(3, 0), new Uint32Array());
  for (const { values } of empty.series) expect([...values]).toEqual([NaN, NaN, NaN]);
});
