import type { Point, Size } from "./camera.ts";
import type { MarkerSymbol } from "./categories.ts";
import type { Marker, Stroke } from "./looks.ts";
import type { Area } from "./scene.ts";
import { isOpen, shapePath } from "./shapes.ts";

/** What scenes are painted with. */
export interface Pen {
  within(area: Area, paint: () => void): void;
  face(corners: readonly Point[], colour: string, opacity: number): void;
  line(points: readonly Point[], colour: string, stroke: Stroke): void;
  marker(at: Point, symbol: MarkerSymbol, fill: string, marker: Marker, edge: string): void;
}

/** Paints lines, markers and areas on a 2-D canvas, one over the other. */
export class Painter implements Pen {
  readonly canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;
  readonly #shapes = new Map<string, Path2D>();

  constructor() {
    // Thousands of small shapes: the processor paints them fast everywhere, a graphics card in software takes half a second.
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("This window has no 2-D canvas");
    this.#context = context;
  }

  /** Begins with an empty canvas of this size, `ratio` of its pixels in one of the screen's. */
  clear(size: Size, ratio = Math.max(1, devicePixelRatio)): void {
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
  }

  /** Paints only inside an area. */
  within([left, top, width, height]: Area, paint: () => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    paint();
    context.restore();
  }

  face(corners: readonly Point[], colour: string, opacity: number): void {
    this.#context.globalAlpha = opacity;
    this.#context.fillStyle = colour;
    this.#context.fill(pathOf(corners));
  }

  /** A stroke of its own for every line: strokes of one path would not add up where they cross. */
  line(points: readonly Point[], colour: string, { width, opacity }: Stroke): void {
    this.#context.globalAlpha = opacity;
    this.#context.lineWidth = width;
    this.#context.strokeStyle = colour;
    this.#context.stroke(pathOf(points));
  }

  marker([x, y]: Point, symbol: MarkerSymbol, fill: string, { radius, outline, opacity }: Marker, edge: string): void {
    const context = this.#context;
    const open = isOpen(symbol);
    const shape = this.#shape(symbol, radius);
    context.globalAlpha = opacity;
    context.translate(x, y);
    if (open || outline > 0) {
      context.strokeStyle = open ? fill : edge;
      context.lineWidth = open ? 1.5 : 2 * outline;
      context.stroke(shape);
    }
    if (!open) {
      context.fillStyle = fill;
      context.fill(shape);
    }
    context.translate(-x, -y);
  }

  #shape(symbol: MarkerSymbol, radius: number): Path2D {
    const key = `${symbol} ${radius.toFixed(2)}`;
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const made = new Path2D(shapePath(symbol, 0, 0, radius));
    if (this.#shapes.size > 100) this.#shapes.clear();
    this.#shapes.set(key, made);
    return made;
  }
}

function pathOf(points: readonly Point[]): Path2D {
  const path = new Path2D();
  for (const [x, y] of points) path.lineTo(x, y);
  return path;
}
