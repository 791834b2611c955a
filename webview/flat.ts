import type { Point, Size } from "./camera.ts";
import { liftOf, placesIn } from "./coordinates.ts";
import { drawingOrder } from "./gl/order.ts";
import { looksIn, planeStep, type Looks, type Marker, type Stroke } from "./looks.ts";
import { DIMMED, HIDDEN, HIT, SELECTED } from "./marks.ts";
import { Painter, type Pen } from "./painter.ts";
import type { DrawReport, Renderer } from "./renderer.ts";
import type { Frame, Scene } from "./scene.ts";
import { symbolNames } from "./shapes.ts";

/** Lines and dots behind the lit layer that are painted at most: more take seconds. */
const MOST = 60_000;
/** Points of the lit layer that are painted at most. */
const MOST_LIT = 20_000;

const corners: readonly Point[] = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
];

/** Draws the same scenes without WebGL, flat. */
export class FlatRenderer implements Renderer {
  readonly #painter = new Painter();
  report: DrawReport = { lines: 0, complete: false };

  constructor(element: HTMLElement) {
    element.replaceChildren(this.#painter.canvas);
  }

  draw(scene: Scene, frames: readonly Frame[], size: Size): void {
    this.#painter.clear(size);
    this.report = { lines: paintScene(this.#painter, scene, frames, { most: MOST, lit: MOST_LIT }), complete: true };
  }

  destroy(): void {
    this.#painter.canvas.remove();
  }
}

/** How much is painted at most: lines and dots behind the lit layer, and points of that. */
export interface Limits {
  readonly most: number;
  readonly lit: number;
}

/** Paints a scene as the frames look at it; returns how many trajectories. */
export function paintScene(pen: Pen, scene: Scene, frames: readonly Frame[], { most, lit }: Limits): number {
  const visible = visiblePoints(scene);
  const lines = visible.subarray(0, Math.ceil(most / (2 * scene.picture.layers.length)));
  for (const frame of frames)
    pen.within(frame.area, () => paintFrame(new Pencil(pen, scene, frame), scene, frame, visible, lines, lit));
  return lines.length;
}

/** Points that are drawn, in the order of drawing. */
export function visiblePoints({ picture, marks }: Scene): Uint32Array {
  return drawingOrder(picture.points).filter(
    (point) => ((marks[point] ?? 0) & HIDDEN) === 0 && !Number.isNaN(picture.coordinates[picture.dimensions * point]),
  );
}

function paintFrame(
  pencil: Pencil,
  scene: Scene,
  frame: Frame,
  visible: Uint32Array,
  lines: Uint32Array,
  most: number,
): void {
  const { picture, theme, selected, near, trajectories } = scene;
  const looks = looksIn(frame, theme, visible.length, lines.length);
  const lit = visible.subarray(0, most);
  if (frame.shows.kind === "layer") {
    pencil.points(lit, frame.shows.to, looks.lit);
    return;
  }
  const { layer } = frame.shows;
  pencil.planes(looks);
  if (trajectories === "all") for (const point of lines) pencil.way(point, looks.path);
  for (let each = 0; each < picture.layers.length; each++) pencil.points(lines, each, looks.dot);
  pencil.here(layer, looks);
  if (trajectories !== "none")
    for (const point of near) if (((scene.marks[point] ?? 0) & HIDDEN) === 0) pencil.way(point, looks.near);
  pencil.points(lit, layer, looks.lit);
  if (selected !== undefined) pencil.own(selected, looks);
}

/** Paints parts of one frame of a scene. */
class Pencil {
  readonly #painter: Pen;
  readonly #scene: Scene;
  readonly #frame: Frame;
  readonly #places: ReturnType<typeof placesIn>;

  constructor(painter: Pen, scene: Scene, frame: Frame) {
    this.#painter = painter;
    this.#scene = scene;
    this.#frame = frame;
    this.#places = placesIn(frame, scene.picture);
  }

  planes({ plane }: Looks): void {
    const layers = this.#scene.picture.layers.length;
    for (let layer = 0; layer < layers; layer++)
      if (layer % planeStep(layers) === 0 || layer === layers - 1)
        this.#painter.line(this.#square(layer), this.#scene.theme.foreground, plane);
  }

  here(layer: number, { here, box, fill }: Looks): void {
    const { theme, bounds, picture } = this.#scene;
    this.#painter.face(this.#square(layer), theme.contrast ? theme.foreground : theme.accent, fill);
    this.#painter.line(this.#square(layer), theme.accent, here);
    const lift = bounds.half * liftOf(picture);
    if (lift > 0) for (const z of [layer - lift, layer + lift]) this.#painter.line(this.#square(z), theme.accent, box);
  }

  way(point: number, stroke: Stroke): void {
    this.#painter.line(this.#path(point), this.#colour(point), this.#marked(point, stroke, 0.3));
  }

  points(points: Uint32Array, layer: number, marker: Marker): void {
    for (const point of points) {
      const at = this.#pixel(point, layer);
      if (Number.isNaN(at[0])) continue;
      const ring = ((this.#scene.marks[point] ?? 0) & (SELECTED | HIT)) !== 0;
      const edge = ring ? this.#scene.theme.foreground : this.#scene.theme.background;
      const symbol = symbolNames[this.#scene.symbols[point] ?? 0] ?? "circle";
      this.#painter.marker(at, symbol, this.#colour(point), this.#marked(point, marker, 0.35), edge);
    }
  }

  own(point: number, { own, ownDot }: Looks): void {
    const { foreground } = this.#scene.theme;
    const path = this.#path(point);
    this.#painter.line(path, foreground, own);
    for (const at of path) this.#painter.marker(at, "circle", foreground, ownDot, foreground);
  }

  /** A look as the point's marks change it. */
  #marked<Look extends { readonly opacity: number }>(point: number, look: Look, dimmed: number): Look {
    const mark = this.#scene.marks[point] ?? 0;
    if ((mark & (SELECTED | HIT)) !== 0) return { ...look, opacity: Math.max(look.opacity, 0.6) };
    return (mark & DIMMED) === 0 ? look : { ...look, opacity: dimmed * look.opacity };
  }

  #path(point: number): readonly Point[] {
    return this.#scene.picture.layers.map((_, layer) => this.#pixel(point, layer)).filter(([x]) => !Number.isNaN(x));
  }

  #pixel(point: number, layer: number): Point {
    return this.#frame.viewpoint.project(...this.#places(point, layer));
  }

  #square(z: number): readonly Point[] {
    const { half } = this.#scene.bounds;
    return corners.map(([x, y]) => this.#frame.viewpoint.project(half * x, half * y, z));
  }

  #colour(point: number): string {
    return this.#scene.palette[this.#scene.colours[point] ?? 0] ?? this.#scene.theme.foreground;
  }
}
