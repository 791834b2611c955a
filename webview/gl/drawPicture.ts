import type { Size } from "../camera.ts";
import type { Frame, Scene } from "../scene.ts";
import { contextOn, openStudio, type Studio } from "./studio.ts";

/**
 * Draws a scene whole onto a canvas of its own, `ratio` canvas pixels per pixel of `size`, on a transparent ground: for
 * a picture to be saved. `undefined` where this window has no WebGL 2. `release` gives the graphics card back.
 */
export function drawPicture(
  scene: Scene,
  frames: readonly Frame[],
  { width, height }: Size,
  ratio: number,
): { readonly canvas: HTMLCanvasElement; release(): void } | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const gl = contextOn(canvas, true);
  if (gl === undefined) return undefined;
  gl.viewport(0, 0, canvas.width, canvas.height);
  drawWhole(openStudio(gl), scene, frames, ratio);
  return { canvas, release: () => gl.getExtension("WEBGL_lose_context")?.loseContext() };
}

function drawWhole(studio: Studio, scene: Scene, frames: readonly Frame[], ratio: number): void {
  const { painting, shown } = studio;
  painting.take(scene);
  shown.begin();
  shown.clear();
  painting.behind(frames, { first: 0, count: painting.count }, painting.count, ratio);
  studio.compose(frames, painting.count, ratio);
}
