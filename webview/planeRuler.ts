import { planeText } from "../src/strings/planes.ts";
import type { Point } from "./camera.ts";
import type { Axes, AxisLine, AxisName, AxisWord } from "./planeAxes.ts";
import type { Plane } from "./planeSights.ts";
import type { Area } from "./scene.ts";

/** Pixels round a layer's box: at the left and below for the numbers, above for the names of Pair's layers. */
const LEFT = 40;
const BELOW = 22;
const RIGHT = 12;
const ABOVE = 8;
export const HEADING = 26;
/** Areas smaller than this have no box: its numbers would take the room of the points. */
const LEAST = { width: 220, height: 150 };
const TICK = 4;
/** Pixels between two ticks at least. */
const APART = 54;
/** Half the height of a number. */
const MIDDLE = 3.5;
/** Pixels of a box or an area that the words of its unit need. */
export const UNIT = 300;

/** The box in an area that a layer in two dimensions is drawn in; the whole area where that is too small for one. */
export function boxIn(area: Area, hasHeading: boolean): Area {
  const [left, top, width, height] = area;
  if (width < LEAST.width || height < LEAST.height) return area;
  const above = hasHeading ? HEADING : ABOVE;
  return [left + LEFT, top + above, width - LEFT - RIGHT, height - above - BELOW];
}

/**
 * The axes of a layer in two dimensions: hairlines through the mean, and round them a box with numbers at round steps.
 * The names stand in the corners, where points are rare. In an area without a box there are only hairlines and names.
 */
export function rulerOf({ frame, outer }: Plane, [first, second]: readonly AxisName[], hasHeading: boolean): Axes {
  const [left, top, width, height] = frame.area;
  const [right, bottom] = [left + width, top + height];
  const { project } = frame.viewpoint;
  const [x, y] = project(0, 0, 0);
  const isBoxed = frame.area !== outer;
  const lines: AxisLine[] = [];
  if (x > left && x < right) lines.push({ from: [x, top], to: [x, bottom], kind: "mean" });
  if (y > top && y < bottom) lines.push({ from: [left, y], to: [right, y], kind: "mean" });
  const head = top + 16 + (hasHeading && !isBoxed ? HEADING - 2 : 0);
  const words: AxisWord[] = [
    { ...named(planeText.axisUp, second), x: left + 13, y: head, anchor: "start", role: "axis" },
    { ...named(planeText.axisRight, first), x: right - 12, y: bottom - 12, anchor: "end", role: "axis" },
  ];
  if (!isBoxed) return { lines, words };
  if (width >= UNIT) words.push({ text: planeText.unit, x: left + 13, y: head + 15, anchor: "start", role: "tick" });
  const corners: readonly Point[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ];
  corners.slice(1).forEach((to, i) => lines.push({ from: corners[i] ?? to, to, kind: "side" }));
  const scale = project(1, 0, 0)[0] - x;
  const { step, digits } = roundStep(APART / scale);
  for (const value of steps((left - x) / scale, (right - x) / scale, step)) {
    const at = x + scale * value;
    lines.push({ from: [at, bottom], to: [at, bottom + TICK], kind: "tick" });
    words.push({ text: numeral(value, digits), x: at, y: bottom + TICK + 11, anchor: "middle", role: "tick" });
  }
  for (const value of steps((y - bottom) / scale, (y - top) / scale, step)) {
    const at = y - scale * value;
    lines.push({ from: [left - TICK, at], to: [left, at], kind: "tick" });
    words.push({ text: numeral(value, digits), x: left - TICK - 3, y: at + MIDDLE, anchor: "end", role: "tick" });
  }
  return { lines, words };
}

function named(form: (name: string, share: number | undefined) => string, axis: AxisName | undefined) {
  return { text: form(axis?.name ?? "", axis?.share) };
}

/** The least of 1, 2 and 5 times a power of ten that is not below, and the decimals it has. */
function roundStep(least: number): { readonly step: number; readonly digits: number } {
  const power = Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * 10 ** power >= least) ?? 10;
  const exponent = factor === 10 ? power + 1 : power;
  return { step: (factor === 10 ? 1 : factor) * 10 ** exponent, digits: Math.max(0, -exponent) };
}

/** The multiples of a step between two numbers. */
function steps(low: number, high: number, step: number): readonly number[] {
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

function numeral(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^-(?=0(?:\.0*)?$)/, "")
    .replace("-", "−");
}
