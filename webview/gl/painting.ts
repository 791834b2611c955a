import { liftOf } from "../coordinates.ts";
import { visibleCount } from "../drawn.ts";
import { looksIn, MANY_LIT, type Looks } from "../looks.ts";
import { HIDDEN, HIT, SELECTED } from "../marks.ts";
import type { Frame, Scene } from "../scene.ts";
import { NO_POINTS } from "../state.ts";
import { Brush, type Range } from "./brush.ts";
import { drawingOrder } from "./order.ts";
import { fillPalette, paletteTexture } from "./palette.ts";
import { PointData } from "./pointData.ts";

/** All circles. */
const NO_SYMBOLS = new Uint8Array();
/** Points of the lit layer that are drawn however slow the card is. */
const LIT_AT_LEAST = 8000;

/** Everything of one scene on the graphics card, and the ways to draw its parts. */
export class Painting {
  readonly #gl: WebGL2RenderingContext;
  readonly #brush: Brush;
  readonly #all: PointData;
  readonly #near: PointData;
  readonly #own: PointData;
  readonly #palette: WebGLTexture;
  #scene: Scene | undefined;
  /** Points that are drawn and not hidden, and whether any is selected or found. */
  #visible = 0;
  #marked = false;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#brush = new Brush(gl);
    this.#all = new PointData(gl);
    this.#near = new PointData(gl);
    this.#own = new PointData(gl);
    this.#palette = paletteTexture(gl);
  }

  get count(): number {
    return this.#all.count;
  }

  get visible(): number {
    return this.#visible;
  }

  /** Uploads what is another object than in the scene before. */
  take(scene: Scene): void {
    const before = this.#scene;
    const { picture, colours, symbols, marks, palette, near, selected } = scene;
    const moved = picture !== before?.picture;
    const looks = moved || colours !== before.colours || symbols !== before.symbols;
    if (moved) this.#all.place(picture, drawingOrder(picture.points));
    if (looks) this.#all.look(colours, symbols);
    if (moved || marks !== before.marks) {
      this.#all.mark(marks);
      this.#visible = visibleCount(picture, marks);
      this.#marked = marks.some((mark) => (mark & (SELECTED | HIT)) !== 0);
    }
    if (palette !== before?.palette) fillPalette(this.#gl, this.#palette, palette);
    if (moved || selected !== before.selected)
      few(this.#own, scene, selected === undefined ? NO_POINTS : Uint32Array.of(selected));
    if (looks || near !== before.near || marks !== before.marks)
      few(
        this.#near,
        scene,
        near.filter((point) => ((marks[point] ?? 0) & HIDDEN) === 0),
      );
    this.#scene = scene;
  }

  /** Lines and dots that one point has behind the lit layer. */
  strokesPerPoint(frames: readonly Frame[]): number {
    if (this.#scene === undefined) return 0;
    const { picture, trajectories } = this.#scene;
    const gaps = trajectories === "all" ? picture.layers.length - 1 : 0;
    return frames.filter(({ shows }) => shows.kind === "stack").length * (gaps + picture.layers.length);
  }

  /**
   * Draws a range of the points behind the lit layer, as faint as if `of` points were drawn in all: their ways and
   * their dots at every layer, the nearer layers over the farther ones.
   */
  behind(frames: readonly Frame[], range: Range, of: number, ratio: number): void {
    const scene = this.#scene;
    if (scene === undefined) return;
    this.#begin();
    const share = of / Math.max(1, this.count);
    for (const frame of frames) {
      if (frame.shows.kind !== "stack") continue;
      this.#brush.aim(frame, scene.theme, scene.bounds, ratio);
      const layers = scene.picture.layers.length;
      const looks = looksIn(frame, scene.theme, this.#visible, Math.round(this.#visible * share));
      if (range.first === 0) this.#brush.planes(layers, looks.plane);
      const upwards = frame.viewpoint.depth(0, 0, 1) > frame.viewpoint.depth(0, 0, 0);
      const order = Array.from({ length: layers }, (_, i) => (upwards ? i : layers - 1 - i));
      if (scene.trajectories === "all")
        for (const layer of order) if (layer < layers - 1) this.#brush.lines(this.#all, layer, looks.path, range);
      for (const layer of order) this.#brush.points(this.#all, layer, looks.dot, range, 0);
    }
  }

  /** Draws what is in front: the lit plane and its points, the neighbours' ways and the selected point's. */
  front(frames: readonly Frame[], most: number, ratio: number): number {
    const scene = this.#scene;
    if (scene === undefined) return 0;
    this.#begin();
    const count = Math.min(this.count, Math.max(most, LIT_AT_LEAST));
    for (const frame of frames) {
      this.#brush.aim(frame, scene.theme, scene.bounds, ratio);
      const looks = looksIn(frame, scene.theme, this.#visible);
      if (frame.shows.kind === "stack") this.#ways(scene, frame.shows.layer, looks);
      this.#lit(frame, looks, { first: 0, count });
      if (frame.shows.kind === "stack") this.#selected(scene, looks);
    }
    return count * frames.length;
  }

  #ways({ picture, bounds, theme, trajectories }: Scene, layer: number, looks: Looks): void {
    this.#brush.here(layer, bounds.half * liftOf(picture), looks, theme.contrast);
    if (trajectories === "none") return;
    const range = { first: 0, count: this.#near.count };
    for (let gap = 0; gap < picture.layers.length - 1; gap++) this.#brush.lines(this.#near, gap, looks.near, range);
  }

  /** Where no point is seen through, the one nearer to the eye is in front; selected and found ones are over the rest. */
  #lit({ shows }: Frame, looks: Looks, range: Range): void {
    const gl = this.#gl;
    const layer = shows.kind === "stack" ? shows.layer : shows.to;
    const solid = this.#visible <= MANY_LIT;
    if (solid) gl.enable(gl.DEPTH_TEST);
    for (const pass of this.#marked ? ([1, 2] as const) : ([0] as const)) {
      if (solid) gl.clear(gl.DEPTH_BUFFER_BIT);
      this.#brush.points(this.#all, layer, looks.lit, range, pass);
    }
    gl.disable(gl.DEPTH_TEST);
  }

  #selected({ picture }: Scene, looks: Looks): void {
    const range = { first: 0, count: this.#own.count };
    for (let gap = 0; gap < picture.layers.length - 1; gap++) this.#brush.lines(this.#own, gap, looks.own, range, true);
    for (let layer = 0; layer < picture.layers.length; layer++)
      this.#brush.points(this.#own, layer, looks.ownDot, range, 0, true);
  }

  /** Puts what was drawn elsewhere onto the canvas. */
  copy(texture: WebGLTexture): void {
    this.#gl.disable(this.#gl.SCISSOR_TEST);
    this.#brush.copy(texture);
  }

  #begin(): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.enable(gl.SCISSOR_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.depthFunc(gl.LEQUAL);
  }
}

/** Fills a small set of points with what is drawn of them over the others. */
function few(data: PointData, { picture, colours }: Scene, points: Uint32Array): void {
  data.place(picture, points);
  data.look(colours, NO_SYMBOLS);
  data.mark(new Uint8Array(picture.points));
}
