import { between, fitted, turned, type Camera, type Size } from "./camera.ts";
import type { Context } from "./control.ts";
import { cameraOf, standardCamera } from "./lens.ts";
import { placesOf } from "./coordinates.ts";
import { areaSize } from "./planeCamera.ts";
import { framesOf } from "./frames.ts";
import { pixelOf } from "./picking.ts";
import { layerOf } from "./scene.ts";
import { planeViewOf } from "./planeState.ts";
import { sightOf } from "./sight.ts";
import { selectedText, type State } from "./state.ts";
import { reducedMotion } from "./theme.ts";
import { select, setCamera } from "./view.ts";
import { visiblePoints } from "./visible.ts";

/** Selects a point and shows its line in the editor, where the keyboard's focus stays in the panel. */
export function pick({ store, host }: Context, point: number): void {
  // Before the picture is drawn, which takes longer than the line.
  host.reveal(point, true);
  store.change((state) => select(state, point));
}

/** Selects a point and goes to its line. */
export function open({ store, host }: Context, point: number): void {
  host.reveal(point, false);
  store.change((state) => select(state, point));
}

/** Goes to the selected record's line. */
export function openSelected(context: Context): void {
  const { selected } = context.store.value.view;
  if (selected !== undefined) open(context, selected);
}

/** Shows the selected record's line, and changes nothing else. */
export function peekSelected({ store, host }: Context): void {
  const { selected } = store.value.view;
  if (selected !== undefined) host.peek(selected);
}

/** Goes to the next record that is not hidden, or to the one before, and shows its line. */
export function stepRecord(context: Context, by: 1 | -1): void {
  const { shown, view } = context.store.value;
  if (shown === undefined) return;
  const visible = visiblePoints(context.store.value);
  const { selected = by > 0 ? -1 : Infinity } = view;
  const next = by > 0 ? visible.find((point) => point > selected) : visible.findLast((point) => point < selected);
  if (next !== undefined) pick(context, next);
}

/** Copies the selected record's text. */
export function copySelected({ store, host }: Context): void {
  const text = selectedText(store.value);
  if (text !== undefined) host.copy(text);
}

const MOVE_TIME = 200;

/** Moves the camera to another place, in steps where that is welcome; whoever moves it on the way ends the flight. */
export function flyTo({ store }: Context, to: Camera): void {
  const from = cameraOf(store.value);
  const start = performance.now();
  let last = from;
  const step = (): void => {
    if (cameraOf(store.value) !== last) return;
    const time = reducedMotion() ? 1 : Math.min(1, (performance.now() - start) / MOVE_TIME);
    const eased = 1 - (1 - time) ** 3;
    last = time === 1 ? to : between(from, to, eased);
    store.change((state) => setCamera(state, last));
    if (time < 1) requestAnimationFrame(step);
  };
  step();
}

export function resetCamera(context: Context): void {
  flyTo(context, standardCamera(context.store.value));
}

/** Fills the canvas with the planes and the points that are not hidden, from the direction one looks already. */
export function fitVisible(context: Context, size: Size): void {
  const state = context.store.value;
  if (state.shown === undefined) return;
  const pixels = planeViewOf(state) === undefined ? visiblePixels(state, size) : planePixels(state, size);
  flyTo(context, fitted(cameraOf(state), pixels, areaSize(state, size, [0, 0])));
}

export function turn({ store }: Context, azimuth: number, elevation: number): void {
  store.change((state) => setCamera(state, turned(cameraOf(state), azimuth, elevation)));
}

/** Where Layer and Pair draw the points that are not hidden, from the corner of the area they are drawn in. */
function* planePixels(state: State, size: Size): Generator<readonly [number, number]> {
  const points = visiblePoints(state);
  for (const frame of framesOf(state, size)) {
    const layer = layerOf(frame);
    for (const point of points) {
      const [x, y] = pixelOf(state, size, { point, layer }) ?? [NaN, NaN];
      yield [x - frame.area[0], y - frame.area[1]];
    }
  }
}

function* visiblePixels(state: State, size: Size): Generator<readonly [number, number]> {
  const { shown } = state;
  const sight = sightOf(state, size);
  if (shown === undefined || sight === undefined) return;
  const { picture } = shown;
  const last = picture.layers.length - 1;
  for (const layer of [0, last]) {
    for (const [x, y] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const)
      yield sight.project(x * sight.bounds.half, y * sight.bounds.half, layer);
  }
  const places = placesOf(picture);
  for (const point of visiblePoints(state))
    for (let layer = 0; layer <= last; layer++) yield sight.project(...places(point, layer));
}
