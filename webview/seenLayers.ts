import type { Point, Size } from "./camera.ts";
import { framesOf } from "./frames.ts";
import type { SeenLayer } from "./lasso.ts";
import { layerOf, type Area, type Frame } from "./scene.ts";
import type { State } from "./state.ts";

/** The layers whose points can be drawn round: in the stack the lit one, in Pair one in each half. */
export function seenLayers(state: State, size: Size): readonly SeenLayer[] {
  return framesOf(state, size).map(seenIn);
}

/** The layer whose points are drawn round where a line begins at this pixel: beside all of them the one that is next. */
export function seenAt(state: State, size: Size, at: Point): SeenLayer | undefined {
  let nearest: Frame | undefined;
  let least = Infinity;
  for (const frame of framesOf(state, size)) {
    const distance = distanceTo(frame.area, at);
    if (distance >= least) continue;
    nearest = frame;
    least = distance;
  }
  return nearest && seenIn(nearest);
}

function distanceTo([left, top, width, height]: Area, [x, y]: Point): number {
  return Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height));
}

function seenIn(frame: Frame): SeenLayer {
  const layer = layerOf(frame);
  const height = frame.shows.kind === "stack" ? layer : 0;
  return { layer, height, lift: frame.lift, project: frame.viewpoint.project, area: frame.area };
}
