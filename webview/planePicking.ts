import type { Point, Size } from "./camera.ts";
import { placesIn } from "./coordinates.ts";
import { planeAt, planesOf, type Plane } from "./planeSights.ts";
import type { Projector } from "./projector.ts";
import type { Area } from "./scene.ts";
import { shownPoints } from "./shownPoints.ts";
import type { Shown, State, Target } from "./state.ts";

/** Pixels round a point that count as on it. */
const REACH = 10;

/** A layer on the stage: the area it has, and where its points fall on the canvas. */
export interface Region {
  readonly area: Area;
  readonly layer: number;
  /** The height the layer's points stand at, and what a step of 1 along the third coordinate adds to it. */
  readonly height: number;
  readonly lift: number;
  readonly project: Projector;
}

/** The layers that Layer and Pair show; none in other views. */
export function regionsOf(state: State, size: Size): readonly Region[] {
  return planesOf(state, size).map(({ frame, layer }) => {
    return { area: frame.area, layer, height: 0, lift: frame.lift, project: frame.viewpoint.project };
  });
}

/** The point at a pixel of Layer or Pair: the nearest within reach, of two as near the one in front. */
export function pointOnPlane(state: State, size: Size, pixel: Point): Target | undefined {
  const { shown } = state;
  const plane = planeAt(planesOf(state, size), pixel);
  if (shown === undefined || plane === undefined) return undefined;
  const point = nearestPoint(shown, plane, shownPoints(state), pixel);
  return point === undefined ? undefined : { point, layer: plane.layer };
}

/** Where Layer or Pair draws a point of a layer; `undefined` where the layer is not shown or the point has no place. */
export function pixelOnPlane(state: State, size: Size, { point, layer }: Target): Point | undefined {
  const plane = planesOf(state, size).find((each) => each.layer === layer);
  if (plane === undefined || state.shown === undefined) return undefined;
  const at = plane.frame.viewpoint.project(...placesIn(plane.frame, state.shown.picture)(point, layer));
  return Number.isNaN(at[0]) ? undefined : at;
}

/** A camera without perspective is a matrix: four pixels tell it, and a point costs six multiplications. */
function nearestPoint(
  { picture }: Shown,
  { frame, layer }: Plane,
  points: Uint32Array,
  [px, py]: Point,
): number | undefined {
  const { project, depth } = frame.viewpoint;
  const { coordinates, dimensions } = picture;
  const [left, top] = project(0, 0, 0);
  const step = (x: number, y: number, z: number): Point => {
    const [u, v] = project(x, y, z);
    return [u - left, v - top];
  };
  const [[ax, ay], [bx, by], [cx, cy]] = [step(1, 0, 0), step(0, 1, 0), step(0, 0, frame.lift)];
  const start = layer * picture.points;
  let best: number | undefined;
  let [least, front] = [REACH, -Infinity];
  for (const point of points) {
    const at = dimensions * (start + point);
    const [x, y] = [coordinates[at] ?? NaN, coordinates[at + 1] ?? NaN];
    const z = dimensions === 3 ? (coordinates[at + 2] ?? NaN) : 0;
    const dx = left + ax * x + bx * y + cx * z - px;
    if (!(Math.abs(dx) <= least + 0.5)) continue;
    const dy = top + ay * x + by * y + cy * z - py;
    const distance = Math.hypot(dx, dy);
    if (!(distance <= (best === undefined ? REACH : least + 0.5))) continue;
    const nearer = depth(x, y, z * frame.lift);
    if (best !== undefined && distance > least - 0.5 && nearer <= front) continue;
    [best, least, front] = [point, distance, nearer];
  }
  return best;
}
