import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { projections } from "../../src/projection/index.ts";
import { defaultsOf } from "../../src/protocol/parameters.ts";
import { arrayStates } from "../numeric/arrayStates.ts";
import { finish } from "../numeric/finish.ts";
import { allDistances, k, ranksOf, scoredSets, seeds, silhouette, trustworthiness, type Scores } from "./scores.ts";

/** How far below the reference a score may lie. */
const TOLERANCE = 0.01;

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

describe.each(scoredSets)("%s", (_, { width, states, labels, scores }) => {
  const ranks = ranksOf(allDistances(states, width));

  it.each(Object.entries(scores))("is drawn by %s no worse than by the reference", async (key, known) => {
    const [id, dimensions] = [key.slice(0, -2), key.endsWith("2") ? 2 : 3] as const;
    const projection = projections.find((one) => one.id === id);
    if (projection === undefined) throw new Error(`no method is ${id}`);
    const sums = { trustworthiness: 0, continuity: 0, silhouette: 0 };
    for (const seed of seeds) {
      const input = { states: arrayStates([states], width), layer: 0, dimensions, algebra };
      const values = { ...defaultsOf(projection.parameters), seed };
      const { result } = await finish(projection.run(input, values, { signal: neverAborted }));
      const distances = allDistances(result.coordinates, dimensions);
      const drawn = ranksOf(distances);
      sums.trustworthiness += trustworthiness(ranks, drawn, k) / seeds.length;
      sums.continuity += trustworthiness(drawn, ranks, k) / seeds.length;
      sums.silhouette += silhouette(distances, labels) / seeds.length;
    }
    const names: readonly (keyof Scores)[] = ["trustworthiness", "continuity", "silhouette"];
    for (const name of names) {
      // Two means of so few seeds differ by chance, too: twice its standard deviation.
      const chance = 2 * known.spread[name] * Math.sqrt(2 / seeds.length);
      expect(sums[name], name).toBeGreaterThan(known.mean[name] - TOLERANCE - chance);
    }
  });
});
