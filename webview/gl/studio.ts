import type { Frame } from "../scene.ts";
import { Painting } from "./painting.ts";
import { Sheet } from "./sheet.ts";

/** A WebGL 2 context on the canvas; `kept` keeps its picture to be read later. */
export function contextOn(canvas: HTMLCanvasElement, kept: boolean): WebGL2RenderingContext | undefined {
  const wishes: WebGLContextAttributes = {
    alpha: true,
    antialias: false,
    depth: true,
    premultipliedAlpha: true,
    preserveDrawingBuffer: kept,
  };
  return canvas.getContext("webgl2", wishes) ?? undefined;
}

/** All that lives on one graphics context. */
export interface Studio {
  readonly painting: Painting;
  /** What is shown behind the lit layer, and the one that is being completed. */
  shown: Sheet;
  other: Sheet;
  /** Puts what is shown and what is in front of it onto the canvas; gives the number of points in front. */
  compose(frames: readonly Frame[], most: number, ratio: number): number;
}

export function openStudio(gl: WebGL2RenderingContext): Studio {
  const painting = new Painting(gl);
  return {
    painting,
    shown: new Sheet(gl),
    other: new Sheet(gl),
    compose(frames, most, ratio) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
      gl.disable(gl.SCISSOR_TEST);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      if (this.shown.texture !== null) painting.copy(this.shown.texture);
      return painting.front(frames, most, ratio);
    },
  };
}
