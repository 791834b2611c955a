import { GridConvolution } from "../numeric/gridConvolution.ts";
import {
  boundsOf,
  CELLS_PER_RADIUS,
  cellAt,
  cellsAlong,
  cellSize,
  DEGREE,
  MARGIN,
  nodesAlong,
  smoothAtZero,
  smoothKernel,
  spacingOf,
  splineFilter,
  squaredRadius,
  type Bounds,
} from "./tsneGridLevels.ts";

/** The radius at a level is squared one less than a power of two; up to 0 there is none, and the grid gets finer instead. */
const [LOWEST_LEVEL, HIGHEST_LEVEL] = [-60, 60];
/** Nodes along a side up to which the grid is made finer. */
const FINEST_NODES = 40;
/** Calls between two choices of the radius. */
const CHOSEN_EVERY = 10;
/** What a pair of near points costs, of what a number costs in one pass of a transform. */
const PAIR_COST = 2.5;

/** Places in `GridState.frame`. */
const [LEVEL, CALLS, LEFT, TOP, COLUMNS, ROWS, CELL_COLUMNS, CELL_ROWS] = [0, 1, 2, 3, 4, 5, 6, 7];

/** What the threads share. */
export interface GridState {
  /** `[points × 2]` */
  readonly places: Float64Array;
  /** `[points × 2]` what comes of it: the sum of `(y_i - y_j) / (1 + |y_i - y_j|²)²`. */
  readonly forces: Float64Array;
  /** The points by cells, and their places in that order. */
  readonly order: Uint32Array;
  readonly sorted: Float64Array;
  readonly cellOf: Uint32Array;
  readonly cellStarts: Uint32Array;
  readonly grid: Float64Array;
  readonly frame: Float64Array;
}

/** Memory for so many points, made by `memory`. */
export function gridState(places: Float64Array, memory: (bytes: number) => ArrayBufferLike): GridState {
  const points = places.length / 2;
  const floats = (count: number) => new Float64Array(memory(8 * count));
  const words = (count: number) => new Uint32Array(memory(4 * count));
  return {
    places,
    forces: floats(2 * points),
    order: words(points),
    sorted: floats(2 * points),
    cellOf: words(points),
    cellStarts: words(mostCells(points) + 1),
    grid: floats(mostNodes(points)),
    frame: floats(8),
  };
}

function mostNodes(points: number): number {
  return 64 ** 2 + 8 * points;
}

function mostCells(points: number): number {
  return 64 ** 2 + 4 * points;
}

/**
 * The repulsion of t-SNE between all pairs in two dimensions. The kernel `1 / (1 + r²)` is split into a part that
 * vanishes beyond a radius, summed over near pairs, and a smooth rest, interpolated by cubic splines on a grid and
 * convolved by the fast Fourier transform. After Linderman et al. 2019, doi:10.1038/s41592-018-0308-4, with the split of
 * particle-mesh methods (Hockney and Eastwood 1988, ch. 8). The radius is what the points make cheapest.
 */
export class GridRepulsion {
  readonly #state: GridState;
  #convolution: GridConvolution | undefined;
  #convolutionLevel = -1;

  constructor(state: GridState) {
    this.#state = state;
  }

  /** Sorts the points and computes the smooth part at the nodes. For one thread; before `repel`. */
  prepare(): void {
    const { frame, places } = this.#state;
    const bounds = boundsOf(places);
    const calls = frame[CALLS] ?? 0;
    if (calls % CHOSEN_EVERY === 0) frame[LEVEL] = this.#cheapestLevel(bounds, frame[LEVEL] ?? 0, calls === 0);
    // Points may have moved apart since the radius was chosen.
    while (!this.#fits(bounds, frame[LEVEL] ?? 0)) frame[LEVEL] = (frame[LEVEL] ?? 0) + 1;
    frame[CALLS] = calls + 1;
    this.#sort(bounds);
    this.#spread(bounds);
    this.#convolve();
  }

  /** Forces on the points `from` up to `to` of the sorted ones; returns their share of the sum of `1 / (1 + r²)`. */
  repel(from: number, to: number): number {
    const { frame, sorted, order, forces, cellOf, cellStarts, grid } = this.#state;
    const level = frame[LEVEL] ?? 0;
    const spacing = spacingOf(level);
    const [left, top] = [frame[LEFT] ?? 0, frame[TOP] ?? 0];
    const columns = frame[COLUMNS] ?? 0;
    const cellColumns = frame[CELL_COLUMNS] ?? 1;
    const cellRows = frame[CELL_ROWS] ?? 1;
    const radius = squaredRadius(level);
    const scale = 1 / (1 + radius);
    // What the smooth part gives a point with itself.
    const own = smoothAtZero(level);
    let total = 0;
    for (let s = from; s < to; s++) {
      const x = sorted[2 * s] ?? 0;
      const y = sorted[2 * s + 1] ?? 0;
      let sum = 0;
      let fx = 0;
      let fy = 0;
      if (level > 0) {
        const cell = cellOf[s] ?? 0;
        const row = Math.floor(cell / cellColumns);
        const column = cell - row * cellColumns;
        const first = Math.max(0, column - CELLS_PER_RADIUS);
        const last = Math.min(cellColumns - 1, column + CELLS_PER_RADIUS);
        const lastRow = Math.min(cellRows - 1, row + CELLS_PER_RADIUS);
        for (let r = Math.max(0, row - CELLS_PER_RADIUS); r <= lastRow; r++) {
          const end = cellStarts[r * cellColumns + last + 1] ?? 0;
          for (let o = cellStarts[r * cellColumns + first] ?? 0; o < end; o++) {
            const dx = x - (sorted[2 * o] ?? 0);
            const dy = y - (sorted[2 * o + 1] ?? 0);
            const square = dx * dx + dy * dy;
            if (square >= radius) continue;
            const t = (radius - square) * scale;
            const kernel = 1 / (1 + square);
            const rest = t * t;
            sum += rest * t * kernel;
            const force = rest * kernel * (3 * scale + t * kernel);
            fx += force * dx;
            fy += force * dy;
          }
        }
        // The point itself.
        const t = radius * scale;
        sum -= t ** (DEGREE + 1);
      }
      const gx = (x - left) / spacing;
      const gy = (y - top) / spacing;
      const ix = Math.floor(gx);
      const iy = Math.floor(gy);
      const u = gx - ix;
      const v = gy - iy;
      const u1 = 1 - u;
      const v1 = 1 - v;
      const a0 = (u1 * u1 * u1) / 6;
      const a3 = (u * u * u) / 6;
      const a1 = 2 / 3 - u * u * (1 - u / 2);
      const a2 = 1 - a0 - a1 - a3;
      const b0 = (v1 * v1 * v1) / 6;
      const b3 = (v * v * v) / 6;
      const b1 = 2 / 3 - v * v * (1 - v / 2);
      const b2 = 1 - b0 - b1 - b3;
      const c0 = (-u1 * u1) / 2;
      const c3 = (u * u) / 2;
      const c1 = u * (1.5 * u - 2);
      const c2 = -c0 - c1 - c3;
      const d0 = (-v1 * v1) / 2;
      const d3 = (v * v) / 2;
      const d1 = v * (1.5 * v - 2);
      const d2 = -d0 - d1 - d3;
      const r0 = (iy - 1) * columns + ix - 1;
      const r1 = r0 + columns;
      const r2 = r1 + columns;
      const r3 = r2 + columns;
      const along0 =
        a0 * (grid[r0] ?? 0) + a1 * (grid[r0 + 1] ?? 0) + a2 * (grid[r0 + 2] ?? 0) + a3 * (grid[r0 + 3] ?? 0);
      const along1 =
        a0 * (grid[r1] ?? 0) + a1 * (grid[r1 + 1] ?? 0) + a2 * (grid[r1 + 2] ?? 0) + a3 * (grid[r1 + 3] ?? 0);
      const along2 =
        a0 * (grid[r2] ?? 0) + a1 * (grid[r2 + 1] ?? 0) + a2 * (grid[r2 + 2] ?? 0) + a3 * (grid[r2 + 3] ?? 0);
      const along3 =
        a0 * (grid[r3] ?? 0) + a1 * (grid[r3 + 1] ?? 0) + a2 * (grid[r3 + 2] ?? 0) + a3 * (grid[r3 + 3] ?? 0);
      const slope0 =
        c0 * (grid[r0] ?? 0) + c1 * (grid[r0 + 1] ?? 0) + c2 * (grid[r0 + 2] ?? 0) + c3 * (grid[r0 + 3] ?? 0);
      const slope1 =
        c0 * (grid[r1] ?? 0) + c1 * (grid[r1 + 1] ?? 0) + c2 * (grid[r1 + 2] ?? 0) + c3 * (grid[r1 + 3] ?? 0);
      const slope2 =
        c0 * (grid[r2] ?? 0) + c1 * (grid[r2 + 1] ?? 0) + c2 * (grid[r2 + 2] ?? 0) + c3 * (grid[r2 + 3] ?? 0);
      const slope3 =
        c0 * (grid[r3] ?? 0) + c1 * (grid[r3 + 1] ?? 0) + c2 * (grid[r3 + 2] ?? 0) + c3 * (grid[r3 + 3] ?? 0);
      const potential = b0 * along0 + b1 * along1 + b2 * along2 + b3 * along3;
      const slopeX = b0 * slope0 + b1 * slope1 + b2 * slope2 + b3 * slope3;
      const slopeY = d0 * along0 + d1 * along1 + d2 * along2 + d3 * along3;
      const point = order[s] ?? 0;
      forces[2 * point] = fx - slopeX / (2 * spacing);
      forces[2 * point + 1] = fy - slopeY / (2 * spacing);
      total += sum + potential - own;
    }
    return total;
  }

  #fits(bounds: Bounds, level: number): boolean {
    const { grid, cellStarts } = this.#state;
    const nodes = nodesAlong(bounds.width, level) * nodesAlong(bounds.height, level);
    const cells = cellsAlong(bounds.width, level) * cellsAlong(bounds.height, level);
    return nodes <= grid.length && cells < cellStarts.length;
  }

  /** Of the level so far and those beside it; of all at first. */
  #cheapestLevel(bounds: Bounds, level: number, isFirst: boolean): number {
    let best = level;
    let least = Infinity;
    const from = isFirst ? 0 : Math.max(0, level - 1);
    const to = isFirst ? HIGHEST_LEVEL : Math.max(1, level + 1);
    for (let tried = from; tried <= to; tried++) {
      if (!this.#fits(bounds, tried)) continue;
      const cost = this.#cost(bounds, tried);
      if (cost >= least) break;
      least = cost;
      best = tried;
    }
    const extent = Math.max(bounds.width, bounds.height);
    while (best <= 0 && best > LOWEST_LEVEL && nodesAlong(extent, best - 1) <= FINEST_NODES) best--;
    return best;
  }

  #cost(bounds: Bounds, level: number): number {
    const columns = 2 * nodesAlong(bounds.width, level);
    const rows = 2 * nodesAlong(bounds.height, level);
    const transform = 1.5 * columns * rows * Math.log2(columns * rows);
    return transform + (level <= 0 ? 0 : PAIR_COST * this.#nearPairs(bounds, level));
  }

  /** Pairs of points in cells near each other. */
  #nearPairs(bounds: Bounds, level: number): number {
    const { places, cellStarts } = this.#state;
    const size = cellSize(level);
    const columns = cellsAlong(bounds.width, level);
    const rows = cellsAlong(bounds.height, level);
    const counts = cellStarts.fill(0, 0, columns * rows);
    for (let at = 0; at < places.length; at += 2) {
      const cell =
        Math.floor(((places[at + 1] ?? 0) - bounds.top) / size) * columns +
        Math.floor(((places[at] ?? 0) - bounds.left) / size);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    let pairs = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const own = counts[row * columns + column] ?? 0;
        if (own === 0) continue;
        const right = Math.min(columns - 1, column + CELLS_PER_RADIUS);
        for (let r = Math.max(0, row - CELLS_PER_RADIUS); r <= Math.min(rows - 1, row + CELLS_PER_RADIUS); r++)
          for (let c = Math.max(0, column - CELLS_PER_RADIUS); c <= right; c++)
            pairs += own * (counts[r * columns + c] ?? 0);
      }
    }
    return pairs;
  }

  /** Row by row of cells, within a cell by number. */
  #sort(bounds: Bounds): void {
    const { frame, places, order, sorted, cellOf, cellStarts } = this.#state;
    const level = frame[LEVEL] ?? 0;
    const size = cellSize(level);
    const columns = cellsAlong(bounds.width, level);
    const rows = cellsAlong(bounds.height, level);
    frame[CELL_COLUMNS] = columns;
    frame[CELL_ROWS] = rows;
    const points = order.length;
    const cells = columns * rows;
    cellStarts.fill(0, 0, cells + 1);
    for (let point = 0; point < points; point++) {
      const cell = cellAt(places, point, bounds, size, columns);
      cellStarts[cell + 1] = (cellStarts[cell + 1] ?? 0) + 1;
    }
    for (let cell = 0; cell < cells; cell++)
      cellStarts[cell + 1] = (cellStarts[cell + 1] ?? 0) + (cellStarts[cell] ?? 0);
    for (let point = 0; point < points; point++) {
      const cell = cellAt(places, point, bounds, size, columns);
      const at = cellStarts[cell] ?? 0;
      cellStarts[cell] = at + 1;
      order[at] = point;
      cellOf[at] = cell;
      sorted[2 * at] = places[2 * point] ?? 0;
      sorted[2 * at + 1] = places[2 * point + 1] ?? 0;
    }
    for (let cell = cells; cell > 0; cell--) cellStarts[cell] = cellStarts[cell - 1] ?? 0;
    cellStarts[0] = 0;
  }

  /** Every point's weight at the 4 × 4 nodes around it. */
  #spread(bounds: Bounds): void {
    const { frame, sorted, grid } = this.#state;
    const level = frame[LEVEL] ?? 0;
    const spacing = spacingOf(level);
    const columns = nodesAlong(bounds.width, level);
    const rows = nodesAlong(bounds.height, level);
    const [left, top] = [bounds.left - spacing * (MARGIN - 1), bounds.top - spacing * (MARGIN - 1)];
    frame[LEFT] = left;
    frame[TOP] = top;
    frame[COLUMNS] = columns;
    frame[ROWS] = rows;
    grid.fill(0, 0, columns * rows);
    for (let at = 0; at < sorted.length; at += 2) {
      const gx = ((sorted[at] ?? 0) - left) / spacing;
      const gy = ((sorted[at + 1] ?? 0) - top) / spacing;
      const ix = Math.floor(gx);
      const iy = Math.floor(gy);
      const u = gx - ix;
      const v = gy - iy;
      const u1 = 1 - u;
      const v1 = 1 - v;
      const a0 = (u1 * u1 * u1) / 6;
      const a3 = (u * u * u) / 6;
      const a1 = 2 / 3 - u * u * (1 - u / 2);
      const a2 = 1 - a0 - a1 - a3;
      const b0 = (v1 * v1 * v1) / 6;
      const b3 = (v * v * v) / 6;
      const b1 = 2 / 3 - v * v * (1 - v / 2);
      const b2 = 1 - b0 - b1 - b3;
      for (let j = 0; j < 4; j++) {
        const b = j === 0 ? b0 : j === 1 ? b1 : j === 2 ? b2 : b3;
        const to = (iy + j - 1) * columns + ix - 1;
        grid[to] = (grid[to] ?? 0) + a0 * b;
        grid[to + 1] = (grid[to + 1] ?? 0) + a1 * b;
        grid[to + 2] = (grid[to + 2] ?? 0) + a2 * b;
        grid[to + 3] = (grid[to + 3] ?? 0) + a3 * b;
      }
    }
  }

  #convolve(): void {
    const { frame, grid } = this.#state;
    const level = frame[LEVEL] ?? 0;
    const columns = frame[COLUMNS] ?? 0;
    const rows = frame[ROWS] ?? 0;
    const before = this.#convolution;
    if (
      before === undefined ||
      this.#convolutionLevel !== level ||
      before.columns !== columns ||
      before.rows !== rows
    ) {
      const square = spacingOf(level) ** 2;
      this.#convolution = new GridConvolution(
        columns,
        rows,
        (column, row) => smoothKernel(square * (column * column + row * row), level),
        splineFilter,
      );
      this.#convolutionLevel = level;
    }
    this.#convolution?.run(grid.subarray(0, columns * rows));
  }
}
