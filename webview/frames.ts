import type { Size } from "./camera.ts";
import { liftOf } from "./coordinates.ts";
import { planeFrames } from "./planeSights.ts";
import { memoLast } from "./memo.ts";
import { wholeArea, type Frame } from "./scene.ts";
import { sightOf, type Sight } from "./sight.ts";
import { litLayer, type State, type ViewId } from "./state.ts";

/** Width of the canvas below which markers are smaller. */
const NARROW = 560;
/** Size of the markers on a canvas narrower than that. */
const SMALL = 0.78;

/** How a view looks at the picture on a canvas of this size; nothing before there is one. */
export type Framer = (state: State, size: Size) => readonly Frame[];

/** The views that are drawn on the stage. */
const framers: Partial<Record<ViewId, Framer>> = { stack: stackFrames, layer: planeFrames, pair: planeFrames };

/** The frames of the view that is shown. The same object as before where nothing changed. */
export function framesOf(state: State, size: Size): readonly Frame[] {
  return (framers[state.view.mode] ?? stackFrames)(state, size);
}

/** All layers in one frame. */
function stackFrames(state: State, size: Size): readonly Frame[] {
  const sight = sightOf(state, size);
  if (sight === undefined || state.shown === undefined) return NONE;
  return stack(sight, litLayer(state), liftOf(state.shown.picture), size.width, size.height);
}

const stack = memoLast(
  (viewpoint: Sight, layer: number, lift: number, width: number, height: number): readonly Frame[] => [
    {
      viewpoint,
      area: wholeArea({ width, height }),
      shows: { kind: "stack", layer },
      lift,
      markerScale: markerScaleOf(width),
    },
  ],
);

/** Size of the markers on a frame of this width. */
export function markerScaleOf(width: number): number {
  return width < NARROW ? SMALL : 1;
}

const NONE: readonly Frame[] = [];
