import type { Picture } from "../src/protocol/engine.ts";
import { halfOf, riseOf } from "./drawn.ts";
import { memoLast } from "./memo.ts";
import type { Vector } from "./projector.ts";
import type { Frame } from "./scene.ts";

/** How far a third coordinate takes a point from its layer's height: layers are 1 apart, so none reach each other. */
const REACH = 0.45;
/** Where one of the few outside its plane's half stops. */
export const CEILING = 0.49;

/** Where points are drawn: x, y, and the height of their layer, moved by the third coordinate where there is one. */
export type Places = (point: number, layer: number) => Vector;

/** The places of a picture's points in the stack; NaN where one is not computed yet. */
export const placesOf = memoLast((picture: Picture): Places => {
  const { coordinates, points, dimensions } = picture;
  const lift = liftOf(picture);
  return (point, layer) => {
    const at = dimensions * (layer * points + point);
    return [coordinates[at] ?? NaN, coordinates[at + 1] ?? NaN, layer + risen(coordinates[at + 2], dimensions, lift)];
  };
});

/** The height of a step of 1 along the third coordinate in the stack; 0 where there is none. */
export const liftOf = memoLast((picture: Picture): number =>
  picture.dimensions === 3 ? REACH / Math.max(halfOf(picture), riseOf(picture)) : 0,
);

function risen(third: number | undefined, dimensions: number, lift: number): number {
  return dimensions < 3 ? 0 : Math.max(-CEILING, Math.min(CEILING, lift * (third ?? NaN)));
}

/** Where a frame draws the points: those of the stack, or the points of a layer on their way to another. */
export function placesIn({ shows, lift }: Pick<Frame, "shows" | "lift">, picture: Picture): Places {
  if (shows.kind === "stack") return placesOf(picture);
  const { coordinates, points, dimensions } = picture;
  const { from, to, share } = shows;
  const mixed = (point: number, axis: number): number => {
    const one = coordinates[dimensions * (from * points + point) + axis] ?? NaN;
    const other = coordinates[dimensions * (to * points + point) + axis] ?? NaN;
    return one + share * (other - one);
  };
  return (point) => [mixed(point, 0), mixed(point, 1), dimensions < 3 ? 0 : lift * mixed(point, 2)];
}
