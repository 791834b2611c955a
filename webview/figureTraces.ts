import type { Picture } from "../src/protocol/engine.ts";
import type { Related } from "../src/protocol/tasks.ts";
import { lookOf, type Categories, type Category, type MarkerSymbol } from "./categories.ts";
import { DENSE, evenSubset, MAX_LIT, trajectoryPoints } from "./drawn.ts";
import { liftOf, placesOf } from "./coordinates.ts";
import { DIMMED, HIDDEN } from "./marks.ts";
import type { PointSet } from "./pointSet.ts";
import { relatedAt } from "./related.ts";
import { PLANE } from "./projector.ts";
import type { Trajectories } from "./state.ts";
import type { Theme } from "./theme.ts";
import { fillTrace, lineTrace, markerTrace, Path, type FrontTrace, type Trace } from "./trace.ts";

/** What a category's traces are drawn from. */
export interface Series {
  readonly uid: string;
  readonly category: Category;
  readonly colour: string;
  readonly symbol: MarkerSymbol;
  /** Those whose trajectories and other layers' points are drawn. */
  readonly bulk: Uint32Array;
  readonly lit: Uint32Array;
}

/** Points of the lit layer above which their markers have no outline: it would cover more than it tells apart. */
const MAX_OUTLINED = 1500;
/** Plotly's sizes differ by symbol: these make about equal areas. */
const dotSizes: Partial<Record<MarkerSymbol, number>> = { circle: 2.2, diamond: 1.5, square: 1.7 };
const LIT_SIZE = 7;
/** Points of the lit layer above which one sees through their markers. */
const MANY_LIT = 2000;

const EMPTY = new Uint32Array();

/** Opacities, and how they fall when many points lie over each other. */
function alphas(theme: Theme): { path: number; dot: number; plane: number; near: number; fill: number } {
  if (theme.contrast) return { path: 0.36, dot: 0.3, plane: 0.3, near: 0.8, fill: 0.1 };
  if (theme.dark) return { path: 0.27, dot: 0.2, plane: 0.11, near: 0.7, fill: 0.13 };
  return { path: 0.22, dot: 0.18, plane: 0.14, near: 0.6, fill: 0.08 };
}

/** Share of the opacity that is left for many points: 1 for 150, a seventh for 5 000. */
export function fade(points: number): number {
  return Math.min(1, (150 / Math.max(1, points)) ** 0.55);
}

/** True where the picture holds so many points that only cheap markers are used. */
export function isDense(picture: Picture): boolean {
  return picture.drawn * picture.layers.length > DENSE;
}

/** Layers between two outlined planes: at most seven gaps. */
export function planeStep(layers: number): number {
  return [1, 2, 4, 6, 8, 12].find((step) => (layers - 1) / step <= 7) ?? Math.ceil((layers - 1) / 7);
}

export function seriesOf(picture: Picture, categories: Categories, visible: PointSet, theme: Theme): readonly Series[] {
  const dense = isDense(picture);
  const bulk = trajectoryPoints(visible, picture.layers.length);
  const lit = evenSubset(visible, MAX_LIT);
  const series = categories.list.map((category, group) => {
    const of = (points: Uint32Array): Uint32Array => points.filter((point) => categories.of[point] === group);
    const look = lookOf(category, dense);
    return {
      uid: String(group),
      category,
      colour: theme.palette[look.colour] ?? theme.foreground,
      symbol: look.symbol,
      bulk: of(bulk),
      lit: of(lit),
    };
  });
  // The last is on top: a small category on a large one, and every label on what has none.
  return [
    ...series.filter(({ category }) => !isLabelled(category)),
    ...series.filter(({ category }) => isLabelled(category)),
  ];
}

function isLabelled({ kind }: Category): boolean {
  return kind === "label" || kind === "bin";
}

function square(path: Path, z: number): void {
  for (const [x, y] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const)
    path.add(x * PLANE, y * PLANE, z);
}

export function planeOutlines(layers: number, theme: Theme): Trace {
  const step = planeStep(layers);
  const outlined = Array.from({ length: layers }, (_, layer) => layer).filter(
    (layer) => layer % step === 0 || layer === layers - 1,
  );
  const path = new Path(outlined.length * 6);
  for (const layer of outlined) {
    square(path, layer);
    path.gap();
  }
  return lineTrace("planes", path, { color: theme.foreground, width: 2 }, alphas(theme).plane);
}

/** The lit layer's plane; where points lie above and below it, the box they lie in. */
export function litPlane(picture: Picture, layer: number, theme: Theme): readonly FrontTrace[] {
  const path = new Path(5);
  square(path, layer);
  const lift = PLANE * liftOf(picture);
  const fill = theme.contrast ? theme.foreground : theme.accent;
  const plane = [
    fillTrace("here-fill", path, fill, alphas(theme).fill),
    lineTrace("here", path, { color: theme.accent, width: 3 }, 1),
  ];
  if (lift === 0) return plane;
  const box = new Path(12);
  for (const z of [layer - lift, layer + lift]) {
    square(box, z);
    box.gap();
  }
  return [...plane, lineTrace("here-box", box, { color: theme.accent, width: 2 }, 0.5)];
}

/** The points' ways through all layers as one line with gaps. */
function waysOf(picture: Picture, points: Uint32Array): Path {
  const layers = picture.layers.length;
  const place = placesOf(picture);
  const path = new Path(points.length * (layers + 1));
  for (const point of points) {
    for (let layer = 0; layer < layers; layer++) path.add(...place(point, layer));
    path.gap();
  }
  return path;
}

function pointsOf(picture: Picture, points: Uint32Array, layers: readonly number[]): Path {
  const place = placesOf(picture);
  const path = new Path(points.length * layers.length);
  for (const layer of layers) for (const point of points) path.add(...place(point, layer));
  return path;
}

export function trajectoryTraces(
  picture: Picture,
  all: readonly Series[],
  trajectories: Trajectories,
  theme: Theme,
): readonly Trace[] {
  const total = all.reduce((sum, series) => sum + series.bulk.length, 0);
  const opacity = alphas(theme).path * fade(total);
  return all.map(({ uid, bulk, colour }) =>
    lineTrace(
      `path-${uid}`,
      waysOf(picture, trajectories === "all" ? bulk : EMPTY),
      { color: colour, width: 2.4 },
      opacity,
    ),
  );
}

export function pointTraces(picture: Picture, all: readonly Series[], theme: Theme): readonly Trace[] {
  const layers = picture.layers.map((_, layer) => layer);
  const total = all.reduce((sum, series) => sum + series.bulk.length, 0);
  const opacity = alphas(theme).dot * Math.max(0.3, fade(total));
  return all.map(({ uid, bulk, colour, symbol }) =>
    markerTrace(`dots-${uid}`, pointsOf(picture, bulk, layers), {
      symbol,
      size: dotSizes[symbol] ?? 1.8,
      color: colour,
      opacity,
    }),
  );
}

export function litTraces(
  picture: Picture,
  all: readonly Series[],
  layer: number,
  theme: Theme,
  markerScale: number,
  marks: Uint8Array,
): readonly Trace[] {
  const total = all.reduce((sum, series) => sum + series.lit.length, 0);
  const scale = markerScale * Math.max(0.34, Math.min(1, (500 / Math.max(1, total)) ** 0.2));
  const outline = { width: total > MAX_OUTLINED ? 0 : 1, color: theme.background };
  const opacity = total > MANY_LIT ? 0.7 : 1;
  const faint = all.flatMap(({ uid, lit, colour, symbol }) => {
    const points = lit.filter((point) => ((marks[point] ?? 0) & DIMMED) !== 0);
    if (points.length === 0) return [];
    const look = { symbol, size: 0.75 * LIT_SIZE * scale, color: colour, opacity: 0.35 * opacity };
    return markerTrace(`faint-${uid}`, pointsOf(picture, points, [layer]), look);
  });
  const bright = all.map(({ uid, lit, colour, symbol }) => {
    const points = lit.filter((point) => ((marks[point] ?? 0) & DIMMED) === 0);
    const look = { symbol, size: LIT_SIZE * scale, color: colour, opacity };
    return markerTrace(`lit-${uid}`, pointsOf(picture, points, [layer]), look, outline);
  });
  return [...faint, ...bright];
}

export function neighbourTrace(
  picture: Picture,
  related: Related | undefined,
  layer: number,
  categories: Categories,
  marks: Uint8Array,
  theme: Theme,
): Trace {
  const categoryOf = (point: number): Category | undefined => categories.list[categories.of[point] ?? 0];
  const neighbours = related === undefined ? EMPTY : relatedAt(related, layer);
  const shown = neighbours.filter((point) => point < picture.points && ((marks[point] ?? 0) & HIDDEN) === 0);
  const path = waysOf(picture, shown);
  const colours = Array.from(shown, (point) => {
    const category = categoryOf(point);
    const colour = category === undefined ? undefined : theme.palette[lookOf(category, false).colour];
    return new Array<string>(picture.layers.length + 1).fill(colour ?? theme.foreground);
  }).flat();
  const color = colours.length === 0 ? theme.foreground : colours;
  return lineTrace("near", path, { color, width: 3 }, alphas(theme).near);
}

export function selectedTraces(picture: Picture, selected: number | undefined, theme: Theme): readonly Trace[] {
  const own = waysOf(picture, selected === undefined ? EMPTY : Uint32Array.of(selected));
  return [
    lineTrace("own", own, { color: theme.foreground, width: theme.contrast ? 6 : 5 }, 1),
    markerTrace("own-dots", own, { symbol: "circle", size: 4, color: theme.foreground, opacity: 1 }),
  ];
}
