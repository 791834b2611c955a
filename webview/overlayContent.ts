import type { Point, Size } from "./camera.ts";
import { lookOf } from "./categories.ts";
import { evenSubset } from "./drawn.ts";
import { categoryName } from "./legend.ts";
import type { OverlayContent } from "./overlay.ts";
import { HIDDEN, marksOf } from "./marks.ts";
import { fewPoints } from "./named.ts";
import { pixelOf } from "./picking.ts";
import type { Measure } from "./placement.ts";
import { relatedAt } from "./related.ts";
import { nearestOf } from "./results.ts";
import type { Sight } from "./sight.ts";
import { litLayer, type State } from "./state.ts";
import type { Theme } from "./theme.ts";
import { visiblePoints } from "./visible.ts";
import { placeWords, type WordsInput } from "./words.ts";

/** Words keep off this many points of the lit layer; more cover everything anyway. */
const MAX_OBSTACLES = 3000;
/** Categories named on the picture at most. */
const MAX_NAMED = 14;
/** Neighbours whose texts stand on the picture. */
export const NAMED_NEIGHBOURS = 4;

/** What stands over the picture in this state. */
export function overlayContent(state: State, sight: Sight, size: Size, theme: Theme, measure: Measure): OverlayContent {
  const { shown, hovered, view } = state;
  if (shown === undefined) return { words: [], leaders: [], selected: undefined, hovered: undefined };
  const layer = litLayer(state);
  const locate = (point: number): Point | undefined => pixelOf(state, size, { point, layer });
  const path = pathOf(state, size);
  const { words, leaders } = placeWords({
    size,
    project: sight.project,
    half: sight.bounds.half,
    layers: shown.picture.layers,
    layer,
    path,
    text: view.selected === undefined ? undefined : state.excerpts.get(view.selected),
    near: namedNeighbours(state, size),
    few: namedFew(state, locate),
    categories: view.selected === undefined ? namedCategories(state, theme, locate) : [],
    points: pixelsOf(state, size, evenSubset(visiblePoints(state), MAX_OBSTACLES)),
    measure,
  });
  const at = path[layer];
  return {
    words,
    leaders,
    selected:
      at && view.selected !== undefined ? { record: view.selected, at, colour: colourOf(state, theme) } : undefined,
    hovered: hovered && pixelOf(state, size, hovered),
  };
}

function pixelsOf(state: State, size: Size, of: Iterable<number>): readonly Point[] {
  const pixels: Point[] = [];
  for (const point of of) {
    const pixel = pixelOf(state, size, { point, layer: litLayer(state) });
    if (pixel !== undefined) pixels.push(pixel);
  }
  return pixels;
}

/** The selected record's way through the layers; empty where it has none yet. */
function pathOf(state: State, size: Size): readonly Point[] {
  const { selected } = state.view;
  if (selected === undefined) return [];
  const points = (state.shown?.picture.layers ?? []).map((_, layer) =>
    pixelOf(state, size, { point: selected, layer }),
  );
  return points.every((point) => point !== undefined) ? points : [];
}

function namedNeighbours(state: State, size: Size): WordsInput["near"] {
  const marks = marksOf(state);
  const related = nearestOf(state);
  if (related === undefined) return [];
  const layer = litLayer(state);
  return [...relatedAt(related, layer).subarray(0, NAMED_NEIGHBOURS)].flatMap((neighbour) => {
    // A leader would end where nothing is drawn.
    if (((marks[neighbour] ?? 0) & HIDDEN) !== 0) return [];
    const point = pixelOf(state, size, { point: neighbour, layer });
    const text = state.excerpts.get(neighbour);
    return point === undefined || text === undefined ? [] : [{ point, text }];
  });
}

/** All visible points with their texts, where they are few; without the selected one and the neighbours named already. */
function namedFew(state: State, locate: (point: number) => Point | undefined): WordsInput["near"] {
  const related = nearestOf(state);
  const named = new Set(related && relatedAt(related, litLayer(state)).subarray(0, NAMED_NEIGHBOURS));
  return [...fewPoints(state)].flatMap((few) => {
    const [point, text] = [locate(few), state.excerpts.get(few)];
    if (few === state.view.selected || named.has(few) || point === undefined || text === undefined) return [];
    return [{ point, text }];
  });
}

/** The categories shown, each at the middle of its points of the lit layer. */
export function namedCategories(
  state: State,
  theme: Theme,
  locate: (point: number) => Point | undefined,
): WordsInput["categories"] {
  const { shown } = state;
  if (shown === undefined || shown.categories.list.length > MAX_NAMED) return [];
  const { list, of, merged } = shown.categories;
  const points = list.map((): Point[] => []);
  for (const point of evenSubset(visiblePoints(state), MAX_OBSTACLES)) {
    const pixel = locate(point);
    if (pixel !== undefined) points[of[point] ?? 0]?.push(pixel);
  }
  return list.flatMap((category, group) => {
    const own = points[group] ?? [];
    if (category.kind !== "label" || own.length === 0) return [];
    const colour = theme.palette[lookOf(category).colour] ?? theme.foreground;
    return [{ point: middle(own), text: categoryName(category, merged), colour }];
  });
}

/** The point in the middle of many, whatever a few far ones do. */
function middle(points: readonly Point[]): Point {
  const median = (axis: 0 | 1): number => {
    const sorted = points.map((point) => point[axis]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return [median(0), median(1)];
}

function colourOf({ shown, view }: State, theme: Theme): string {
  const category = shown?.categories.list[shown.categories.of[view.selected ?? 0] ?? 0];
  const colour = category && theme.palette[lookOf(category).colour];
  return colour ?? theme.foreground;
}
