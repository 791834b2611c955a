import type { Size } from "./camera.ts";
import type { Projector } from "./projector.ts";
import { isOpen, shapePath } from "./shapes.ts";
import type { FrontTrace, LineTrace, MarkerTrace, Placed } from "./trace.ts";

/** Plotly's marker sizes and line widths in pixels. */
const MARKER_RADIUS = 0.68;
const LINE_WIDTH = 0.55;

/** Paints traces on a 2-D canvas, one over the other. */
export class Painter {
  readonly canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;

  constructor() {
    // Thousands of small shapes: the processor paints them fast everywhere, a graphics card in software takes half a second.
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("This window has no 2-D canvas");
    this.#context = context;
  }

  /** Clears the canvas, then paints the traces as they are projected. */
  paint(traces: readonly FrontTrace[], project: Projector, size: Size): void {
    const ratio = Math.max(1, devicePixelRatio);
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `${size.width}px`;
      this.canvas.style.height = `${size.height}px`;
    }
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#context.clearRect(0, 0, size.width, size.height);
    this.#context.lineJoin = "round";
    for (const trace of traces) {
      if (trace.type === "fill") this.#fill(outline(trace, project, 0, trace.x.length), trace.color, trace.opacity);
      else if (trace.mode === "lines") this.#paintLines(trace, project);
      else this.#paintMarkers(trace, project);
    }
  }

  #fill(path: Path2D, color: string, opacity: number): void {
    this.#context.globalAlpha = opacity;
    this.#context.fillStyle = color;
    this.#context.fill(path);
  }

  /** One stroke per line: strokes of one path would not add up where they cross. */
  #paintLines(trace: LineTrace, project: Projector): void {
    const { color, width } = trace.line;
    this.#context.globalAlpha = trace.opacity;
    this.#context.lineWidth = width * LINE_WIDTH;
    for (const [from, to] of pieces(trace)) {
      this.#context.strokeStyle = typeof color === "string" ? color : (color[from] ?? "");
      this.#context.stroke(outline(trace, project, from, to));
    }
  }

  #paintMarkers({ marker, x, y, z }: MarkerTrace, project: Projector): void {
    const open = isOpen(marker.symbol);
    const shape = new Path2D(shapePath(marker.symbol, 0, 0, marker.size * MARKER_RADIUS));
    this.#context.globalAlpha = marker.opacity;
    this.#context.fillStyle = marker.color;
    this.#context.strokeStyle = open ? marker.color : marker.line.color;
    this.#context.lineWidth = open ? 1.5 : marker.line.width;
    for (let i = 0; i < x.length; i++) {
      const [px, py] = project(x[i] ?? NaN, y[i] ?? NaN, z[i] ?? NaN);
      if (Number.isNaN(px)) continue;
      this.#context.translate(px, py);
      if (open || marker.line.width > 0) this.#context.stroke(shape);
      if (!open) this.#context.fill(shape);
      this.#context.translate(-px, -py);
    }
  }
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

function outline({ x, y, z }: Placed, project: Projector, from: number, to: number): Path2D {
  const path = new Path2D();
  for (let i = from; i < to; i++) path.lineTo(...project(x[i] ?? NaN, y[i] ?? NaN, z[i] ?? NaN));
  return path;
}
