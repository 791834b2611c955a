import type { Picture } from "../src/protocol/engine.ts";
import { halfOf } from "./drawn.ts";
import { memoLast } from "./memo.ts";

/** Points a cell has on average. */
const PER_CELL = 12;
/** Cells a side of a block has, and blocks a side of the grid has at most. */
const BLOCK = 8;
const MAX_BLOCKS = 8;
/** Cells of a block. */
export const BLOCK_CELLS = BLOCK * BLOCK;
/** Numbers of a box: the middle in x, y and the third coordinate, and how far it reaches from there. */
export const BOX = 6;

/** The points of one layer by the cells of a grid over its plane; those outside are in the cells at the edge. */
export interface Grid {
  /** Every one has `BLOCK_CELLS` cells, one after the other. */
  readonly blocks: number;
  /** `[cells + 1]` where the points of a cell begin in `points`. */
  readonly starts: Uint32Array;
  readonly points: Uint32Array;
  /** `[cells × 6]` and `[blocks × 6]` the boxes round their points; empty ones reach less than nowhere. */
  readonly boxes: Float64Array;
  readonly blockBoxes: Float64Array;
}

/** The grids of a picture's layers, each made when it is first needed: in milliseconds for 50 000 points. */
export const gridsOf = memoLast((picture: Picture): ((layer: number) => Grid) => {
  const made: (Grid | undefined)[] = [];
  return (layer) => (made[layer] ??= gridOf(picture, layer));
});

function gridOf(picture: Picture, layer: number): Grid {
  const { points, drawn, dimensions } = picture;
  const coordinates = picture.coordinates.subarray(dimensions * layer * points, dimensions * (layer + 1) * points);
  const across = Math.max(1, Math.min(MAX_BLOCKS, Math.ceil(Math.sqrt(drawn / PER_CELL) / BLOCK)));
  const side = across * BLOCK;
  const cells = side * side;
  const half = 1.2 * halfOf(picture);
  const along = (value: number): number =>
    Math.max(0, Math.min(side - 1, Math.floor(((value + half) / (2 * half)) * side)));
  const cellOf = new Uint16Array(points);
  const starts = new Uint32Array(cells + 1);
  const isThere = (point: number): boolean =>
    !Number.isNaN(coordinates[dimensions * point]) && !Number.isNaN(coordinates[dimensions * point + 1]);
  for (let point = 0; point < points; point++) {
    if (!isThere(point)) continue;
    const x = along(coordinates[dimensions * point] ?? 0);
    const y = along(coordinates[dimensions * point + 1] ?? 0);
    const block = Math.floor(x / BLOCK) * across + Math.floor(y / BLOCK);
    const cell = block * BLOCK_CELLS + (x % BLOCK) * BLOCK + (y % BLOCK);
    cellOf[point] = cell;
    starts[cell + 1] = (starts[cell + 1] ?? 0) + 1;
  }
  for (let cell = 0; cell < cells; cell++) starts[cell + 1] = (starts[cell + 1] ?? 0) + (starts[cell] ?? 0);
  const ordered = new Uint32Array(starts[cells] ?? 0);
  const next = starts.slice(0, cells);
  const ends = new Ends(cells);
  const blockEnds = new Ends(across * across);
  for (let point = 0; point < points; point++) {
    if (!isThere(point)) continue;
    const cell = cellOf[point] ?? 0;
    const at = next[cell] ?? 0;
    ordered[at] = point;
    next[cell] = at + 1;
    for (let axis = 0; axis < 3; axis++) {
      const value = axis < dimensions ? (coordinates[dimensions * point + axis] ?? 0) : 0;
      ends.add(cell, axis, value);
      blockEnds.add(Math.floor(cell / BLOCK_CELLS), axis, value);
    }
  }
  return { blocks: across * across, starts, points: ordered, boxes: ends.boxes(), blockBoxes: blockEnds.boxes() };
}

/** The least and the most of what was added, per box and axis. */
class Ends {
  readonly #least: Float64Array;
  readonly #most: Float64Array;

  constructor(boxes: number) {
    this.#least = new Float64Array(3 * boxes).fill(Infinity);
    this.#most = new Float64Array(3 * boxes).fill(-Infinity);
  }

  add(box: number, axis: number, value: number): void {
    const at = 3 * box + axis;
    if (value < (this.#least[at] ?? 0)) this.#least[at] = value;
    if (value > (this.#most[at] ?? 0)) this.#most[at] = value;
  }

  boxes(): Float64Array {
    const boxes = new Float64Array(2 * this.#least.length);
    this.#least.forEach((least, at) => {
      const most = this.#most[at] ?? 0;
      const to = BOX * Math.floor(at / 3) + (at % 3);
      boxes[to] = most < least ? 0 : (least + most) / 2;
      boxes[to + 3] = most < least ? -Infinity : (most - least) / 2;
    });
    return boxes;
  }
}
