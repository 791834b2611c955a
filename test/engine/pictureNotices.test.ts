import { expect, it } from "vitest";
import { pictureNotices } from "../../src/engine/pictureNotices.ts";
import { spannedDirections } from "../../src/numeric/spannedDirections.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { pca } from "../../src/projection/pca.ts";
import { tsne } from "../../src/projection/tsne.ts";
import { umap } from "../../src/projection/umap.ts";
import type { Projection } from "../../src/projection/projection.ts";
import { defaultsOf } from "../../src/protocol/parameters.ts";
import { noticeWords } from "../../src/strings/notices.ts";
import { arrayStates, noise } from "../numeric/arrayStates.ts";

const WIDTH = 6;
const random = noise(3);

/** States that vary in so many directions, far from the origin. */
function layerOf(records: number, directions: number): Float32Array {
  const axes = Float64Array.from({ length: directions * WIDTH }, random);
  const rows = new Float32Array(records * WIDTH);
  for (let at = 0; at < records; at++) {
    const along = Float64Array.from({ length: directions }, random);
    for (let i = 0; i < WIDTH; i++) {
      const sum = along.reduce((total, amount, axis) => total + amount * (axes[axis * WIDTH + i] ?? 0), 0);
      rows[at * WIDTH + i] = 10 + i + sum;
    }
  }
  return rows;
}

const asked = (projection: Projection, layers: readonly Float32Array[], dimensions: 2 | 3 = 2) =>
  pictureNotices(
    {
      states: arrayStates(layers, WIDTH),
      layers: layers.map((_, i) => (i === 0 ? "embedding" : String(i))),
      kind: "records",
    },
    { projection, values: defaultsOf(projection.parameters), dimensions },
    neverAborted,
  );

it("counts directions, of all records where it has to, without those that are no numbers", async () => {
  const of = (rows: Float32Array, most: number) => spannedDirections(arrayStates([rows], WIDTH), 0, most, neverAborted);
  for (const directions of [0, 1, 2, 5])
    expect(await of(layerOf(300, directions), 6)).toEqual({ directions, count: 300 });
  expect((await of(layerOf(300, 5), 3)).directions).toBe(3);
  const late = layerOf(3000, 0);
  late[2999 * WIDTH] = 99;
  expect((await of(late, 3)).directions).toBe(1);
  late[2999 * WIDTH] = Infinity;
  expect(await of(late, 3)).toEqual({ directions: 0, count: 2999 });
});

it("names the layers at which all records are the same, or vary in no more directions than are drawn", async () => {
  const layers = [0, 5, 2, 2, 0, 1].map((directions) => layerOf(40, directions));
  const notices = await asked(pca, layers);
  expect(notices).toEqual([
    { code: "flatLayers", detail: { layers: ["embedding", "4"], isSame: true, kind: "records" } },
    { code: "flatLayers", detail: { layers: ["2", "3", "5"], isSame: false, kind: "records" } },
  ]);
  expect(notices.map((notice) => noticeWords(notice).sentence)).toEqual([
    "At layers embedding, 4 all records have the same state: there is nothing to see.",
    "At layers 2–3, 5 the states vary in no more directions than are drawn: there is nothing to see beyond what the axes show.",
  ]);
  const three = await asked(pca, [layerOf(40, 3)], 3);
  expect(three).toMatchObject([{ detail: { layers: ["embedding"], isSame: false } }]);
  expect(await asked(pca, [layerOf(40, 3)])).toEqual([]);
});

it("says nothing of so few records that they lie in a plane whatever they are, and of none", async () => {
  for (const records of [0, 1, 2, 3]) expect(await asked(pca, [layerOf(records, 5)])).toEqual([]);
});

it.each([
  [umap, "n_neighbors", 15, 15],
  [tsne, "perplexity", 30, 90],
] as const)("warns where there are too few for a projection: %#", async (projection, parameter, value, more) => {
  const notices = (records: number) => asked(projection, [layerOf(records, 5)]);
  expect(await notices(more + 1)).toEqual([]);
  const [found] = await notices(more);
  expect(found).toMatchObject({ code: "fewRecords", detail: { parameter, value, more, records: more } });
  expect(found && noticeWords(found)).toMatchObject({
    warns: true,
    sentence: expect.stringContaining(String(value)) as string,
  });
});
