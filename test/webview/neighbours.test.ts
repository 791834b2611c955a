import { expect, it } from "vitest";
import {
  distancesAt,
  goneAt,
  keptPerLayer,
  movedPerLayer,
  neighbourCount,
  neighboursAt,
  newAt,
} from "../../webview/neighbours.ts";
import { details } from "./samples.ts";

const known = details(7, [
  [1, 2, 3],
  [3, 1, 4],
  [5, 6, 8],
]);

it("says who is near at a layer, who is new there and who has gone", () => {
  expect([...neighboursAt(known, 1)]).toEqual([3, 1, 4]);
  expect([...newAt(known, 1)]).toEqual([4]);
  expect(goneAt(known, 1)).toEqual([2]);
  expect([...newAt(known, 0)]).toEqual([]);
  expect(goneAt(known, 0)).toEqual([]);
  expect(distancesAt(known, 2)).toEqual(Float32Array.of(0.1, 0.2, 0.3));
});

it("counts the neighbours that stayed, from the second layer on", () => {
  expect(keptPerLayer(known)).toEqual([undefined, 2, 0]);
});

it("leaves a gap where a layer cannot be compared with the one before", () => {
  expect(
    movedPerLayer({ ...known, results: { moved: { kind: "perPoint", values: Float32Array.of(0, 0.5, NaN, 0) } } }),
  ).toEqual([undefined, 0.5, undefined, 0]);
});

it("has none of a record that is not computed", () => {
  const unknown = { ...known, results: {} };
  expect(neighbourCount(unknown)).toBe(0);
  expect([...neighboursAt(unknown, 1)]).toEqual([]);
});
