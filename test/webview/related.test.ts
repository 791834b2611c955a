import { expect, it } from "vitest";
import { distancesAt, goneAt, keptPerLayer, newAt, relatedAt } from "../../webview/related.ts";
import { relatedTo } from "./samples.ts";

const known = relatedTo([
  [1, 2, 3],
  [3, 1, 4],
  [5, 6, 8],
]);

it("says who is near at a layer, who is new there and who has gone", () => {
  expect([...relatedAt(known, 1)]).toEqual([3, 1, 4]);
  expect([...newAt(known, 1)]).toEqual([4]);
  expect(goneAt(known, 1)).toEqual([2]);
  expect([...newAt(known, 0)]).toEqual([]);
  expect(goneAt(known, 0)).toEqual([]);
  expect(distancesAt(known, 2)).toEqual(Float32Array.of(0.1, 0.2, 0.3));
});

it("counts the neighbours that stayed, from the second layer on", () => {
  expect(keptPerLayer(known, 3)).toEqual([undefined, 2, 0]);
});
