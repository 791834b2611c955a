import type { Picture } from "../src/protocol/engine.ts";
import { halfOf } from "./drawn.ts";
import { memoLast } from "./memo.ts";

/** Points a cell has on average, and cells a side has at most. */
const PER_CELL = 12;
const MAX_SIDE = 64;
/** Numbers of a cell's box: least and most of x, y and the third coordinate. */
export const BOX = 6;

/** The points of one layer by the cells of a grid over its plane; those outside are in the cells at the edge. */
export interface Grid {
  readonly cells: number;
  /** `[cells + 1]` where the points of a cell begin in `points`. */
  readonly starts: Uint32Array;
  readonly points: Uint32Array;
  /** `[cells × 6]` the box round a cell's points; of an empty cell its least are above its most. */
  readonly boxes: Float32Array;
}

/** The grids of a picture's layers, each made when it is first needed: in milliseconds for 50 000 points. */
export const gridsOf = memoLast((picture: Picture): ((layer: number) => Grid) => {
  const made: (Grid | undefined)[] = [];
  return (layer) => (made[layer] ??= gridOf(picture, layer));
});

function gridOf(picture: Picture, layer: number): Grid {
  const { points, drawn, dimensions } = picture;
  const coordinates = picture.coordinates.subarray(dimensions * layer * points, dimensions * (layer + 1) * points);
  const side = Math.max(1, Math.min(MAX_SIDE, Math.ceil(Math.sqrt(drawn / PER_CELL))));
  const cells = side * side;
  const half = 1.2 * halfOf(picture);
  const cellOf = new Uint16Array(points);
  const starts = new Uint32Array(cells + 1);
  const along = (value: number): number =>
    Math.max(0, Math.min(side - 1, Math.floor(((value + half) / (2 * half)) * side)));
  for (let point = 0; point < points; point++) {
    const x = coordinates[dimensions * point] ?? NaN;
    const y = coordinates[dimensions * point + 1] ?? NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    const cell = along(x) * side + along(y);
    cellOf[point] = cell;
    starts[cell + 1] = (starts[cell + 1] ?? 0) + 1;
  }
  for (let cell = 0; cell < cells; cell++) starts[cell + 1] = (starts[cell + 1] ?? 0) + (starts[cell] ?? 0);
  const ordered = new Uint32Array(starts[cells] ?? 0);
  const boxes = new Float32Array(BOX * cells);
  for (let at = 0; at < boxes.length; at++) boxes[at] = at % 2 === 0 ? Infinity : -Infinity;
  const next = starts.slice(0, cells);
  for (let point = 0; point < points; point++) {
    if (Number.isNaN(coordinates[dimensions * point] ?? NaN) || Number.isNaN(coordinates[dimensions * point + 1]))
      continue;
    const cell = cellOf[point] ?? 0;
    const at = next[cell] ?? 0;
    ordered[at] = point;
    next[cell] = at + 1;
    for (let axis = 0; axis < 3; axis++) {
      const value = axis < dimensions ? (coordinates[dimensions * point + axis] ?? 0) : 0;
      const box = BOX * cell + 2 * axis;
      if (value < (boxes[box] ?? 0)) boxes[box] = value;
      if (value > (boxes[box + 1] ?? 0)) boxes[box + 1] = value;
    }
  }
  return { cells, starts, points: ordered, boxes };
}
