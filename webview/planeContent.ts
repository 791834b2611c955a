import { layerLabel, shortened } from "../src/strings/panel.ts";
import type { Point, Size } from "./camera.ts";
import { lookOf, type Category, type MarkerSymbol } from "./categories.ts";
import { placesIn } from "./coordinates.ts";
import { evenSubset } from "./drawn.ts";
import { SELECTED, marksOf } from "./marks.ts";
import { joinedPoints } from "./movers.ts";
import type { AxisWord } from "./planeAxes.ts";
import { boxOf, Placement, type Font, type Measure, type Place, type Wish } from "./placement.ts";
import type { Plane } from "./planeSights.ts";
import { atRest } from "./planes.ts";
import { isIn } from "./scene.ts";
import { relatedAt } from "./related.ts";
import { nearestOf } from "./results.ts";
import type { Leader } from "./words.ts";
import { clustersNamed, namedCategories } from "./overlayContent.ts";
import { middlesOf, type Spots } from "./spots.ts";
import { litLayer, type Shown, type State } from "./state.ts";
import type { Theme } from "./theme.ts";
import { visiblePoints } from "./visible.ts";

/** A text over the picture. */
export interface PlaneWord extends Place {
  readonly text: string;
  readonly role: "main" | "near" | "quiet" | "step" | "category" | "axis" | "tick";
  readonly colour?: string;
}

/** A record that is marked: the selected one, or one that a line leads to. */
export interface PlaneMark {
  readonly record: number;
  readonly at: Point;
  readonly symbol: MarkerSymbol;
  /** Index into the theme's palette. */
  readonly colour: number;
  readonly isSelected: boolean;
}

/** A way over the picture: a record's through the layers, or from one half to the other. */
export interface PlaneWay {
  readonly kind: "trail" | "joined" | "own";
  readonly points: readonly Point[];
  readonly colour: number;
}

/** What stands over the layers on the stage. */
export interface PlaneContent {
  readonly ways: readonly PlaneWay[];
  readonly marks: readonly PlaneMark[];
  readonly words: readonly PlaneWord[];
  readonly leaders: readonly Leader[];
  readonly hovered: readonly Point[];
  /** The points in sight, where they are so few that each may have its text. */
  readonly named: Uint32Array;
}

/** Points in sight up to which each may have its text. */
export const NAMED = 400;
/** Words keep off this many points; more cover everything anyway. */
const OBSTACLES = 3000;
/** An area is narrow below this many pixels. */
const NARROW = 560;
/** Areas lower than this get no words but the selected record's. */
const LOW = 240;
/** The corner where the bar of colours stands. */
const KEY_WIDTH = 160;
const KEY_HEIGHT = 58;
/** Layers of a short trail. */
const TRAIL = 5;

const small: Font = { size: 11, weight: 400 };
const tiny: Font = { size: 10, weight: 400 };
const main: Font = { size: 13, weight: 600 };
const around: Wish = { font: small, distance: 8, rings: 1 };

/** What stands over the planes in this state; the axes' words keep the others off. */
export function planeContent(
  state: State,
  planes: readonly Plane[],
  { axes, size, theme, measure }: { axes: readonly AxisWord[]; size: Size; theme: Theme; measure: Measure },
): PlaneContent {
  const { shown } = state;
  if (shown === undefined || planes.length === 0) return nothing;
  const placement = new Placement(size, measure);
  if (shown.categories.scale !== undefined) placement.reserve([size.width - KEY_WIDTH, 0, size.width, KEY_HEIGHT]);
  for (const word of axes) placement.reserve(boxOf(word, measure(word.text, small), small));
  for (const plane of planes) keepInside(placement, plane);
  const parts = planes.map((plane) => new PlanePart(shown, plane));
  const made = parts.length === 1 ? layerParts(state, parts, placement, theme) : pairParts(state, parts, placement);
  const hovered = state.hovered;
  return {
    ...made,
    hovered:
      hovered === undefined ? [] : parts.map((part) => part.inSight(hovered.point)).filter((at) => at !== undefined),
  };
}

/** Words of points stay inside the box: round it stand its numbers. Where there is none they do not leave the area. */
function keepInside(placement: Placement, { frame, outer }: Plane): void {
  const [left, top, width, height] = frame.area;
  const [outerLeft, outerTop, outerWidth, outerHeight] = outer;
  const [right, bottom] = [outerLeft + outerWidth, outerTop + outerHeight];
  if (frame.area === outer) {
    for (const x of [outerLeft, right]) placement.reserve([x - 1, outerTop, x + 1, bottom]);
    for (const y of [outerTop, bottom]) placement.reserve([outerLeft, y - 1, right, y + 1]);
    return;
  }
  placement.reserve([outerLeft, outerTop, left, bottom]);
  placement.reserve([left + width, outerTop, right, bottom]);
  placement.reserve([outerLeft, outerTop, right, top]);
  placement.reserve([outerLeft, top + height, right, bottom]);
}

const nothing: PlaneContent = {
  ways: [],
  marks: [],
  words: [],
  leaders: [],
  hovered: [],
  named: new Uint32Array(),
};

type Made = Omit<PlaneContent, "hovered">;

/** One layer: where its points stand. */
class PlanePart {
  readonly plane: Plane;
  readonly #shown: Shown;
  readonly #places: ReturnType<typeof placesIn>;

  constructor(shown: Shown, plane: Plane) {
    this.plane = plane;
    this.#shown = shown;
    this.#places = placesIn(plane.frame, shown.picture);
  }

  /** Where a point is drawn, in sight or not; `undefined` where it has no place. */
  pixel(point: number): Point | undefined {
    const at = this.plane.frame.viewpoint.project(...this.#places(point, this.plane.layer));
    return Number.isNaN(at[0]) ? undefined : at;
  }

  /** Where a point is drawn; `undefined` where that is outside the area. */
  inSight(point: number): Point | undefined {
    const at = this.pixel(point);
    return at !== undefined && isIn(this.plane.frame.area, at[0], at[1]) ? at : undefined;
  }

  /** The point at another layer, in the same axes. */
  pixelAt(point: number, layer: number): Point | undefined {
    const { frame } = this.plane;
    const still = { shows: { kind: "layer", from: layer, to: layer, share: 1 }, lift: frame.lift } as const;
    const at = frame.viewpoint.project(...placesIn(still, this.#shown.picture)(point, layer));
    return Number.isNaN(at[0]) ? undefined : at;
  }

  category(point: number): Category | undefined {
    return this.#shown.categories.list[this.#shown.categories.of[point] ?? 0];
  }

  mark(record: number, at: Point, isSelected: boolean): PlaneMark {
    const category = this.category(record);
    const look = category === undefined ? { colour: 0, symbol: "circle" as const } : lookOf(category);
    return { record, at, ...look, isSelected };
  }
}

/** Puts words at points and keeps what was put. */
class Writer {
  readonly words: PlaneWord[] = [];
  readonly leaders: Leader[] = [];
  readonly #placement: Placement;

  constructor(placement: Placement) {
    this.#placement = placement;
  }

  put(text: string, role: PlaneWord["role"], point: Point, wish: Wish, colour?: string): boolean {
    const place = this.#placement.put(text, point, wish);
    if (place === undefined) return false;
    this.words.push({ ...place, text, role, ...(colour !== undefined && { colour }) });
    if (place.far) this.leaders.push({ from: point, to: [place.x + (place.anchor === "end" ? 2 : -2), place.y - 4] });
    return true;
  }
}

function layerParts(state: State, [part]: readonly PlanePart[], placement: Placement, theme: Theme): Made {
  const { view, excerpts, shown } = state;
  if (part === undefined || shown === undefined) return nothing;
  const { selected, planes } = view;
  const [, , width, height] = part.plane.outer;
  const writer = new Writer(placement);
  const own = selected === undefined ? undefined : part.inSight(selected);
  const trail = selected === undefined ? [] : trailOf(state, part, selected);
  for (const { at } of trail) placement.block(...at, 4);
  if (own !== undefined) placement.block(...own, 8);
  const length = width < NARROW ? 24 : 32;
  const text = selected === undefined ? undefined : excerpts.get(selected);
  if (own !== undefined && text !== undefined)
    writer.put(shortened(text, length), "main", own, { font: main, distance: 12, rings: 3, overPoints: true });
  const visible = visiblePoints(state);
  const seen = inSightOf(part, visible);
  for (const { at } of evenly(seen, OBSTACLES)) placement.block(...at, 4.5);
  const isStill = state.motion === atRest;
  if (height >= LOW && isStill) {
    for (const { at, name } of trail.slice(0, -1)) writer.put(name, "step", at, { font: tiny, distance: 5, rings: 1 });
    const isGrouped = shown.categories.clusters === true;
    const nameCategories = (): void => {
      const { list, of } = shown.categories;
      const middles = middlesOf(spotsOf(seen), list.length, of).map(
        (middle) => middle && ([middle[0], middle[1]] as const),
      );
      const most = clustersNamed(part.plane.frame.viewpoint.project, part.plane.layer);
      for (const { point, text: name, colour } of namedCategories(shown, theme, middles, most))
        writer.put(
          shortened(name, 24),
          "category",
          point,
          { font: main, distance: 12, rings: 5, overPoints: isGrouped },
          colour,
        );
    };
    if (isGrouped) nameCategories();
    const near = nearPoints(state);
    const candidates = seen.length <= NAMED && planes.words ? byWish(state, seen, near) : [];
    const written = new Set(text === undefined ? [] : [shortened(text, length)]);
    for (const { point, at } of candidates) {
      const words = excerpts.get(point);
      const short = words === undefined ? "" : shortened(words, length - 6);
      if (point === selected || short === "" || written.has(short)) continue;
      written.add(short);
      writer.put(short, near.has(point) || isMarked(state, point) ? "near" : "quiet", at, around);
    }
    if (!isGrouped && seen.length > NAMED && selected === undefined) nameCategories();
  }
  const way: readonly PlaneWay[] =
    trail.length > 1 ? [{ kind: "trail", points: trail.map(({ at }) => at), colour: 0 }] : [];
  return {
    ways: way,
    marks: own === undefined || selected === undefined ? [] : [part.mark(selected, own, true)],
    words: writer.words,
    leaders: writer.leaders,
    named: seen.length <= NAMED && planes.words ? Uint32Array.from(seen, ({ point }) => point) : nothing.named,
  };
}

/** Two layers: the joined records at both, their lines, and their names. */
function pairParts(state: State, parts: readonly PlanePart[], placement: Placement): Made {
  const [first, second] = parts;
  if (first === undefined || second === undefined) return nothing;
  const { selected, planes } = state.view;
  const isNarrow = first.plane.outer[2] < NARROW / 2;
  const joined = joinedPoints(state, isNarrow).filter((point) => point !== selected);
  const ends = (point: number): readonly [Point | undefined, Point | undefined] => [
    first.inSight(point),
    second.inSight(point),
  ];
  const ways: PlaneWay[] = [];
  const marks: PlaneMark[] = [];
  const colourOf = (point: number): number => {
    const category = first.category(point);
    return category === undefined ? 0 : lookOf(category).colour;
  };
  for (const point of joined) {
    const [one, other] = ends(point);
    if (one !== undefined && other !== undefined)
      ways.push({ kind: "joined", points: [one, other], colour: colourOf(point) });
  }
  for (const point of [...joined, ...(selected === undefined ? [] : [selected])]) {
    parts.forEach((part) => {
      const at = part.inSight(point);
      if (at === undefined) return;
      placement.block(...at, 6);
      marks.push(part.mark(point, at, point === selected));
    });
  }
  if (selected !== undefined && planes.lines !== "none") {
    const [one, other] = ends(selected);
    if (one !== undefined && other !== undefined)
      ways.push({ kind: "own", points: [one, other], colour: colourOf(selected) });
  }
  const writer = new Writer(placement);
  if (state.motion === atRest) nameEnds(state, parts, selected, joined, writer);
  return { ways, marks, words: writer.words, leaders: writer.leaders, named: nothing.named };
}

/** Names the selected record at both its places, then the joined ones. */
function nameEnds(
  state: State,
  parts: readonly PlanePart[],
  selected: number | undefined,
  joined: Uint32Array,
  writer: Writer,
): void {
  const isNarrow = (parts[0]?.plane.outer[2] ?? 0) < NARROW / 2;
  const isLow = (parts[0]?.plane.outer[3] ?? 0) < LOW;
  const name = (point: number, length: number): string => shortened(state.excerpts.get(point) ?? "", length);
  for (const part of parts) {
    const at = selected === undefined ? undefined : part.inSight(selected);
    if (at === undefined || selected === undefined) continue;
    const text = name(selected, isNarrow ? 16 : 26);
    if (text !== "") writer.put(text, "main", at, { font: main, distance: 11, rings: 3, overPoints: true });
  }
  if (isLow) return;
  for (const point of joined) {
    for (const part of parts) {
      const at = part.inSight(point);
      const text = name(point, isNarrow ? 12 : 22);
      if (at !== undefined && text !== "") writer.put(text, "near", at, around);
    }
  }
}

interface Seen {
  readonly point: number;
  readonly at: Point;
}

function inSightOf(part: PlanePart, points: Uint32Array): readonly Seen[] {
  const seen: Seen[] = [];
  for (const point of evenSubset(points, 4 * OBSTACLES)) {
    const at = part.inSight(point);
    if (at !== undefined) seen.push({ point, at });
  }
  return seen;
}

function spotsOf(seen: readonly Seen[]): Spots {
  const at = new Float32Array(2 * seen.length);
  seen.forEach((each, i) => at.set(each.at, 2 * i));
  return { points: Uint32Array.from(seen, ({ point }) => point), at, axes: 2 };
}

function evenly(seen: readonly Seen[], most: number): readonly Seen[] {
  if (seen.length <= most) return seen;
  return Array.from({ length: most }, (_, i) => seen[Math.floor((i * seen.length) / most)]).filter(
    (each) => each !== undefined,
  );
}

/** The points whose words come first: the selected record's nearest, the marked ones, then those that stand alone. */
function byWish(state: State, seen: readonly Seen[], near: ReadonlySet<number>): readonly Seen[] {
  const alone = (one: Seen): number => {
    let least = Infinity;
    for (const other of seen) {
      if (other === one) continue;
      least = Math.min(least, (other.at[0] - one.at[0]) ** 2 + (other.at[1] - one.at[1]) ** 2);
    }
    return least;
  };
  const rank = ({ point }: Seen): number => (near.has(point) ? 2 : isMarked(state, point) ? 1 : 0);
  return seen
    .map((one) => ({ one, rank: rank(one), alone: alone(one) }))
    .sort((a, b) => b.rank - a.rank || b.alone - a.alone)
    .map(({ one }) => one);
}

function isMarked(state: State, point: number): boolean {
  return ((marksOf(state)[point] ?? 0) & SELECTED) !== 0;
}

function nearPoints(state: State): ReadonlySet<number> {
  const related = nearestOf(state);
  return new Set(related === undefined ? [] : relatedAt(related, litLayer(state)));
}

interface Step {
  readonly at: Point;
  readonly name: string;
}

/** The selected record's places at the layers before the lit one, that one last; empty where no trail is wanted. */
function trailOf(state: State, part: PlanePart, selected: number): readonly Step[] {
  const { trail } = state.view.planes;
  const { layer } = part.plane;
  if (trail === "none") return [];
  const from = trail === "five" ? Math.max(0, layer - TRAIL) : 0;
  const names = state.shown?.picture.layers ?? [];
  const steps: Step[] = [];
  for (let each = from; each < layer; each++) {
    const at = part.pixelAt(selected, each);
    if (at !== undefined) steps.push({ at, name: shortened(layerLabel(names[each] ?? ""), 12) });
  }
  const here = part.pixel(selected);
  return here === undefined ? [] : [...steps, { at: here, name: "" }];
}
