/** Nodes per length of the smooth part of the kernel: its spline is then right to less than a part in a hundred. */
const NODES_PER_LENGTH = 2.5;
/** The terms of Taylor's series that stand for the kernel where points are near: it is that often smooth. */
export const DEGREE = 2;
/** Cells of the near part per radius. */
export const CELLS_PER_RADIUS = 2;
/** Nodes a point touches on either side. */
export const MARGIN = 2;

/** What the points lie in. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function boundsOf(places: Float64Array): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < places.length; at += 2) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, top, width: right - left, height: bottom - top };
}

export function cellAt(places: Float64Array, point: number, bounds: Bounds, size: number, columns: number): number {
  const column = Math.floor(((places[2 * point] ?? 0) - bounds.left) / size);
  const row = Math.floor(((places[2 * point + 1] ?? 0) - bounds.top) / size);
  return row * columns + column;
}

/** Beyond it the smooth part is the kernel itself; none at level 0. */
export function squaredRadius(level: number): number {
  return 2 ** Math.max(0, level) - 1;
}

export function spacingOf(level: number): number {
  return 2 ** (level / 2) / NODES_PER_LENGTH;
}

/** Without a near part, cells only put points in order. */
export function cellSize(level: number): number {
  return level <= 0 ? 4 * spacingOf(level) : Math.sqrt(squaredRadius(level)) / CELLS_PER_RADIUS;
}

export function nodesAlong(extent: number, level: number): number {
  // A few sizes only, so that the kernel's transform is seldom made anew.
  const nodes = Math.floor(extent / spacingOf(level)) + 2 * MARGIN + 1;
  const round = nodes < 64 ? 4 : 8;
  return Math.ceil(nodes / round) * round;
}

export function cellsAlong(extent: number, level: number): number {
  return Math.floor(extent / cellSize(level)) + 1;
}

export function smoothKernel(square: number, level: number): number {
  const radius = squaredRadius(level);
  if (square >= radius) return 1 / (1 + square);
  const t = (radius - square) / (1 + radius);
  let sum = 0;
  for (let power = DEGREE; power >= 0; power--) sum = sum * t + 1;
  return sum / (1 + radius);
}

export function smoothAtZero(level: number): number {
  return smoothKernel(0, level);
}

/** Makes of a kernel's values at the nodes the weights of its cubic spline in both arguments. */
export function splineFilter(angle: number): number {
  return (3 / (2 + Math.cos(angle))) ** 2;
}
