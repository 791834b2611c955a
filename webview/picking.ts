import type { Size } from "./camera.ts";
import { placesIn } from "./coordinates.ts";
import { visibleCount } from "./drawn.ts";
import { framesOf } from "./frames.ts";
import { HIDDEN, marksOf } from "./marks.ts";
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

/** Where a point is drawn at a layer, in pixels of the canvas; `undefined` where it is not. */
export function pixelOf(state: State, size: Size, { point, layer }: Target): readonly [number, number] | undefined {
  const frame = framesOf(state, size).find((each) => each.shows.kind === "stack" || layerOf(each) === layer);
  return frame && pixelIn(state, frame, { point, layer });
}

function pixelIn({ shown }: State, frame: Frame, { point, layer }: Target): readonly [number, number] | undefined {
  if (shown === undefined) return undefined;
  const pixel = frame.viewpoint.project(...placesIn(frame, shown.picture)(point, layer));
  return Number.isNaN(pixel[0]) ? undefined : pixel;
}

/** The nearest point of the selected record's way and its neighbours'. */
function brightPointAt(state: State, frame: Frame, x: number, y: number): Target | undefined {
  const { shown, view } = state;
  if (shown === undefined || view.selected === undefined || frame.shows.kind !== "stack") return undefined;
  const related = nearestOf(state);
  const marks = marksOf(state);
  let best: Target | undefined;
  let least = BRIGHT_REACH;
  for (const point of [view.selected, ...(related === undefined ? [] : relatedAt(related, litLayer(state)))]) {
    if (((marks[point] ?? 0) & HIDDEN) !== 0) continue;
    for (let layer = 0; layer < shown.picture.layers.length; layer++) {
      const pixel = pixelIn(state, frame, { point, layer });
      const distance = pixel === undefined ? Infinity : Math.hypot(pixel[0] - x, pixel[1] - y);
      if (distance >= least) continue;
      least = distance;
      best = { point, layer };
    }
  }
  return best;
}
