import type { Point, Size } from "./camera.ts";
import { lookOf, type Categories } from "./categories.ts";
import { evenSubset } from "./drawn.ts";
import { categoryName } from "./legend.ts";
import type { OverlayContent } from "./overlay.ts";
import { HIDDEN, marksOf } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { fewPoints } from "./named.ts";
import { pixelOf } from "./picking.ts";
import type { Measure } from "./placement.ts";
import type { Projector } from "./projector.ts";
import { relatedAt } from "./related.ts";
import { nearestOf } from "./results.ts";
import type { Sight } from "./sight.ts";
import { middlesOf, pixelsOf, stackSpots, type Spots } from "./spots.ts";
import { litLayer, type Shown, type State } from "./state.ts";
import type { Theme } from "./theme.ts";
import { visiblePoints } from "./visible.ts";
import { placeWords, type WordsInput } from "./words.ts";

/** Words keep off this many points of the lit layer; more cover everything anyway. */
const MAX_OBSTACLES = 3000;
/** Categories named on the picture at most. */
const MAX_NAMED = 14;
/** Clusters named at least and at most, and the pixels that each is to have. */
const FEWEST_CLUSTERS = 3;
const MOST_CLUSTERS = 40;
const NAME_AREA = 12_000;
/** Data units squared that most points of a layer lie in. */
const PLANE = 25;
/** Neighbours whose texts stand on the picture. */
export const NAMED_NEIGHBOURS = 4;

/** What stands over the picture in this state. */
export function overlayContent(state: State, sight: Sight, size: Size, theme: Theme, measure: Measure): OverlayContent {
  const { shown, hovered, view } = state;
  if (shown === undefined) return { words: [], leaders: [], selected: undefined, hovered: undefined };
  const layer = litLayer(state);
  const locate = (point: number): Point | undefined => pixelOf(state, size, { point, layer });
  const path = pathOf(state, size);
  const spots = stackSpots(shown.picture, obstacles(visiblePoints(state)), layer);
  const named = (): WordsInput["categories"] => {
    const middles = stackMiddles(spots, shown.categories).map((middle) => middle && sight.project(...middle));
    return namedCategories(shown, theme, middles, clustersNamed(sight.project, layer));
  };
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
    categories: view.selected === undefined || shown.categories.clusters === true ? named() : [],
    overPoints: shown.categories.clusters === true,
    points: pixelsOf(spots, sight),
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

const obstacles = memoLast((points: Uint32Array) => evenSubset(points, MAX_OBSTACLES));

/** The middles in data coordinates, which a turn does not change. */
const stackMiddles = memoLast((spots: Spots, { list, of }: Categories) => middlesOf(spots, list.length, of));

/** How many clusters may be named: the fewer, the smaller the plane is drawn. */
export function clustersNamed(project: Projector, layer: number): number {
  const [origin, right, up] = [project(0, 0, layer), project(1, 0, layer), project(0, 1, layer)];
  const across = [right[0] - origin[0], right[1] - origin[1]] as const;
  const along = [up[0] - origin[0], up[1] - origin[1]] as const;
  const area = Math.abs(across[0] * along[1] - across[1] * along[0]) * PLANE;
  return Math.max(FEWEST_CLUSTERS, Math.min(MOST_CLUSTERS, Math.round(area / NAME_AREA)));
}

/** The categories shown, each at the middle of its points; of clusters the largest ones. */
export function namedCategories(
  { categories: { list, merged, clusters } }: Shown,
  theme: Theme,
  middles: readonly (Point | undefined)[],
  most: number,
): WordsInput["categories"] {
  if (clusters !== true && list.length > MAX_NAMED) return [];
  return (clusters === true ? list.slice(0, most) : list).flatMap((category, group) => {
    const point = middles[group];
    if (category.kind !== "label" || point === undefined) return [];
    const colour = theme.palette[lookOf(category).colour] ?? theme.foreground;
    return [{ point, text: categoryName(category, merged), colour }];
  });
}

function colourOf({ shown, view }: State, theme: Theme): string {
  const category = shown?.categories.list[shown.categories.of[view.selected ?? 0] ?? 0];
  const colour = category && theme.palette[lookOf(category).colour];
  return colour ?? theme.foreground;
}
