import type { MarkerSymbol } from "./categories.ts";

/** The number by which renderers know a symbol. */
export const symbolIndex: Readonly<Record<MarkerSymbol, number>> = {
  circle: 0,
  diamond: 1,
  square: 2,
  cross: 3,
  "circle-open": 4,
  "diamond-open": 5,
  "square-open": 6,
};

/** The symbols by their number. */
export const symbolNames = Object.keys(symbolIndex) as readonly MarkerSymbol[];

/**
 * The outline of a marker as an SVG path round a point; open forms are to be stroked, the others filled.
 * Radii differ by shape so that all look about equally large.
 */
export function shapePath(symbol: MarkerSymbol, cx: number, cy: number, radius: number): string {
  switch (symbol) {
    case "circle":
    case "circle-open":
      return circle(cx, cy, radius);
    case "diamond":
    case "diamond-open":
      return polygon(cx, cy, radius * 1.25, [
        [0, -1],
        [1, 0],
        [0, 1],
        [-1, 0],
      ]);
    case "square":
    case "square-open":
      return polygon(cx, cy, radius * 0.9, [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ]);
    case "cross":
      return polygon(cx, cy, radius * 1.2, plus);
  }
}

export function isOpen(symbol: MarkerSymbol): boolean {
  return symbol.endsWith("-open");
}

type Corner = readonly [number, number];

const ARM = 0.22;
const plus: readonly Corner[] = [
  [-ARM, -1],
  [ARM, -1],
  [ARM, -ARM],
  [1, -ARM],
  [1, ARM],
  [ARM, ARM],
  [ARM, 1],
  [-ARM, 1],
  [-ARM, ARM],
  [-1, ARM],
  [-1, -ARM],
  [-ARM, -ARM],
];

function circle(cx: number, cy: number, r: number): string {
  return `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

function polygon(cx: number, cy: number, r: number, corners: readonly Corner[]): string {
  return `M${corners.map(([x, y]) => `${cx + x * r} ${cy + y * r}`).join("L")}Z`;
}
