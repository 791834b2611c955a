import type { MarkerSymbol } from "./categories.ts";

/** What plotly draws, as far as this product uses it. Coordinates are typed arrays; NaN ends a line. */
export type Trace = LineTrace | MarkerTrace | PlaneTrace;

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

/** A filled square. */
export interface PlaneTrace extends Placed {
  readonly type: "mesh3d";
  readonly i: readonly number[];
  readonly j: readonly number[];
  readonly k: readonly number[];
  readonly color: string;
  readonly opacity: number;
  readonly lighting: Readonly<Record<"ambient" | "diffuse" | "specular" | "fresnel" | "roughness", number>>;
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

/** A square through four points in order round it, evenly lit. */
export function planeTrace(uid: string, corners: Path, color: string, opacity: number): PlaneTrace {
  const { x, y, z } = corners;
  return {
    type: "mesh3d",
    uid,
    x: x.slice(0, 4),
    y: y.slice(0, 4),
    z: z.slice(0, 4),
    i: [0, 0],
    j: [1, 2],
    k: [2, 3],
    hoverinfo: "skip",
    color,
    opacity,
    lighting: { ambient: 1, diffuse: 0, specular: 0, fresnel: 0, roughness: 1 },
  };
}
