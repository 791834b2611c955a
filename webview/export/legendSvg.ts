import { labelName } from "../../src/strings/fieldName.ts";
import { exportText } from "../../src/strings/exporting.ts";
import { lookOf, type Category } from "../categories.ts";
import { svg } from "../dom.ts";
import { categoryName } from "../legend.ts";
import type { Scale } from "../scale.ts";
import { isOpen, shapePath } from "../shapes.ts";
import { currentDataset, type State } from "../state.ts";
import type { Theme } from "../theme.ts";

/** Width of the legend beside a picture. */
export const LEGEND_WIDTH = 184;
const MARGIN = 16;
const ROW = 20;
const TOP = 34;
/** Characters of a name. */
const LONGEST = 20;

/** What the colours mean, from the left edge on; nothing where there is one colour. */
export function legendSvg(state: State, theme: Theme, height: number): readonly SVGElement[] {
  const { shown, view } = state;
  if (shown === undefined) return [];
  const { list, scale, title, merged } = shown.categories;
  if (list[0]?.kind === "all") return [];
  const field = title ?? labelName(currentDataset(state)?.labelField);
  const head = words(MARGIN, TOP - 14, shortened(field), theme, 600);
  if (scale !== undefined) return [head, ...bar(scale, list, theme)];
  const seen = list.filter(({ key }) => !view.hidden.has(key));
  const room = Math.max(1, Math.floor((height - TOP - ROW) / ROW));
  const rows = seen.slice(0, room);
  const more = seen.length - rows.length;
  return [
    head,
    ...rows.flatMap((category, i) => row(category, TOP + ROW * i, theme, merged)),
    ...(more > 0 ? [words(MARGIN, TOP + ROW * rows.length + 12, exportText.moreCategories(more), theme)] : []),
  ];
}

function row(category: Category, top: number, theme: Theme, merged: number): readonly SVGElement[] {
  const { colour, symbol } = lookOf(category);
  const tint = theme.palette[colour] ?? theme.foreground;
  const paint = isOpen(symbol) ? { fill: "none", stroke: tint, "stroke-width": 1.5 } : { fill: tint };
  return [
    svg("path", { d: shapePath(symbol, MARGIN + 5, top + 8, 4.5), ...paint }),
    words(MARGIN + 18, top + 12, shortened(categoryName(category, merged)), theme),
    words(LEGEND_WIDTH - 12, top + 12, String(category.points), theme, 400, "end"),
  ];
}

/** Numbers from the least to the most, one colour above the other. */
function bar({ low, high }: Scale, list: readonly Category[], theme: Theme): readonly SVGElement[] {
  const bins = list.filter(({ kind }) => kind === "bin");
  const each = 160 / Math.max(1, bins.length);
  const steps = bins.map((category, i) => {
    const fill = theme.palette[lookOf(category).colour] ?? theme.foreground;
    return svg("rect", { x: MARGIN, y: TOP + 160 - (i + 1) * each, width: 12, height: each + 0.5, fill });
  });
  return [
    ...steps,
    words(MARGIN + 20, TOP + 8, exportText.number(high), theme),
    words(MARGIN + 20, TOP + 160, exportText.number(low), theme),
  ];
}

/** A line of words in the panel's own font. */
export function words(
  x: number,
  y: number,
  content: string,
  theme: Theme,
  weight = 400,
  anchor: "start" | "end" = "start",
  size = 12,
): SVGTextElement {
  const family = getComputedStyle(document.body).fontFamily;
  const font = { "font-family": family, "font-size": size, "font-weight": weight, "text-anchor": anchor };
  return svg("text", { x, y, fill: theme.foreground, ...font }, content);
}

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
