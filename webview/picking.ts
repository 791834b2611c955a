import type { Size } from "./camera.ts";
import { placesIn } from "./coordinates.ts";
import { visibleCount } from "./drawn.ts";
import { framesOf } from "./frames.ts";
import { HIDDEN, marksOf } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { faintPointAt, litPointAt } from "./pickIn.ts";
import { relatedAt } from "./related.ts";
import { nearestOf } from "./results.ts";
import { layerOf, type Frame } from "./scene.ts";
import { litLayer, type State, type Target } from "./state.ts";

/** Pixels round a point that count as on it: the lit layer comes first, then what is bright, then the faint rest. */
const LIT_REACH = 10;
const BRIGHT_REACH = 7;
const FAINT_REACH = 5;

/** The drawn point at a pixel of the canvas. */
export function pointAt(state: State, size: Size, x: number, y: number): Target | undefined {
  const { shown } = state;
  const frame = framesOf(state, size).find(({ area: [left, top, width, height] }) => {
    return x >= left && y >= top && x < left + width && y < top + height;
  });
  if (shown === undefined || frame === undefined) return undefined;
  const scene = { picture: shown.picture, marks: marksOf(state) };
  return (
    litPointAt(scene, visibleCount(scene.picture, scene.marks), frame, { x, y, reach: LIT_REACH }) ??
    brightPointAt(state, frame, x, y) ??
    faintPointAt(scene, frame, { x, y, reach: FAINT_REACH })
  );
}

/** The frames of a state with what they draw, looked up once for all the points asked for. */
const looking = memoLast((state: State, size: Size) => {
  const picture = state.shown?.picture;
  if (picture === undefined) return [];
  return framesOf(state, size).map((frame) => ({
    project: frame.viewpoint.project,
    places: placesIn(frame, picture),
    only: frame.shows.kind === "stack" ? undefined : layerOf(frame),
  }));
});

/** Where a point is drawn at a layer, in pixels of the canvas; `undefined` where it is not. */
export function pixelOf(state: State, size: Size, { point, layer }: Target): readonly [number, number] | undefined {
  for (const { project, places, only } of looking(state, size)) {
    if (only !== undefined && only !== layer) continue;
    const pixel = project(...places(point, layer));
    return Number.isNaN(pixel[0]) ? undefined : pixel;
  }
  return undefined;
}

/** The nearest point of the selected record's way and its neighbours'. */
function brightPointAt(state: State, frame: Frame, x: number, y: number): Target | undefined {
  const { shown, view } = state;
  if (shown === undefined || view.selected === undefined || frame.shows.kind !== "stack") return undefined;
  const related = nearestOf(state);
  const places = placesIn(frame, shown.picture);
  const marks = marksOf(state);
  let best: Target | undefined;
  let least = BRIGHT_REACH;
  for (const point of [view.selected, ...(related === undefined ? [] : relatedAt(related, litLayer(state)))]) {
    if (((marks[point] ?? 0) & HIDDEN) !== 0) continue;
    for (let layer = 0; layer < shown.picture.layers.length; layer++) {
      const [px, py] = frame.viewpoint.project(...places(point, layer));
      const distance = Math.hypot(px - x, py - y);
      if (!(distance < least)) continue;
      least = distance;
      best = { point, layer };
    }
  }
  return best;
}
