import { zoomedAt, type Point, type Size } from "./camera.ts";
import { cameraOf } from "./lens.ts";
import { planeAt, planesOf } from "./planeSights.ts";
import type { State } from "./state.ts";
import { setCamera } from "./view.ts";

/** The size of what the camera looks through at a pixel: one of Pair's halves, else the whole canvas. */
export function areaSize(state: State, size: Size, at: Point): Size {
  const planes = planesOf(state, size);
  const area = (planeAt(planes, at) ?? planes[0])?.frame.area;
  return area === undefined ? size : { width: area[2], height: area[3] };
}

/** The middle of what the camera looks through; in Pair of the first half. */
export function middleOf(state: State, size: Size): Point {
  const [left, top, width, height] = planesOf(state, size)[0]?.frame.area ?? [0, 0, size.width, size.height];
  return [left + width / 2, top + height / 2];
}

/** Zooms so that what is drawn at a pixel stays there; in Pair so does the same place of the other half. */
export function zoomAt(state: State, factor: number, at: Point, size: Size): State {
  const planes = planesOf(state, size);
  const [left, top] = (planeAt(planes, at) ?? planes[0])?.frame.area ?? [0, 0];
  const inside: Point = [at[0] - left, at[1] - top];
  return setCamera(state, zoomedAt(cameraOf(state), factor, inside, areaSize(state, size, at)));
}
