import { defaultCamera, NAMES_WIDTH, type Camera, type Point, type Size } from "./camera.ts";

/** The box that is drawn: planes from -half to half in x and y, one per layer, at the heights 0 to layers - 1. */
export interface Bounds {
  readonly half: number;
  readonly layers: number;
}

/** The sides of the box in scene units: of the planes, and of the heights from -0.5 to layers - 0.5. */
export interface Aspect {
  readonly side: number;
  readonly height: number;
}

export type Vector = readonly [number, number, number];
/** Data coordinates to pixels of the canvas, from its top left corner. */
export type Projector = (x: number, y: number, z: number) => Point;

/** Where the camera puts a point of the data. Both are affine: a renderer takes them apart by asking for four points. */
export interface Viewpoint {
  readonly project: Projector;
  /** How far a point is in front of the middle of the box, in scene units: of two points the greater is nearer. */
  readonly depth: (x: number, y: number, z: number) => number;
}

export const DEFAULT_SEPARATION = 5;

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
  const gaps = Math.max(1, bounds.layers - 1);
  const height = (((shrink * rise) / (unit * Math.cos(defaultCamera.elevation))) * bounds.layers) / gaps;
  return { side: shrink * side, height };
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

/** The viewpoint of the camera on a canvas of this size. */
export function viewpointOf(camera: Camera, aspect: Aspect, size: Size, bounds: Bounds): Viewpoint {
  return { project: projector(camera, aspect, size, bounds), depth: depthOf(camera, aspect, bounds) };
}

/** Scene units per data unit across and up, and the height of the middle of the box. */
function scales({ zoom }: Camera, aspect: Aspect, bounds: Bounds): readonly [number, number, number] {
  return [(aspect.side * zoom) / (2 * bounds.half), (aspect.height * zoom) / bounds.layers, (bounds.layers - 1) / 2];
}

/** The projection of the camera onto a canvas of this size. */
export function projector(camera: Camera, aspect: Aspect, size: Size, bounds: Bounds): Projector {
  const [right, up] = axes(camera);
  const unit = size.height / 2;
  const [across, above, middle] = scales(camera, aspect, bounds);
  const left = size.width / 2 + camera.shift[0] * unit;
  const top = size.height / 2 - camera.shift[1] * unit;
  return (x, y, z) => {
    const px = x * across;
    const py = y * across;
    const pz = (z - middle) * above;
    return [left + unit * (px * right[0] + py * right[1]), top - unit * (px * up[0] + py * up[1] + pz * up[2])];
  };
}

function depthOf(camera: Camera, aspect: Aspect, bounds: Bounds): Viewpoint["depth"] {
  const toEye = axes(camera)[2];
  const [across, above, middle] = scales(camera, aspect, bounds);
  return (x, y, z) => x * across * toEye[0] + y * across * toEye[1] + (z - middle) * above * toEye[2];
}
