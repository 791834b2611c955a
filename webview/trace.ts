import type { MarkerSymbol } from "./categories.ts";

/** What plotly draws, as far as this product uses it. Coordinates are typed arrays; NaN ends a line. */
export type Trace = LineTrace | MarkerTrace;
/** What is painted over plotly's picture. */
export type FrontTrace = Trace | FillTrace;

export interface Placed {
  /** Stable from figure to figure: a trace with another content under the same id is an update. */
  readonly uid: string;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
  readonly hoverinfo: "skip";
}

export interface LineTrace extends Placed {
  readonly type: "scatter3d";
  readonly mode: "lines";
  /** Alpha in a line's colour is ignored by plotly: opacity belongs to the trace. */
  readonly opacity: number;
  readonly line: { readonly color: string | readonly string[]; readonly width: number };
}

export interface MarkerTrace extends Placed {
  readonly type: "scatter3d";
  readonly mode: "markers";
  readonly opacity: number;
  readonly marker: {
    readonly symbol: MarkerSymbol;
    readonly size: number;
    readonly color: string;
    readonly opacity: number;
    readonly line: { readonly width: number; readonly color: string };
  };
}

/** A filled polygon. */
export interface FillTrace extends Placed {
  readonly type: "fill";
  readonly color: string;
  readonly opacity: number;
}

/** Coordinates of a trace, filled one point after the other. */
export class Path {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
  #length = 0;

  /** An empty path gets one point that is not drawn, so that its trace exists and can be filled later. */
  constructor(points: number) {
    this.x = new Float32Array(Math.max(1, points)).fill(NaN);
    this.y = this.x.slice();
    this.z = this.x.slice();
  }

  add(x: number, y: number, z: number): void {
    this.x[this.#length] = x;
    this.y[this.#length] = y;
    this.z[this.#length] = z;
    this.#length++;
  }

  /** Ends a line: the next point begins another. */
  gap(): void {
    this.#length++;
  }
}

export function lineTrace(uid: string, path: Path, line: LineTrace["line"], opacity: number): LineTrace {
  const { x, y, z } = path;
  return { type: "scatter3d", mode: "lines", uid, x, y, z, hoverinfo: "skip", opacity, line };
}

export function markerTrace(
  uid: string,
  path: Path,
  marker: Omit<MarkerTrace["marker"], "line">,
  outline: MarkerTrace["marker"]["line"] = { width: 0, color: marker.color },
): MarkerTrace {
  const { x, y, z } = path;
  const full = { ...marker, line: outline };
  return { type: "scatter3d", mode: "markers", uid, x, y, z, hoverinfo: "skip", opacity: 1, marker: full };
}

export function fillTrace(uid: string, path: Path, color: string, opacity: number): FillTrace {
  const { x, y, z } = path;
  return { type: "fill", uid, x, y, z, hoverinfo: "skip", color, opacity };
}
