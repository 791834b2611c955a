import type { Picture } from "../src/protocol/engine.ts";
import type { Inside } from "./polygon.ts";
import type { Projector } from "./projector.ts";
import type { PointSet } from "./pointSet.ts";
import { isIn, type Area } from "./scene.ts";

/** A layer as it is seen: where the layer's points stand in the drawing, and where that falls on the canvas. */
export interface SeenLayer {
  readonly layer: number;
  /** The layer's height, and what a step of 1 along the third coordinate adds to it. */
  readonly height: number;
  readonly lift: number;
  readonly project: Projector;
  /** What lies outside is not drawn. */
  readonly area: Area;
}

/**
 * Those of some points that are drawn inside, ascending where they were. A camera without perspective is a matrix:
 * three pixels tell it, and a point costs six multiplications.
 */
export function pointsInside(picture: Picture, points: PointSet, seen: SeenLayer, inside: Inside): PointSet {
  const { coordinates, dimensions } = picture;
  const { layer, height, lift, project, area } = seen;
  const [left, top] = project(0, 0, height);
  const [ax, ay] = difference(project(1, 0, height), [left, top]);
  const [bx, by] = difference(project(0, 1, height), [left, top]);
  const [cx, cy] = difference(project(0, 0, height + lift), [left, top]);
  const start = layer * picture.points;
  const found = new Uint32Array(points.length);
  let count = 0;
  for (let i = 0; i < points.length; i++) {
    const point = points[i] ?? 0;
    const at = dimensions * (start + point);
    const x = coordinates[at] ?? NaN;
    const y = coordinates[at + 1] ?? NaN;
    const z = dimensions === 3 ? (coordinates[at + 2] ?? NaN) : 0;
    const right = left + ax * x + bx * y + cx * z;
    const down = top + ay * x + by * y + cy * z;
    if (isIn(area, right, down) && inside(right, down)) found[count++] = point;
  }
  return found.slice(0, count);
}

function difference([x, y]: readonly [number, number], [u, v]: readonly [number, number]): readonly [number, number] {
  return [x - u, y - v];
}
