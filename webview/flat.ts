import type { Size } from "./camera.ts";
import type { Figure } from "./figure.ts";
import type { Projector, Viewpoint } from "./projector.ts";
import type { Renderer } from "./renderer.ts";
import { isOpen, shapePath } from "./shapes.ts";
import type { LineTrace, MarkerTrace, Placed, Trace } from "./trace.ts";

/** Plotly's marker sizes in pixels of radius. */
const MARKER_RADIUS = 0.68;
/** Plotly's line widths in pixels. */
const LINE_WIDTH = 0.55;

/** Draws the same figures without WebGL, one trace over the other on a 2-D canvas. */
export class FlatRenderer implements Renderer {
  readonly #canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;
  #last: { readonly figure: Figure; readonly size: Size } | undefined;

  constructor(element: HTMLElement) {
    const context = this.#canvas.getContext("2d");
    if (context === null) throw new Error("This window draws neither with WebGL nor on a 2-D canvas");
    this.#context = context;
    element.replaceChildren(this.#canvas);
  }

  draw(figure: Figure, viewpoint: Viewpoint, size: Size): Promise<void> {
    this.#last = { figure, size };
    const ratio = Math.max(1, devicePixelRatio);
    this.#canvas.width = Math.round(size.width * ratio);
    this.#canvas.height = Math.round(size.height * ratio);
    this.#canvas.style.width = `${size.width}px`;
    this.#canvas.style.height = `${size.height}px`;
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const trace of figure.traces) this.#paint(trace, viewpoint.project);
    return Promise.resolve();
  }

  look(viewpoint: Viewpoint): void {
    if (this.#last !== undefined) void this.draw(this.#last.figure, viewpoint, this.#last.size);
  }

  destroy(): void {
    this.#canvas.remove();
    this.#last = undefined;
  }

  #paint(trace: Trace, place: Projector): void {
    this.#context.lineJoin = "round";
    if (trace.type === "mesh3d") {
      this.#context.globalAlpha = trace.opacity;
      this.#context.fillStyle = trace.color;
      this.#context.fill(outline(trace, place, 0, trace.x.length));
    } else if (trace.mode === "lines") this.#paintLines(trace, place);
    else this.#paintMarkers(trace, place);
  }

  /** One stroke per line: strokes of one path would not add up where they cross. */
  #paintLines(trace: LineTrace, place: Projector): void {
    this.#context.globalAlpha = trace.opacity;
    this.#context.lineWidth = trace.line.width * LINE_WIDTH;
    for (const [from, to] of pieces(trace)) {
      const { color } = trace.line;
      this.#context.strokeStyle = typeof color === "string" ? color : (color[from] ?? "");
      this.#context.stroke(outline(trace, place, from, to));
    }
  }

  #paintMarkers({ marker, x, y, z }: MarkerTrace, place: Projector): void {
    const open = isOpen(marker.symbol);
    const shape = new Path2D(shapePath(marker.symbol, 0, 0, marker.size * MARKER_RADIUS * sizeOf(marker.symbol)));
    this.#context.globalAlpha = marker.opacity;
    this.#context.fillStyle = marker.color;
    this.#context.strokeStyle = open ? marker.color : marker.line.color;
    this.#context.lineWidth = open ? 1.5 : marker.line.width;
    for (let i = 0; i < x.length; i++) {
      const [px, py] = place(x[i] ?? NaN, y[i] ?? NaN, z[i] ?? NaN);
      if (Number.isNaN(px)) continue;
      this.#context.translate(px, py);
      if (!open) this.#context.fill(shape);
      if (this.#context.lineWidth > 0 && (open || marker.line.width > 0)) this.#context.stroke(shape);
      this.#context.translate(-px, -py);
    }
  }
}

/** Plotly's sizes differ by symbol where these shapes do not. */
function sizeOf(symbol: MarkerTrace["marker"]["symbol"]): number {
  return symbol === "circle" || symbol === "circle-open" || symbol === "cross" ? 1 : 1.4;
}

/** The ranges of points that make one line each. */
function pieces({ x }: Placed): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let from = 0;
  for (let at = 0; at <= x.length; at++) {
    if (at < x.length && !Number.isNaN(x[at])) continue;
    if (at - from > 1) found.push([from, at]);
    from = at + 1;
  }
  return found;
}

function outline({ x, y, z }: Placed, place: Projector, from: number, to: number): Path2D {
  const path = new Path2D();
  for (let i = from; i < to; i++) path.lineTo(...place(x[i] ?? NaN, y[i] ?? NaN, z[i] ?? NaN));
  return path;
}
