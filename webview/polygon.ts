import type { Point } from "./camera.ts";

/** Tells whether a pixel lies inside. */
export type Inside = (x: number, y: number) => boolean;

/** Cells along a side of the polygon at most: on a usual screen one per pixel. */
const MOST_CELLS = 2048;
const OUTSIDE = 0;
const INSIDE = 1;
/** An edge may run through the cell. */
const UNCLEAR = 2;

/** The polygon's box in rows and columns of cells. */
interface Grid {
  readonly left: number;
  readonly top: number;
  readonly rows: number;
  readonly columns: number;
  readonly perRow: number;
  readonly perColumn: number;
}

/** The edges that reach into each row: those of row `r` are `starts[r]` up to `starts[r + 1]`, `x0 y0 x1 y1` each. */
interface Edges {
  readonly starts: Uint32Array;
  readonly ends: Float64Array;
}

/**
 * A test for the inside of a polygon, closed from its last corner to its first, by the winding number: what was gone
 * round is inside, also where the line crosses itself. It is prepared cell by cell of a pixel's size, so that most
 * tests are one look; only in the cells that edges run through the edges of the row are gone through.
 */
export function insideOf(corners: readonly Point[]): Inside {
  const [left, right] = rangeOf(corners.map(([x]) => x));
  const [top, bottom] = rangeOf(corners.map(([, y]) => y));
  if (corners.length < 3 || !(bottom > top) || !(right > left)) return () => false;
  const rows = Math.min(MOST_CELLS, Math.ceil(bottom - top));
  const columns = Math.min(MOST_CELLS, Math.ceil(right - left));
  const grid = { left, top, rows, columns, perRow: rows / (bottom - top), perColumn: columns / (right - left) };
  const edges = edgesByRow(corners, grid);
  const cells = cellsOf(edges, grid);
  return (x, y) => {
    if (!(x >= left && x <= right && y >= top && y <= bottom)) return false;
    const row = Math.min(rows - 1, Math.floor((y - top) * grid.perRow));
    const column = Math.min(columns - 1, Math.floor((x - left) * grid.perColumn));
    const cell = cells[row * columns + column];
    return cell === UNCLEAR ? windingAt(edges, row, x, y) !== 0 : cell === INSIDE;
  };
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}

function edgesByRow(corners: readonly Point[], { top, rows, perRow }: Grid): Edges {
  const rowOf = (y: number): number => Math.max(0, Math.min(rows - 1, Math.floor((y - top) * perRow)));
  const all = corners.map((from, i) => [from, corners[(i + 1) % corners.length] ?? from] as const);
  const reach = ([[, y0], [, y1]]: readonly [Point, Point]): readonly [number, number] => [
    rowOf(Math.min(y0, y1)),
    rowOf(Math.max(y0, y1)),
  ];
  const starts = new Uint32Array(rows + 1);
  for (const edge of all) {
    const [first, last] = reach(edge);
    for (let row = first; row <= last; row++) starts[row + 1] = (starts[row + 1] ?? 0) + 1;
  }
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const ends = new Float64Array(4 * (starts[rows] ?? 0));
  const next = starts.slice();
  for (const edge of all) {
    const [first, last] = reach(edge);
    for (let row = first; row <= last; row++) {
      const at = next[row] ?? 0;
      ends.set([...edge[0], ...edge[1]], 4 * at);
      next[row] = at + 1;
    }
  }
  return { starts, ends };
}

/** How often a row's edges go round a pixel of it (Sunday, "Inclusion of a Point in a Polygon"). */
function windingAt({ starts, ends }: Edges, row: number, x: number, y: number): number {
  const end = starts[row + 1] ?? 0;
  let winding = 0;
  for (let at = starts[row] ?? 0; at < end; at++) {
    const y0 = ends[4 * at + 1] ?? 0;
    const y1 = ends[4 * at + 3] ?? 0;
    if (y0 <= y === y1 <= y) continue;
    const x0 = ends[4 * at] ?? 0;
    const x1 = ends[4 * at + 2] ?? 0;
    const side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0);
    if (y1 > y0 && side > 0) winding++;
    if (y1 < y0 && side < 0) winding--;
  }
  return winding;
}

/** `[rows × columns]` what is known of each cell: between two cells that edges run through the winding does not change. */
function cellsOf(edges: Edges, grid: Grid): Uint8Array {
  const { rows, columns, left, top, perRow, perColumn } = grid;
  const cells = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const own = cells.subarray(row * columns, (row + 1) * columns);
    markEdges(own, edges, row, grid);
    const middle = top + (row + 0.5) / perRow;
    for (let from = 0; from < columns;) {
      if (own[from] === UNCLEAR) {
        from++;
        continue;
      }
      let to = from + 1;
      while (to < columns && own[to] !== UNCLEAR) to++;
      const winding = windingAt(edges, row, left + (from + 0.5) / perColumn, middle);
      own.fill(winding === 0 ? OUTSIDE : INSIDE, from, to);
      from = to;
    }
  }
  return cells;
}

/** Marks the cells of a row that edges run through, and one more on each side for what rounding may move. */
function markEdges(own: Uint8Array, { starts, ends }: Edges, row: number, grid: Grid): void {
  const { left, top, perRow, perColumn } = grid;
  const [high, low] = [top + row / perRow, top + (row + 1) / perRow];
  for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
    const [x0, y0, x1, y1] = [ends[4 * at] ?? 0, ends[4 * at + 1] ?? 0, ends[4 * at + 2] ?? 0, ends[4 * at + 3] ?? 0];
    const slope = y0 === y1 ? 0 : (x1 - x0) / (y1 - y0);
    const within = (y: number): number => x0 + slope * (Math.max(high, Math.min(low, y)) - y0);
    const [a, b] = y0 === y1 ? [x0, x1] : [within(y0), within(y1)];
    const first = Math.floor((Math.min(a, b) - left) * perColumn) - 1;
    own.fill(UNCLEAR, Math.max(0, first), Math.max(0, Math.floor((Math.max(a, b) - left) * perColumn) + 2));
  }
}

/** The corners of the box between two pixels. */
export function boxBetween([x0, y0]: Point, [x1, y1]: Point): readonly Point[] {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}
