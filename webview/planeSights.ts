import type { Dimensions } from "../src/protocol/engine.ts";
import type { Camera, Point, Size } from "./camera.ts";
import { halfOf } from "./drawn.ts";
import { cameraOf, standardCamera } from "./lens.ts";
import { memoLast } from "./memo.ts";
import type { Morph, PlaneView } from "./planes.ts";
import { boxIn } from "./planeRuler.ts";
import { otherLayer, planeViewOf, spaceOf } from "./planeState.ts";
import type { Viewpoint } from "./projector.ts";
import { isIn, type Area, type Frame } from "./scene.ts";
import { litLayer, type State } from "./state.ts";

/** A layer on the stage: the frame it is drawn in, and what stands round it. */
export interface Plane {
  /** Its area is where points are drawn: in two dimensions the inside of the box. */
  readonly frame: Frame;
  /** The area with the room round the box. */
  readonly outer: Area;
  readonly layer: number;
  readonly dimensions: Dimensions;
  /** Half the side of the square or box, in data units. */
  readonly half: number;
  readonly camera: Camera;
}

/** Pixels between the square or box and the edge of its area. */
const MARGIN = 10;
/** Of the whole side that is left between Pair's halves. */
const GAP = 0.04;
/** Room in an area for the numbers at a box's ticks, as a share of it. */
const TICKS = 0.92;
/** Pixels that words take at the top and at the bottom of an area that shows a box. */
const TOP_LINES = 34;
const BOTTOM_LINE = 40;
/** Width of an area below which markers are smaller. */
const NARROW = 560;
const SMALL = 0.78;
const LARGE = 1;

/** The areas of a view's layers: Pair's stand side by side, or one above the other where that is the longer way. */
export function areasOf(view: PlaneView, { width, height }: Size): readonly Area[] {
  if (view === "layer") return [[0, 0, width, height]];
  if (width >= height) {
    const half = (width * (1 - GAP)) / 2;
    return [
      [0, 0, half, height],
      [width - half, 0, half, height],
    ];
  }
  const half = (height * (1 - GAP)) / 2;
  return [
    [0, 0, width, half],
    [0, height - half, width, half],
  ];
}

/** Screen directions of the camera: right, up and towards the eye, of data coordinates. */
function directions({ azimuth, elevation }: Camera) {
  const [ca, sa, ce, se] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(elevation), Math.sin(elevation)];
  return { right: [-sa, ca, 0], up: [-se * ca, -se * sa, ce], near: [ce * ca, ce * sa, se] } as const;
}

/** The area without the lines of words at its top and bottom. */
function withoutLines([left, top, width, height]: Area): Area {
  const free = Math.max(0, height - TOP_LINES - BOTTOM_LINE);
  return [left, top + Math.min(TOP_LINES, height / 2), width, free];
}

/** Pixels per data unit at which the square or box fills its area. */
function fillingScale([, , width, height]: Area, half: number, dimensions: Dimensions, standard: Camera): number {
  const [across, down] = [width - 2 * MARGIN, height - 2 * MARGIN];
  if (dimensions === 2) return Math.max(0, Math.min(across, down)) / (2 * half);
  const { right, up } = directions(standard);
  const reach = (way: readonly number[]): number => half * way.reduce((sum, part) => sum + Math.abs(part), 0);
  return (TICKS * Math.max(0, Math.min(across / reach(right), down / reach(up)))) / 2;
}

/** The viewpoint of a camera that looks at one layer in an area: the same scale along all axes, the mean in the middle. */
export function planeViewpoint(
  area: Area,
  camera: Camera,
  standard: Camera,
  half: number,
  dimensions: Dimensions,
): Viewpoint & { readonly scale: number } {
  const [left0, top0, width, height] = dimensions === 2 ? area : withoutLines(area);
  const scale = fillingScale([left0, top0, width, height], half, dimensions, standard) * camera.zoom;
  const { right, up, near } = directions(camera);
  const unit = area[3] / 2;
  const left = left0 + width / 2 + camera.shift[0] * unit;
  const top = top0 + height / 2 - camera.shift[1] * unit;
  return {
    scale,
    project: (x, y, z) => [
      left + scale * (x * right[0] + y * right[1] + z * right[2]),
      top - scale * (x * up[0] + y * up[1] + z * up[2]),
    ],
    // In halves of the box, so that what a renderer cuts off is as far in front of the box as its side.
    depth: (x, y, z) => (x * near[0] + y * near[1] + z * near[2]) / (4 * half),
  };
}

const still = memoLast(planesAt);

function planesAt(
  view: PlaneView,
  width: number,
  height: number,
  camera: Camera,
  standard: Camera,
  half: number,
  dimensions: Dimensions,
  layer: number,
  other: number,
  lit: Morph | undefined,
  opposite: Morph | undefined,
): readonly Plane[] {
  const areas = areasOf(view, { width, height });
  const layers = view === "pair" ? [other, layer] : [layer];
  const morphs = view === "pair" ? [opposite, lit] : [lit];
  return areas.map((outer, i) => {
    const area = dimensions === 2 ? boxIn(outer, view === "pair") : outer;
    const to = layers[i] ?? 0;
    const { from, share } = morphs[i] ?? { from: to, share: 1 };
    const frame: Frame = {
      viewpoint: planeViewpoint(area, camera, standard, half, dimensions),
      area,
      shows: { kind: "layer", from, to, share },
      lift: dimensions === 3 ? 1 : 0,
      markerScale: outer[2] < NARROW ? SMALL : LARGE,
    };
    return { frame, outer, layer: to, dimensions, half, camera };
  });
}

/** The layers on the stage; none where the view shows them otherwise. The same objects as before where nothing changed. */
export function planesOf(state: State, { width, height }: Size): readonly Plane[] {
  const view = planeViewOf(state);
  if (view === undefined || state.shown === undefined || width < 1 || height < 1) return NONE;
  const { lit, other } = state.motion;
  const half = halfOf(state.shown.picture);
  const space = spaceOf(state);
  const [camera, standard] = [cameraOf(state), standardCamera(state)];
  return still(view, width, height, camera, standard, half, space, litLayer(state), otherLayer(state), lit, other);
}

const NONE: readonly Plane[] = [];

/** The plane whose area a pixel lies in. */
export function planeAt(planes: readonly Plane[], [x, y]: Point): Plane | undefined {
  return planes.find(({ outer }) => isIn(outer, x, y));
}

const framesOfPlanes = memoLast((planes: readonly Plane[]): readonly Frame[] => planes.map(({ frame }) => frame));

/** The frames of Layer and Pair. */
export function planeFrames(state: State, size: Size): readonly Frame[] {
  return framesOfPlanes(planesOf(state, size));
}
