import type { Size } from "./camera.ts";
import type { Figure } from "./figure.ts";
import type { Viewpoint } from "./projector.ts";

/** Draws figures; everything it needs to know of the camera comes with them, and picking is not its business. */
export interface Renderer {
  /** Draws the figure as seen from the viewpoint; done when it is on the canvas. */
  draw(figure: Figure, viewpoint: Viewpoint, size: Size): Promise<void>;
  /** Moves only the camera over the figure drawn last. */
  look(viewpoint: Viewpoint): void;
  destroy(): void;
}

/** True where this window can draw with WebGL. */
export function hasWebgl(): boolean {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
