import { Nearest } from "../numeric/nearest.ts";
import { countTo } from "../numeric/sample.ts";
import { metrics, type Metric } from "../numeric/metrics.ts";
import type { AnalysisInput } from "./analysis.ts";

type Picture = AnalysisInput["picture"];

/** Where one layer's points are drawn. */
export class DrawnLayer {
  /** The points that are drawn. */
  readonly finite: Uint32Array;
  /** `[points]`, 1 for those that are drawn. */
  readonly has: Uint8Array;
  readonly #coordinates: Float32Array;
  readonly #dimensions: number;
  readonly #squares: Float64Array;

  /** `coordinates`: `[points × dimensions]`; NaN where a point is not drawn. */
  constructor(coordinates: Float32Array, dimensions: number) {
    const points = coordinates.length / dimensions;
    this.#coordinates = coordinates;
    this.#dimensions = dimensions;
    this.#squares = new Float64Array(points);
    this.has = new Uint8Array(points);
    for (let point = 0; point < points; point++)
      this.has[point] = Number.isFinite(coordinates[point * dimensions]) ? 1 : 0;
    this.finite = countTo(points).filter((point) => this.has[point] === 1);
  }

  /** Whether all points that are drawn are drawn in one place: then nobody is near anybody. */
  get isOnePlace(): boolean {
    const first = this.placeOf(this.finite[0] ?? 0);
    return this.finite.every((point) => this.placeOf(point).every((value, axis) => value === first[axis]));
  }

  /** Where a point is drawn. */
  placeOf(point: number): Float32Array {
    return this.#coordinates.subarray(point * this.#dimensions, (point + 1) * this.#dimensions);
  }

  /** `[points]` squared distances from a place, in double precision; NaN where one is not drawn. Valid until the next call. */
  squaresFrom([x = NaN, y = NaN, z = 0]: Float32Array): Float64Array {
    const dimensions = this.#dimensions;
    const coordinates = this.#coordinates;
    const squares = this.#squares;
    for (let other = 0, at = 0; other < squares.length; other++, at += dimensions) {
      const across = (coordinates[at] ?? 0) - x;
      const up = (coordinates[at + 1] ?? 0) - y;
      const deep = dimensions === 3 ? (coordinates[at + 2] ?? 0) - z : 0;
      squares[other] = across * across + up * up + deep * deep;
    }
    return squares;
  }

  /** Some of the points, as points of their own. */
  picked(points: Uint32Array): DrawnLayer {
    const coordinates = new Float32Array(points.length * this.#dimensions);
    for (const [i, point] of points.entries()) coordinates.set(this.placeOf(point), i * this.#dimensions);
    return new DrawnLayer(coordinates, this.#dimensions);
  }
}

/** One layer of a picture. */
export function drawnLayer({ coordinates, dimensions }: Picture, layer: number, points: number): DrawnLayer {
  const size = points * dimensions;
  return new DrawnLayer(coordinates.subarray(layer * size, (layer + 1) * size), dimensions);
}

/** The `k` points of the least values, but for `self`; equals by lower number first. */
export function smallest(values: Float64Array, self: number, k: number): Uint32Array {
  const nearest = new Nearest(k);
  let worst = Infinity;
  for (let other = 0; other < values.length; other++) {
    const value = values[other] ?? NaN;
    // Not so, too, where it is no number.
    if (!(value < worst) || other === self) continue;
    nearest.offer(other, value);
    worst = nearest.worst;
  }
  return nearest.points;
}

/** The distance by which a picture was made, else the cosine's: what its quality is measured against. */
export function metricOf({ madeBy }: Picture): Metric {
  return metrics.find((metric) => metric === madeBy?.values["metric"]) ?? "cosine";
}

/** `k`, or where a layer has fewer than twice as many points, the most for which trustworthiness is defined. */
export function neighboursOf(k: number, points: number): number {
  return Math.min(k, Math.ceil(points / 2) - 1);
}
