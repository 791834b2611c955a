import { defaultCamera, NAMES_WIDTH, type Camera, type Point, type Size } from "./camera.ts";

/** The box that is drawn: x and y from -half to half, z from -0.5 to layers - 0.5. */
export interface Bounds {
  readonly half: number;
  readonly layers: number;
}

export interface Aspect {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export type Vector = readonly [number, number, number];
/** Data coordinates to pixels of the canvas, from its top left corner. */
export type Projector = (x: number, y: number, z: number) => Point;

/** Everything a renderer needs to look at the picture: the camera, and what it makes of a point. */
export interface Viewpoint {
  readonly project: Projector;
  readonly aspect: Aspect;
  readonly eye: Vector;
  readonly center: Vector;
  readonly up: Vector;
}

export const DEFAULT_SEPARATION = 5;

/** Half the side of a layer's plane in data units, which are root-mean-square radii of the layer. */
export const PLANE = 2.1;

const MAX_SIDE = 1.5;
const spread = Math.abs(Math.cos(defaultCamera.azimuth)) + Math.abs(Math.sin(defaultCamera.azimuth));

/**
 * The aspect ratio that fills a canvas: planes as wide as the layers' names allow, the rest of the height for the
 * layers. Separation multiplies z; where that would leave the canvas, the whole stack shrinks to stay in it.
 */
export function fitAspect(size: Size, bounds: Bounds, separation: number): Aspect {
  const unit = size.height / 2;
  const room = 0.9 * size.height;
  const side = Math.max(0.1, Math.min((0.84 * (size.width - NAMES_WIDTH)) / (spread * unit), MAX_SIDE));
  const depth = side * spread * Math.sin(defaultCamera.elevation) * unit;
  const rise = Math.max(0.15 * room, room - depth) * (separation / DEFAULT_SEPARATION);
  const shrink = Math.min(1, room / (depth + rise));
  const across = (shrink * side * bounds.half) / PLANE;
  const gaps = Math.max(1, bounds.layers - 1);
  const z = (((shrink * rise) / (unit * Math.cos(defaultCamera.elevation))) * bounds.layers) / gaps;
  return { x: across, y: across, z };
}

/** Unit vectors of the screen: right, up, and towards the eye. */
function axes({ azimuth, elevation }: Camera): readonly [Vector, Vector, Vector] {
  const [ca, sa, ce, se] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(elevation), Math.sin(elevation)];
  return [
    [-sa, ca, 0],
    [-se * ca, -se * sa, ce],
    [ce * ca, ce * sa, se],
  ];
}

function zoomed(aspect: Aspect, zoom: number): Vector {
  return [aspect.x * zoom, aspect.y * zoom, aspect.z * zoom];
}

/** The projection of the camera onto a canvas of this size. */
export function projector(camera: Camera, aspect: Aspect, size: Size, bounds: Bounds): Projector {
  const [right, up] = axes(camera);
  const [ax, ay, az] = zoomed(aspect, camera.zoom);
  const unit = size.height / 2;
  const kx = ax / (2 * bounds.half);
  const ky = ay / (2 * bounds.half);
  const kz = az / bounds.layers;
  const middle = (bounds.layers - 1) / 2;
  const left = size.width / 2 + camera.shift[0] * unit;
  const top = size.height / 2 - camera.shift[1] * unit;
  return (x, y, z) => {
    const px = x * kx;
    const py = y * ky;
    const pz = (z - middle) * kz;
    return [left + unit * (px * right[0] + py * right[1]), top - unit * (px * up[0] + py * up[1] + pz * up[2])];
  };
}

/** How far a point is in front of the middle of the stack, in scene units: of two points the greater is nearer. */
export function depthOf(camera: Camera, aspect: Aspect, bounds: Bounds): (x: number, y: number, z: number) => number {
  const toEye = axes(camera)[2];
  const [ax, ay, az] = zoomed(aspect, camera.zoom);
  const middle = (bounds.layers - 1) / 2;
  return (x, y, z) =>
    (x * ax * toEye[0]) / (2 * bounds.half) +
    (y * ay * toEye[1]) / (2 * bounds.half) +
    ((z - middle) * az * toEye[2]) / bounds.layers;
}

/** The camera as a renderer wants it: far enough away that nothing lies behind it. */
export function viewpointOf(camera: Camera, aspect: Aspect, size: Size, bounds: Bounds): Viewpoint {
  const [right, up, toEye] = axes(camera);
  const [ax, ay, az] = zoomed(aspect, camera.zoom);
  const center = combine(-camera.shift[0], right, -camera.shift[1], up);
  const eye = combine(1, center, 2 + ax + ay + az, toEye);
  const project = projector(camera, aspect, size, bounds);
  return { project, aspect: { x: ax, y: ay, z: az }, eye, center, up: [0, 0, 1] };
}

function combine(a: number, one: Vector, b: number, other: Vector): Vector {
  return [a * one[0] + b * other[0], a * one[1] + b * other[1], a * one[2] + b * other[2]];
}
