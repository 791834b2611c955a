import type { Camera, Size } from "./camera.ts";
import type { Picture } from "../src/protocol/engine.ts";
import { halfOf } from "./drawn.ts";
import { memoLast } from "./memo.ts";
import { fitAspect, viewpointOf, type Bounds, type Viewpoint } from "./projector.ts";
import { separationOf, type State } from "./state.ts";

/** The picture as it is seen: where a point of the data falls on the canvas, and which of two is in front. */
export interface Sight extends Viewpoint {
  readonly bounds: Bounds;
}

/** The box of a picture. */
export const boundsOf = memoLast((picture: Picture): Bounds => ({
  half: halfOf(picture),
  layers: picture.layers.length,
}));

const seen = memoLast((bounds: Bounds, camera: Camera, separation: number, width: number, height: number): Sight => {
  const size = { width, height };
  return { ...viewpointOf(camera, fitAspect(size, bounds, separation), size, bounds), bounds };
});

/**
 * How the state's picture is seen on a canvas of this size; `undefined` before there is one. The same object as
 * before where nothing changed.
 */
export function sightOf(state: State, { width, height }: Size): Sight | undefined {
  if (state.shown === undefined || width < 1 || height < 1) return undefined;
  return seen(boundsOf(state.shown.picture), state.view.camera, separationOf(state), width, height);
}
