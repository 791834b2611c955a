import type { Picture } from "../src/protocol/engine.ts";
import { halfOf } from "./drawn.ts";
import { memoLast } from "./memo.ts";
import type { Vector } from "./projector.ts";

/** How far a third coordinate takes a point from its layer's height at most: layers are 1 apart, so none reach each other. */
const REACH = 0.45;

/** Where points are drawn: x, y, and the height of their layer, moved by the third coordinate where there is one. */
export type Places = (point: number, layer: number) => Vector;

/** The places of a picture's points; NaN where one is not computed yet. */
export const placesOf = memoLast((picture: Picture): Places => {
  const { coordinates, points, dimensions } = picture;
  const lift = liftOf(picture);
  return (point, layer) => {
    const at = dimensions * (layer * points + point);
    const third = dimensions === 3 ? (coordinates[at + 2] ?? NaN) : 0;
    return [coordinates[at] ?? NaN, coordinates[at + 1] ?? NaN, layer + lift * third];
  };
});

/** The height of a step of 1 along the third coordinate; 0 where there is none. */
export const liftOf = memoLast((picture: Picture): number => (picture.dimensions === 3 ? REACH / halfOf(picture) : 0));
