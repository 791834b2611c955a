import { shortened } from "../src/strings/panel.ts";
import type { Point } from "./camera.ts";
import { svg } from "./dom.ts";
import { liftOf } from "./coordinates.ts";
import type { Box } from "./placement.ts";
import type { Plane } from "./planeSights.ts";
import type { Projector, Vector } from "./projector.ts";
import { isIn, type Area } from "./scene.ts";
import { shownProbe } from "./searchState.ts";
import { litLayer, type State } from "./state.ts";

/** Characters of the sentence that stand on the picture. */
const LENGTH = 32;
/** Pixels of one of them at most, as a mean, and between the mark and the first. */
const LETTER = 8.5;
const BESIDE = 13;
/** Pixels of a line of it. */
const HEIGHT = 14;

/** Where a typed sentence is drawn at each layer; empty where it is not. */
export function likePlaces(state: State): readonly Vector[] {
  const { shown } = state;
  const { coordinates } = shownProbe(state) ?? {};
  if (coordinates === undefined || shown === undefined) return [];
  const { dimensions, layers } = shown.picture;
  const lift = liftOf(shown.picture);
  return layers.map((_, layer) => {
    const [x = NaN, y = NaN, third = 0] = coordinates.subarray(layer * dimensions, (layer + 1) * dimensions);
    return [x, y, layer + lift * third];
  });
}

/** A typed sentence over the picture: its way through the layers, and a marker unlike any record's at the lit one. */
export function likeMarks(state: State, project: Projector): readonly SVGElement[] {
  const path = likePlaces(state).map((place) => project(...place));
  const at = path[litLayer(state)];
  if (at === undefined || path.some(([x, y]) => Number.isNaN(x + y))) return [];
  const points = path.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return [
    svg("polyline", { class: "like-way back", points }),
    svg("polyline", { class: "like-way", points }),
    ...path.map(([cx, cy]) => svg("circle", { class: "like-step", cx, cy, r: 2.2 })),
    ...markAndWord(state, at),
  ];
}

/** The same in Layer and Pair, on its way from one layer to another while they move. */
export function likeOnPlanes(state: State, planes: readonly Plane[]): readonly SVGElement[] {
  return placesOnPlanes(state, planes).flatMap(({ at, area }) => markAndWord(state, at, area));
}

function placesOnPlanes(
  state: State,
  planes: readonly Plane[],
): readonly { readonly at: Point; readonly area: Area }[] {
  const { coordinates } = shownProbe(state) ?? {};
  const { dimensions = 2 } = state.shown?.picture ?? {};
  if (coordinates === undefined) return [];
  return planes.flatMap(({ frame: { area, viewpoint, shows, lift }, layer }) => {
    const { from, to, share } = shows.kind === "layer" ? shows : { from: layer, to: layer, share: 1 };
    const along = (axis: number): number => {
      const at = (each: number): number => coordinates[each * dimensions + axis] ?? NaN;
      return at(from) + share * (at(to) - at(from));
    };
    const at = viewpoint.project(along(0), along(1), dimensions === 3 ? lift * along(2) : 0);
    return isIn(area, ...at) ? [{ at, area }] : [];
  });
}

/** Where the sentence stands over the stack: other words keep off it. */
export function likeWordBox(state: State, project: Projector): Box | undefined {
  const place = likePlaces(state)[litLayer(state)];
  const at = place && project(...place);
  return at === undefined || Number.isNaN(at[0] + at[1]) ? undefined : boxOfWord(wordOf(state, at));
}

/** The same in Layer and Pair, as far as they do not move. */
export function likeWordBoxes(state: State, planes: readonly Plane[]): readonly Box[] {
  return placesOnPlanes(state, planes).map(({ at, area }) => boxOfWord(wordOf(state, at, area)));
}

function boxOfWord({ x, y, word, isAfter }: LikeWord): Box {
  const width = LETTER * word.length;
  return [isAfter ? x : x - width, y - HEIGHT, isAfter ? x + width : x, y + HEIGHT / 3];
}

interface LikeWord {
  readonly x: number;
  readonly y: number;
  readonly word: string;
  readonly isAfter: boolean;
}

/** The sentence beside its mark, where there is an area as much of it as that has room for. */
function wordOf({ like }: State, at: Point, area?: Area): LikeWord {
  const before = area === undefined ? 0 : at[0] - area[0] - BESIDE;
  const after = area === undefined ? Infinity : area[0] + area[2] - at[0] - BESIDE;
  const text = like?.text ?? "";
  const isAfter = after >= Math.min(before, LETTER * Math.min(LENGTH, text.length));
  const word = shortened(text, Math.min(LENGTH, Math.floor((isAfter ? after : before) / LETTER)));
  return { x: isAfter ? at[0] + BESIDE : at[0] - BESIDE, y: at[1] - 8, word, isAfter };
}

function markAndWord(state: State, at: Point, area?: Area): readonly SVGElement[] {
  const { x, y, word, isAfter } = wordOf(state, at, area);
  return [
    svg("path", { class: "like-mark", d: star(at) }),
    svg("text", { class: "halo like-word", x, y, "text-anchor": isAfter ? "start" : "end" }, word),
  ];
}

/** A star of four points, as the icon has it. */
function star([x, y]: Point): string {
  const [far, near] = [12, 4];
  const corners = Array.from({ length: 8 }, (_, i) => {
    const radius = i % 2 === 0 ? far : near;
    const angle = (i * Math.PI) / 4;
    return `${(x + radius * Math.sin(angle)).toFixed(1)} ${(y - radius * Math.cos(angle)).toFixed(1)}`;
  });
  return `M${corners.join("L")}Z`;
}
