import type { Point, Size } from "./camera.ts";

export interface Font {
  readonly size: number;
  readonly weight: number;
}

/** The width of a text in pixels. */
export type Measure = (text: string, font: Font) => number;

export type Anchor = "start" | "middle" | "end";

/** Where a word stands: its anchor on the base line. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly anchor: Anchor;
  /** True where it stands so far from its point that a line must lead to it. */
  readonly far: boolean;
}

/** How a word may stand round its point. */
export interface Wish {
  readonly font: Font;
  /** Pixels between the point and the word. */
  readonly distance: number;
  /** Rings round the point that are tried, each 13 pixels further out. */
  readonly rings: number;
  /** Where no place is free of points, one that is free of words will do. */
  readonly overPoints?: boolean;
}

/** Left, top, right, bottom. */
export type Box = readonly [number, number, number, number];

const RING = 13;
const MARGIN = 4;
const CELL = 32;
/** Pixels of a cell that a point blocks or not: a word comes up to half of it too near to one. */
const FINE = 4;

/** Greedy placement: a word goes to the first free place round its point, or is left out. */
export class Placement {
  readonly #size: Size;
  readonly #measure: Measure;
  readonly #words: Grid = new Map();
  /** 1 for each fine cell a point lies on: thousands of points are blocked with every frame. */
  readonly #blocked: Uint8Array;
  readonly #columns: number;
  readonly #rows: number;

  constructor(size: Size, measure: Measure) {
    this.#size = size;
    this.#measure = measure;
    this.#columns = Math.ceil(size.width / FINE);
    this.#rows = Math.ceil(size.height / FINE);
    this.#blocked = new Uint8Array(this.#columns * this.#rows);
  }

  /** Keeps words off a point. */
  block(x: number, y: number, radius: number): void {
    const [left, right] = [Math.max(0, fineFrom(x - radius)), Math.min(this.#columns, fineFrom(x + radius))];
    const bottom = Math.min(this.#rows, fineFrom(y + radius));
    for (let row = Math.max(0, fineFrom(y - radius)); row < bottom; row++) {
      const start = row * this.#columns;
      for (let column = left; column < right; column++) this.#blocked[start + column] = 1;
    }
  }

  /** True where a point lies on the box. */
  #isBlocked([left, top, right, bottom]: Box): boolean {
    const [from, to] = [Math.max(0, fineFrom(left)), Math.min(this.#columns, fineFrom(right))];
    const last = Math.min(this.#rows, fineFrom(bottom));
    for (let row = Math.max(0, fineFrom(top)); row < last; row++) {
      const start = row * this.#columns;
      for (let column = from; column < to; column++) if (this.#blocked[start + column] === 1) return true;
    }
    return false;
  }

  /** Keeps words off a box, as if a word stood there. */
  reserve(box: Box): void {
    add(this.#words, box);
  }

  /** Takes the first free place for a word; `undefined` where there is none. */
  put(text: string, point: Point, { font, distance, rings, overPoints = false }: Wish): Place | undefined {
    const width = this.#measure(text, font);
    for (const offPoints of overPoints ? [true, false] : [true]) {
      for (let ring = 0; ring < rings; ring++) {
        for (const [dx, dy, anchor] of placesAt(distance + ring * RING, font.size)) {
          const place = { x: point[0] + dx, y: point[1] + dy, anchor, far: ring > 0 };
          if (this.#takes(boxOf(place, width, font), offPoints)) return place;
        }
      }
    }
    return undefined;
  }

  /** Takes this very place where it is free. */
  putAt(text: string, place: Place, font: Font): Place | undefined {
    return this.#takes(boxOf(place, this.#measure(text, font), font), false) ? place : undefined;
  }

  /** Takes the box where it is free. */
  #takes(box: Box, offPoints: boolean): boolean {
    const { width, height } = this.#size;
    if (box[0] < MARGIN || box[1] < MARGIN / 2 || box[2] > width - MARGIN || box[3] > height - MARGIN / 2) return false;
    if (covers(this.#words, box) || (offPoints && this.#isBlocked(box))) return false;
    add(this.#words, box);
    return true;
  }
}

/** The first fine cell whose middle lies at a pixel or beyond it. */
function fineFrom(pixel: number): number {
  return Math.ceil(pixel / FINE - 0.5);
}

/** Boxes by the cells of a grid they lie in. */
type Grid = Map<number, Box[]>;

function add(grid: Grid, box: Box): void {
  for (const cell of cellsOf(box)) {
    const boxes = grid.get(cell);
    if (boxes === undefined) grid.set(cell, [box]);
    else boxes.push(box);
  }
}

function covers(grid: Grid, box: Box): boolean {
  return cellsOf(box).some((cell) => grid.get(cell)?.some((taken) => overlap(taken, box)));
}

/** Eight places round a point: right, left, the four corners, above, below. */
function placesAt(d: number, size: number): readonly (readonly [number, number, Anchor])[] {
  return [
    [d, size * 0.36, "start"],
    [-d, size * 0.36, "end"],
    [d * 0.8, -d * 0.6, "start"],
    [-d * 0.8, -d * 0.6, "end"],
    [d * 0.8, d * 0.7 + size * 0.4, "start"],
    [-d * 0.8, d * 0.7 + size * 0.4, "end"],
    [0, -d - 2, "middle"],
    [0, d + size * 0.8, "middle"],
  ];
}

export function boxOf({ x, y, anchor }: Omit<Place, "far">, width: number, { size }: Font): Box {
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return [left - 2, y - size * 0.85, left + width + 2, y + size * 0.25];
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

function cellsOf([left, top, right, bottom]: Box): readonly number[] {
  const cells: number[] = [];
  for (let row = Math.floor(top / CELL); row <= Math.floor(bottom / CELL); row++) {
    for (let column = Math.floor(left / CELL); column <= Math.floor(right / CELL); column++) {
      cells.push(row * 0x10000 + column);
    }
  }
  return cells;
}
