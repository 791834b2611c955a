import { defaultCamera, type Camera } from "./camera.ts";
import { planeViewOf, spaceOf } from "./planeState.ts";
import type { State, View } from "./state.ts";

/** Straight from above: the first axis to the right, the second up. */
export const fromAbove: Camera = { azimuth: -Math.PI / 2, elevation: Math.PI / 2, zoom: 1, shift: [0, 0] };
/** From where the three axes of a layer are told apart. */
export const aslant: Camera = { ...defaultCamera, elevation: (22 * Math.PI) / 180 };

/** The camera that the current view begins with. */
export function standardCamera(state: State): Camera {
  if (planeViewOf(state) === undefined) return defaultCamera;
  return spaceOf(state) === 2 ? fromAbove : aslant;
}

/** The camera of the current view: the stack has its own, Layer and Pair one for two dimensions and one for three. */
export function cameraOf(state: State): Camera {
  const key = keyOf(state);
  return key === undefined ? state.view.camera : (state.view.planes.cameras[key] ?? standardCamera(state));
}

/** What changes in the view with another camera. */
export function withCamera(state: State, camera: Camera): Partial<View> {
  const key = keyOf(state);
  if (key === undefined) return { camera };
  if (camera === cameraOf(state)) return {};
  const { planes } = state.view;
  return { planes: { ...planes, cameras: { ...planes.cameras, [key]: camera } } };
}

function keyOf(state: State): string | undefined {
  const view = planeViewOf(state);
  return view === undefined ? undefined : `${view}${spaceOf(state)}`;
}
