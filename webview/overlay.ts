import { svg } from "./dom.ts";
import type { Font, Measure } from "./placement.ts";
import type { Point } from "./camera.ts";
import type { Word, Words } from "./words.ts";

/** What the overlay shows over the picture. */
export interface OverlayContent extends Words {
  /** The selected record at the lit layer, and its category's colour. */
  readonly selected: { readonly record: number; readonly at: Point; readonly colour: string } | undefined;
  readonly hovered: Point | undefined;
}

const wordClasses = {
  layer: "halo layer-name",
  here: "halo layer-name on",
  main: "halo main",
  near: "halo",
  step: "halo",
  category: "halo category",
} as const;

/** Words and rings as SVG over the canvas: crisp, in the theme's colours, and to be found by tests. */
export class Overlay {
  readonly element = svg("svg", { class: "overlay", "aria-hidden": "true" });

  draw({ words, leaders, selected, hovered }: OverlayContent): void {
    this.element.replaceChildren(
      ...leaders.map(({ from, to }) =>
        svg("line", { class: "leader", x1: from[0], y1: from[1], x2: to[0], y2: to[1] }),
      ),
      ...(selected === undefined ? [] : [selectedRing(selected)]),
      ...(hovered === undefined ? [] : [svg("circle", { class: "hover-ring", cx: hovered[0], cy: hovered[1], r: 8 })]),
      ...words.map(wordElement),
    );
  }

  /** Shows other elements than those of the stack. */
  show(elements: readonly SVGElement[]): void {
    this.element.replaceChildren(...elements);
  }

  clear(): void {
    this.element.replaceChildren();
  }
}

function wordElement({ text, x, y, anchor, role, colour }: Word): SVGTextElement {
  const element = svg("text", { class: wordClasses[role], x, y, "text-anchor": anchor }, text);
  if (colour !== undefined) element.style.fill = colour;
  return element;
}

function selectedRing({ record, at, colour }: NonNullable<OverlayContent["selected"]>): SVGCircleElement {
  const ring = svg("circle", { class: "selected-ring", cx: at[0], cy: at[1], r: 7, "data-record": record });
  ring.style.fill = colour;
  return ring;
}

/** Measures texts in the panel's font. */
export function textMeasure(): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const widths = new Map<string, number>();
  return (text: string, { size, weight }: Font) => {
    const font = `${weight} ${size}px ${family}`;
    const key = `${font}\n${text}`;
    const known = widths.get(key);
    if (known !== undefined || context === null) return known ?? text.length * size * 0.6;
    context.font = font;
    const { width } = context.measureText(text);
    if (widths.size > 5000) widths.clear();
    widths.set(key, width);
    return width;
  };
}
