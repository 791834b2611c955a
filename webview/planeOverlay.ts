import type { Point } from "./camera.ts";
import { svg } from "./dom.ts";
import type { Axes } from "./planeAxes.ts";
import type { PlaneContent, PlaneMark, PlaneWay, PlaneWord } from "./planeContent.ts";
import type { Plane } from "./planeSights.ts";
import type { Area } from "./scene.ts";
import { isOpen, shapePath } from "./shapes.ts";
import { tintOf } from "./swatch.ts";

const classes: Readonly<Record<PlaneWord["role"], string>> = {
  main: "halo main",
  near: "halo",
  quiet: "halo quiet",
  step: "halo step",
  category: "halo category",
  axis: "halo axis",
  tick: "halo tick",
};

/** Radii of marks in pixels: of the selected record, of one that a line leads to. */
const SELECTED = 6.5;
const JOINED = 4.5;

/** The axes under the points, as SVG: crisp, in the theme's colours. */
export class PlaneUnderlay {
  readonly element = svg("svg", { class: "overlay underlay", "aria-hidden": "true" });

  draw({ lines }: Axes): void {
    this.element.replaceChildren(
      ...lines.map(({ from, to, kind }) =>
        svg("line", { class: kind, x1: from[0], y1: from[1], x2: to[0], y2: to[1] }),
      ),
    );
  }

  clear(): void {
    this.element.replaceChildren();
  }
}

/** Ways, marks and words over the points; ways inside one plane do not leave its area. */
export function planeElements(content: PlaneContent, axes: Axes, planes: readonly Plane[]): readonly SVGElement[] {
  const ways = content.ways.flatMap(wayElements);
  const [only] = planes.length === 1 ? planes : [];
  return [
    ...(only === undefined || ways.length === 0 ? ways : [within(only.frame.area, ways)]),
    ...content.marks.map(markElement),
    ...content.leaders.map(({ from, to }) =>
      svg("line", { class: "leader", x1: from[0], y1: from[1], x2: to[0], y2: to[1] }),
    ),
    ...content.hovered.map((at) => svg("circle", { class: "hover-ring", cx: at[0], cy: at[1], r: 8 })),
    ...axes.words.map(wordElement),
    ...content.words.map(wordElement),
  ];
}

function within([x, y, width, height]: Area, parts: readonly SVGElement[]): SVGElement {
  return svg("svg", { x, y, width, height, viewBox: `${x} ${y} ${width} ${height}` }, ...parts);
}

function wordElement({ text, x, y, anchor, role, ...more }: Omit<PlaneWord, "far">): SVGTextElement {
  const element = svg("text", { class: classes[role], x, y, "text-anchor": anchor }, text);
  if (more.colour !== undefined) element.style.fill = more.colour;
  return element;
}

function wayElements({ kind, points, colour }: PlaneWay): readonly SVGElement[] {
  const path = svg("path", { class: `way ${kind}`, d: kind === "trail" ? straight(points) : curved(points) });
  if (kind === "joined") path.style.stroke = tintOf(colour);
  if (kind !== "trail") return [path];
  return [path, ...points.slice(0, -1).map(([x, y]) => svg("circle", { class: "way-dot", cx: x, cy: y, r: 2.25 }))];
}

function straight(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;
}

/** A line that leaves and arrives across the gap between the halves. */
function curved([from, to]: readonly Point[]): string {
  if (from === undefined || to === undefined) return "";
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const isAcross = Math.abs(dx) >= Math.abs(dy);
  const [one, other]: readonly [Point, Point] = isAcross
    ? [
        [from[0] + 0.42 * dx, from[1]],
        [to[0] - 0.42 * dx, to[1]],
      ]
    : [
        [from[0], from[1] + 0.42 * dy],
        [to[0], to[1] - 0.42 * dy],
      ];
  const at = (point: Point): string => `${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
  return `M${at(from)}C${at(one)} ${at(other)} ${at(to)}`;
}

function markElement({ record, at, symbol, colour, isSelected }: PlaneMark): SVGElement {
  const open = isOpen(symbol);
  const path = svg("path", {
    class: isSelected ? "selected-ring" : "joined-mark",
    d: shapePath(symbol, at[0], at[1], isSelected ? SELECTED : JOINED),
    "data-record": record,
  });
  const tint = tintOf(colour);
  path.style.fill = open ? "var(--vscode-editor-background)" : tint;
  if (!isSelected && open) path.style.stroke = tint;
  return path;
}
