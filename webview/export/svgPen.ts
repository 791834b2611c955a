import type { Point } from "../camera.ts";
import type { MarkerSymbol } from "../categories.ts";
import type { Marker, Stroke } from "../looks.ts";
import type { Pen } from "../painter.ts";
import type { Area } from "../scene.ts";
import { isOpen, shapePath } from "../shapes.ts";

/** Writes what is painted as SVG: areas and shapes as filled paths, lines as strokes. Colours are the theme's own. */
export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  #areas = 0;

  /** The elements, one behind the other. */
  get content(): string {
    return this.#parts.join("\n");
  }

  within([left, top, width, height]: Area, paint: () => void): void {
    const id = `area-${this.#areas++}`;
    this.#parts.push(
      `<clipPath id="${id}"><rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}"/></clipPath>`,
      `<g clip-path="url(#${id})">`,
    );
    paint();
    this.#parts.push("</g>");
  }

  face(corners: readonly Point[], colour: string, opacity: number): void {
    this.#parts.push(`<path d="${pathOf(corners)}Z" fill="${colour}" fill-opacity="${round(opacity, 3)}"/>`);
  }

  line(points: readonly Point[], colour: string, { width, opacity }: Stroke): void {
    if (points.length < 2) return;
    this.#parts.push(
      `<path d="${pathOf(points)}" fill="none" stroke="${colour}" stroke-width="${round(width)}" stroke-opacity="${round(opacity, 3)}" stroke-linejoin="round"/>`,
    );
  }

  marker([x, y]: Point, symbol: MarkerSymbol, fill: string, { radius, outline, opacity }: Marker, edge: string): void {
    const open = isOpen(symbol);
    const [stroke, width] = open ? [fill, 1.5] : [edge, 2 * outline];
    const outlined =
      width > 0
        ? ` stroke="${stroke}" stroke-width="${round(width)}" stroke-opacity="${round(opacity, 3)}" paint-order="stroke"`
        : "";
    const filled = open ? 'fill="none"' : `fill="${fill}" fill-opacity="${round(opacity, 3)}"`;
    this.#parts.push(
      `<path d="${shapePath(symbol, Number(round(x)), Number(round(y)), radius)}" ${filled}${outlined}/>`,
    );
  }
}

function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
}

function round(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}
