import type { Point, Size } from "./camera.ts";
import { framesOf } from "./frames.ts";
import type { SeenLayer } from "./lasso.ts";
import { layerOf, type Area, type Frame } from "./scene.ts";
import type { State } from "./state.ts";

/** The layers whose points can be drawn round: in the stack the lit one, in Pair one in each half. */
export function seenLayers(state: State, size: Size): readonly SeenLayer[] {
  return framesOf(state, size).map(seenIn);
}

/** The layer whose points are drawn round where a line begins at this pixel, and the area it is drawn in. */
export function seenAt(state: State, size: Size, [x, y]: Point): (SeenLayer & { readonly area: Area }) | undefined {
  const frame = framesOf(state, size).find(({ area: [left, top, width, height] }) => {
    return x >= left && y >= top && x < left + width && y < top + height;
  });
  return frame && { ...seenIn(frame), area: frame.area };
}

function seenIn(frame: Frame): SeenLayer {
  const layer = layerOf(frame);
  const height = frame.shows.kind === "stack" ? layer : 0;
  return { layer, height, lift: frame.lift, project: frame.viewpoint.project };
}
