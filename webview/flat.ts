import type { Size } from "./camera.ts";
import type { Figure } from "./figure.ts";
import { Painter } from "./painter.ts";
import type { Viewpoint } from "./projector.ts";
import type { Renderer } from "./renderer.ts";

/** Draws the same figures without WebGL, flat. */
export class FlatRenderer implements Renderer {
  readonly #painter = new Painter();
  #last: { readonly figure: Figure; readonly size: Size } | undefined;

  constructor(element: HTMLElement) {
    element.replaceChildren(this.#painter.canvas);
  }

  draw(figure: Figure, viewpoint: Viewpoint, size: Size): Promise<void> {
    this.#last = { figure, size };
    this.#painter.paint(figure.traces, viewpoint.project, size);
    return Promise.resolve();
  }

  look(viewpoint: Viewpoint): void {
    if (this.#last !== undefined) this.#painter.paint(this.#last.figure.traces, viewpoint.project, this.#last.size);
  }

  destroy(): void {
    this.#painter.canvas.remove();
    this.#last = undefined;
  }
}
