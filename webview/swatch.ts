import { lookOf, type Categories, type Look } from "./categories.ts";
import { svg } from "./dom.ts";
import { isOpen, shapePath } from "./shapes.ts";

const paletteName = (colour: number): string => (colour === 7 ? "other" : String(colour + 1));

/** A category's marker, as in the picture. */
export function swatch({ colour, symbol }: Look, size = 10): SVGSVGElement {
  const tint = `var(--strata-${paletteName(colour)})`;
  const open = isOpen(symbol);
  const path = svg("path", { d: shapePath(symbol, 5, 5, open ? 3.6 : 4.1) });
  path.style.setProperty("fill", open ? "none" : tint);
  path.style.setProperty("stroke", open ? tint : "none");
  path.style.setProperty("stroke-width", "1.5");
  return svg("svg", { class: "swatch", viewBox: "0 0 10 10", width: size, height: size, "aria-hidden": "true" }, path);
}

/** The marker of a record; none where all records are alike. */
export function recordSwatch(
  categories: Categories,
  record: number,
  dense: boolean,
  size = 9,
): SVGSVGElement | undefined {
  const category = categories.list[categories.of[record] ?? 0];
  return category === undefined || category.kind === "all" ? undefined : swatch(lookOf(category, dense), size);
}
