import { ZOOM_RANGE } from "../src/protocol/zoomRange.ts";

/** The orthographic camera: every layer is seen at the same tilt, so that their spacing is honest. */
export interface Camera {
  /** Angles in radians. */
  readonly azimuth: number;
  readonly elevation: number;
  readonly zoom: number;
  /** Where the middle of the stack is drawn, in halves of the canvas's height right and up of its middle. */
  readonly shift: readonly [number, number];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [number, number];

const degrees = (angle: number): number => (angle * Math.PI) / 180;

export const defaultCamera: Camera = { azimuth: degrees(-62), elevation: degrees(15), zoom: 1, shift: [0, 0] };
const MAX_ELEVATION = degrees(89);
/** Room in pixels beside the planes for the names of the layers. */
export const NAMES_WIDTH = 90;
/** Turns the stack like a table: the layers stay level. */
export function turned(camera: Camera, azimuth: number, elevation: number): Camera {
  return {
    ...camera,
    azimuth: camera.azimuth + azimuth,
    elevation: Math.max(-MAX_ELEVATION, Math.min(MAX_ELEVATION, camera.elevation + elevation)),
  };
}

/** Moves the picture by pixels. */
export function moved(camera: Camera, dx: number, dy: number, size: Size): Camera {
  const unit = size.height / 2;
  return { ...camera, shift: [camera.shift[0] + dx / unit, camera.shift[1] - dy / unit] };
}

/** Zooms by a factor so that what is drawn at a pixel stays there. */
export function zoomedAt(camera: Camera, factor: number, [px, py]: Point, size: Size): Camera {
  const zoom = Math.max(ZOOM_RANGE[0], Math.min(ZOOM_RANGE[1], camera.zoom * factor));
  const k = zoom / camera.zoom;
  const unit = size.height / 2;
  const x = (px - size.width / 2) / unit;
  const y = (size.height / 2 - py) / unit;
  return { ...camera, zoom, shift: [x + k * (camera.shift[0] - x), y + k * (camera.shift[1] - y)] };
}

/** Keeps the direction and fills the canvas with the points, given in pixels of the camera as it is. */
export function fitted(camera: Camera, points: Iterable<Point>, size: Size): Camera {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (right <= left || bottom <= top) return camera;
  const factor = Math.min((size.width - NAMES_WIDTH) / (right - left), (0.92 * size.height) / (bottom - top));
  const centred = moved(camera, size.width / 2 - (left + right) / 2, size.height / 2 - (top + bottom) / 2, size);
  return zoomedAt(centred, factor, [size.width / 2, size.height / 2], size);
}

/** The camera between two, `share` of the way. */
export function between(from: Camera, to: Camera, share: number): Camera {
  const mix = (a: number, b: number): number => a + (b - a) * share;
  const turns = Math.round((to.azimuth - from.azimuth) / (2 * Math.PI)) * 2 * Math.PI;
  return {
    azimuth: mix(from.azimuth + turns, to.azimuth),
    elevation: mix(from.elevation, to.elevation),
    zoom: mix(from.zoom, to.zoom),
    shift: [mix(from.shift[0], to.shift[0]), mix(from.shift[1], to.shift[1])],
  };
}

/** A camera from a saved view, where it is one. */
export function readCamera(saved: unknown): Camera | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { azimuth, elevation, zoom, shift } = saved as Partial<Record<keyof Camera, unknown>>;
  // With another zoom nothing could be seen, nor zoomed.
  if (!isNumber(zoom) || zoom < ZOOM_RANGE[0] || zoom > ZOOM_RANGE[1]) return undefined;
  if (!isNumber(azimuth) || !isNumber(elevation) || !Array.isArray(shift)) return undefined;
  const [x, y] = shift as unknown[];
  return isNumber(x) && isNumber(y) ? { azimuth, elevation, zoom, shift: [x, y] } : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
