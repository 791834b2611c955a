import { planeText } from "../src/strings/planes.ts";
import type { Point } from "./camera.ts";
import { HEADING, rulerOf, UNIT } from "./planeRuler.ts";
import type { Plane } from "./planeSights.ts";
import type { Vector } from "./projector.ts";
import type { Area } from "./scene.ts";

/** A straight line of an axis cross or a box. */
export interface AxisLine {
  readonly from: Point;
  readonly to: Point;
  readonly kind: "mean" | "side" | "edge" | "tick";
}

/** What is written at an axis. */
export interface AxisWord {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly role: "axis" | "tick";
}

export interface Axes {
  readonly lines: readonly AxisLine[];
  readonly words: readonly AxisWord[];
}

/** An axis of the picture: what it is called, and the share of the layer's variance it keeps. */
export interface AxisName {
  readonly name: string;
  readonly share: number | undefined;
}

const TICK = 4;
const TICK_WORD = 13;
const AXIS_WORD = 30;
/** Pixels of a letter at most, as a mean over a word. */
const LETTER = 7;
/** Pixels between two ticks at least, so that their numbers stand apart. */
const APART = 16;

/** The axes of a plane: a box with ticks, in two dimensions round what is seen, in three open towards the eye. */
export function axesOf(plane: Plane, names: readonly AxisName[], hasHeading: boolean): Axes {
  return plane.dimensions === 2 ? rulerOf(plane, names, hasHeading) : box(plane, names, hasHeading);
}

const corners: readonly Vector[] = [-1, 1].flatMap((x) =>
  [-1, 1].flatMap((y) => [-1, 1].map((z): Vector => [x, y, z])),
);

interface Edge {
  readonly axis: 0 | 1 | 2;
  readonly from: Vector;
  readonly to: Vector;
}

/** The twelve edges, each from its lower to its upper end. */
const edges: readonly Edge[] = ([0, 1, 2] as const).flatMap((axis) =>
  corners
    .filter((corner) => corner[axis] === -1)
    .map((from) => ({ axis, from, to: from.map((part, i) => (i === axis ? 1 : part)) as unknown as Vector })),
);

function box(plane: Plane, names: readonly AxisName[], hasHeading: boolean): Axes {
  const { half, frame } = plane;
  const { project, depth } = frame.viewpoint;
  const at = ([x, y, z]: Vector): Point => project(x * half, y * half, z * half);
  const nearest = corners.reduce((best, corner) => (depth(...corner) > depth(...best) ? corner : best));
  const farthest = nearest.map((part) => -part);
  const meets = ({ from, to }: Edge, corner: readonly number[]): boolean =>
    [from, to].some((end) => end.every((part, i) => part === corner[i]));
  const lines: AxisLine[] = edges
    .filter((edge) => !meets(edge, nearest))
    .map(({ from, to }) => ({ from: at(from), to: at(to), kind: "edge" }));
  const words: AxisWord[] = [];
  for (const axis of [0, 1, 2] as const) {
    const outer = edges.filter((edge) => edge.axis === axis && !meets(edge, nearest) && !meets(edge, farthest));
    const shown = outer.reduce<Edge | undefined>(
      (best, edge) => (best === undefined || isBetter(axis, middle(edge, at), middle(best, at)) ? edge : best),
      undefined,
    );
    if (shown === undefined) continue;
    const made = ticked(plane, shown, names[axis] ?? { name: "", share: undefined });
    for (const line of made.lines) lines.push(line);
    for (const word of made.words) words.push(word);
  }
  const [left, top, width] = frame.area;
  const head = top + 16 + (hasHeading ? HEADING : 0);
  if (width >= UNIT) words.push({ text: planeText.unit, x: left + 13, y: head, anchor: "start", role: "tick" });
  return { lines, words: words.map((word) => whole(word, frame.area)) };
}

/** A word that is moved as far as it must be to be whole in the area. */
function whole(word: AxisWord, [left, , width]: Area): AxisWord {
  const size = word.text.length * LETTER;
  const start = word.anchor === "start" ? 0 : word.anchor === "end" ? -size : -size / 2;
  const x = Math.max(left + 2 - start, Math.min(left + width - 2 - size - start, word.x));
  return { ...word, x };
}

/** The heights stand at the left, the others below. */
function isBetter(axis: number, one: Point, other: Point): boolean {
  return axis === 2 ? one[0] < other[0] : one[1] > other[1];
}

function middle({ from, to }: Edge, at: (place: Vector) => Point): Point {
  const [a, b] = [at(from), at(to)];
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

/** Ticks, their numbers and the axis' name outside an edge of the box; the name of the heights stands above them. */
function ticked({ half, frame }: Plane, edge: Edge, { name, share }: AxisName): Axes {
  const { project } = frame.viewpoint;
  const along = (value: number): Point => {
    const place = edge.from.map((part, i) => (i === edge.axis ? value : part * half));
    return project(place[0] ?? 0, place[1] ?? 0, place[2] ?? 0);
  };
  const [start, end] = [along(-half), along(half)];
  const size = Math.hypot(end[0] - start[0], end[1] - start[1]);
  if (size < 2 * APART) return { lines: [], words: [] };
  const centre = project(0, 0, 0);
  const side = outward(start, end, centre);
  const step = [1, 2, 5, 10, 20].find((each) => (size * each) / (2 * half) >= APART) ?? 50;
  const lines: AxisLine[] = [];
  const words: AxisWord[] = [];
  for (let value = -Math.floor(half / step) * step; value <= half; value += step) {
    const [x, y] = along(value);
    lines.push({ from: [x, y], to: [x + TICK * side[0], y + TICK * side[1]], kind: "tick" });
    words.push({ text: String(value).replace("-", "−"), ...outside([x, y], side, TICK_WORD), role: "tick" });
  }
  const named =
    edge.axis === 2 ? { x: end[0], y: end[1] - 10, anchor: "middle" as const } : outside(along(0), side, AXIS_WORD);
  words.push({ text: planeText.axisEdge(name, share), ...named, role: "axis" });
  return { lines, words };
}

/** The unit vector across a line, away from a point. */
function outward(start: Point, end: Point, from: Point): Point {
  const size = Math.hypot(end[0] - start[0], end[1] - start[1]);
  const across: Point = [-(end[1] - start[1]) / size, (end[0] - start[0]) / size];
  const away = (start[0] - from[0]) * across[0] + (start[1] - from[1]) * across[1];
  return away >= 0 ? across : [-across[0], -across[1]];
}

/** Where a word stands that far outside a point. */
function outside(
  [x, y]: Point,
  [dx, dy]: Point,
  distance: number,
): { readonly x: number; readonly y: number; readonly anchor: AxisWord["anchor"] } {
  const anchor = dx < -0.5 ? "end" : dx > 0.5 ? "start" : "middle";
  return { x: x + distance * dx, y: y + distance * dy + 4, anchor };
}
