import { lookOf, OTHER_COLOUR, type Categories, type Look } from "./categories.ts";
import { svg } from "./dom.ts";
import { isOpen, shapePath } from "./shapes.ts";

function paletteName(colour: number): string {
  if (colour > OTHER_COLOUR) return `scale-${colour - OTHER_COLOUR - 1}`;
  return colour === OTHER_COLOUR ? "other" : String(colour + 1);
}

/** A colour of the palette as the style sheet knows it. */
export function tintOf(colour: number): string {
  return `var(--strata-${paletteName(colour)})`;
}

/** A category's marker, as in the picture. */
export function swatch({ colour, symbol }: Look, size = 10): SVGSVGElement {
  const tint = tintOf(colour);
  const open = isOpen(symbol);
  const path = svg("path", { d: shapePath(symbol, 5, 5, open ? 3.6 : 4.1) });
  path.style.setProperty("fill", open ? "none" : tint);
  path.style.setProperty("stroke", open ? tint : "none");
  path.style.setProperty("stroke-width", "1.5");
  return svg("svg", { class: "swatch", viewBox: "0 0 10 10", width: size, height: size, "aria-hidden": "true" }, path);
}

/** The marker of a point; none where all records are alike. */
export function recordSwatch(categories: Categories, point: number, size = 9): SVGSVGElement | undefined {
  const category = categories.list[categories.of[point] ?? 0];
  return category === undefined || category.kind === "all" ? undefined : swatch(lookOf(category), size);
}
