import { affineOf } from "../affine.ts";
import { CEILING } from "../coordinates.ts";
import { planeStep, type Looks, type Marker, type Stroke } from "../looks.ts";
import type { Bounds } from "../projector.ts";
import type { Frame, Shows } from "../scene.ts";
import type { Theme } from "../theme.ts";
import { channels, type Colour } from "./palette.ts";
import type { PointData } from "./pointData.ts";
import { Program } from "./program.ts";
import * as shaders from "./shaders.ts";

/** Which of the points: all, or those neither selected nor found, or these. */
export type Pass = 0 | 1 | 2;

/** A range of the points in their drawing order. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

const NO_TINT = [0, 0, 0, 0] as const;
/** Opacity of a selected or found point's trajectory at least. */
const MARKED = 0.6;
const CORNERS = 4;

/** Draws the parts of a frame: points, ways, planes. Everything it needs to know of the frame is uniforms. */
export class Brush {
  readonly #gl: WebGL2RenderingContext;
  readonly #points: Program;
  readonly #lines: Program;
  readonly #planes: Program;
  readonly #faces: Program;
  readonly #copy: Program;
  #shows: Shows = { kind: "stack", layer: 0 };
  #ground: Colour = [0, 0, 0];
  #foreground: Colour = [1, 1, 1];
  #accent: Colour = [1, 1, 1];

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#points = new Program(gl, shaders.pointVertex, shaders.pointFragment);
    this.#lines = new Program(gl, shaders.lineVertex, shaders.lineFragment);
    this.#planes = new Program(gl, shaders.planeVertex, shaders.lineFragment);
    this.#faces = new Program(gl, shaders.faceVertex, shaders.faceFragment);
    this.#copy = new Program(gl, shaders.copyVertex, shaders.copyFragment);
  }

  /** Looks as this frame does from now on, and draws only in its area. */
  aim(frame: Frame, theme: Theme, bounds: Bounds, ratio: number): void {
    const gl = this.#gl;
    const [width, height] = [gl.drawingBufferWidth / ratio, gl.drawingBufferHeight / ratio];
    const [left, top, across, down] = frame.area.map((side) => Math.round(side * ratio));
    gl.scissor(left ?? 0, gl.drawingBufferHeight - (top ?? 0) - (down ?? 0), across ?? 0, down ?? 0);
    this.#shows = frame.shows;
    this.#ground = channels(theme.background);
    this.#foreground = channels(theme.foreground);
    this.#accent = channels(theme.accent);
    const common = {
      ...rowsOf(frame, bounds),
      uSize: [width, height],
      uLift: frame.lift,
      uReach: frame.shows.kind === "stack" ? CEILING : 1e9,
      uRatio: ratio,
    };
    for (const program of [this.#points, this.#lines, this.#planes, this.#faces]) {
      program.use();
      program.set({ ...common, uHalf: bounds.half });
    }
  }

  /** Markers at one layer of the stack, or at the frame's only one. */
  points(
    data: PointData,
    layer: number,
    { radius, outline, opacity }: Marker,
    range: Range,
    pass: Pass,
    own = false,
  ): void {
    const { from, to, share } = this.#shows.kind === "layer" ? this.#shows : { from: layer, to: layer, share: 0 };
    this.#points.use();
    this.#points.set({
      uShare: share,
      uHeight: this.#shows.kind === "stack" ? layer : 0,
      uRadius: radius,
      uOutline: outline,
      uOpacity: opacity,
      uPass: pass,
      uGround: this.#ground,
      uRing: this.#foreground,
      uTint: own ? [...this.#foreground, 1] : NO_TINT,
    });
    data.drawPoints(from, to, range.first, range.count);
  }

  /** Ways from one layer of the stack to the next. */
  lines(data: PointData, layer: number, { width, opacity }: Stroke, range: Range, own = false): void {
    this.#lines.use();
    this.#lines.set({
      uHeight: layer,
      uWidth: width,
      uOpacity: opacity,
      uMarked: MARKED,
      uCap: own ? 1 : 0,
      uTint: own ? [...this.#foreground, 1] : NO_TINT,
    });
    data.drawLines(layer, layer + 1, range.first, range.count);
  }

  /** The outlines of some of the planes. */
  planes(layers: number, { width, opacity }: Stroke): void {
    const step = planeStep(layers);
    const squares = Math.ceil((layers - 1) / step) + 1;
    this.#squares(squares, 0, step, layers - 1, width, [...this.#foreground, opacity]);
  }

  /** The lit plane; where points lie above and below it, the box they lie in. */
  here(layer: number, lift: number, { fill, here, box }: Looks, contrast: boolean): void {
    this.#faces.use();
    this.#faces.set({ uFirst: layer, uTint: [...(contrast ? this.#foreground : this.#accent), fill] });
    this.#gl.drawArrays(this.#gl.TRIANGLE_STRIP, 0, CORNERS);
    this.#squares(1, layer, 0, layer, here.width, [...this.#accent, here.opacity]);
    if (lift > 0) this.#squares(2, layer - lift, 2 * lift, layer + lift, box.width, [...this.#accent, box.opacity]);
  }

  #squares(count: number, first: number, step: number, last: number, width: number, tint: readonly number[]): void {
    const gl = this.#gl;
    this.#planes.use();
    this.#planes.set({ uFirst: first, uStep: step, uLast: last, uWidth: width, uCap: 0, uTint: tint });
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, CORNERS, 4 * count);
  }

  /** What is on a texture as large as the canvas, as it is. */
  copy(texture: WebGLTexture): void {
    const gl = this.#gl;
    gl.bindTexture(gl.TEXTURE_2D, texture);
    this.#copy.use();
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}

/** The affine maps of a frame as uniforms, the depth so that all of the box is between -1 and 1. */
function rowsOf(
  { viewpoint, shows }: Frame,
  bounds: Bounds,
): Readonly<Record<"uAcross" | "uDown" | "uDepth", readonly number[]>> {
  const { across, down, depth } = affineOf(viewpoint);
  const height = shows.kind === "stack" ? bounds.layers : bounds.half;
  const most = bounds.half * (Math.abs(depth[0]) + Math.abs(depth[1])) + height * Math.abs(depth[2]);
  return { uAcross: across, uDown: down, uDepth: depth.map((value) => value / Math.max(1e-6, 2 * most)) };
}
