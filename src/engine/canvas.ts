import type { Dimensions, Picture } from "../protocol/engine.ts";

/** The coordinates of every point at every layer while they come in; NaN where there are none yet. */
export class Canvas {
  readonly layers: readonly string[];
  readonly dimensions: Dimensions;
  readonly coordinates: Float32Array;
  readonly #points: number;

  constructor(layers: readonly string[], points: number, dimensions: Dimensions) {
    this.layers = layers;
    this.dimensions = dimensions;
    this.#points = points;
    this.coordinates = new Float32Array(layers.length * points * dimensions).fill(NaN);
  }

  /** Takes over `[layers × groups.length × dimensions]` coordinates, each for all points of its group. */
  putGroups(groups: readonly ArrayLike<number>[], coordinates: Float32Array): void {
    for (let layer = 0; layer < this.layers.length; layer++) {
      for (const [i, group] of groups.entries()) {
        const from = (layer * groups.length + i) * this.dimensions;
        for (let member = 0; member < group.length; member++) this.#set(layer, group[member] ?? 0, coordinates, from);
      }
    }
  }

  /** Takes over `[layers × points.length × dimensions]` coordinates of some points. */
  put(points: Uint32Array, coordinates: Float32Array): void {
    const perLayer = points.length * this.dimensions;
    for (let layer = 0; layer < this.layers.length; layer++) {
      this.putLayer(layer, points, coordinates.subarray(layer * perLayer, (layer + 1) * perLayer));
    }
  }

  /** Takes over `[points.length × dimensions]` coordinates of some points at one layer. */
  putLayer(layer: number, points: Uint32Array, coordinates: Float32Array | Float64Array): void {
    for (let i = 0; i < points.length; i++) this.#set(layer, points[i] ?? 0, coordinates, i * this.dimensions);
  }

  /** Copies one point's way through the layers from another canvas of the same layers and dimensions. */
  copy(point: number, source: Canvas, sourcePoint: number): void {
    for (let layer = 0; layer < this.layers.length; layer++) {
      this.#set(layer, point, source.coordinates, (layer * source.#points + sourcePoint) * this.dimensions);
    }
  }

  /** Copies the points `from` up to `to`, exclusive, which were `shift` places further on in the other canvas. */
  copySpan(from: number, to: number, source: Canvas, shift: number): void {
    const { dimensions, coordinates } = this;
    for (let layer = 0; layer < this.layers.length; layer++) {
      const start = layer * source.#points + shift;
      const copied = source.coordinates.subarray((start + from) * dimensions, (start + to) * dimensions);
      coordinates.set(copied, (layer * this.#points + from) * dimensions);
    }
  }

  /** Coordinates `[layers × points.length × dimensions]` of some points; those of all points are not copied. */
  coordinatesOf(points: Uint32Array): Float32Array {
    if (points.length === this.#points) return this.coordinates;
    const { dimensions } = this;
    const picked = new Float32Array(this.layers.length * points.length * dimensions);
    for (let layer = 0; layer < this.layers.length; layer++) {
      for (const [i, point] of points.entries()) {
        const from = (layer * this.#points + point) * dimensions;
        picked.set(this.coordinates.subarray(from, from + dimensions), (layer * points.length + i) * dimensions);
      }
    }
    return picked;
  }

  /** What crosses the border; the coordinates are not copied. */
  picture(run: string, drawn: number, explained: Float32Array | undefined): Picture {
    const { layers, dimensions, coordinates } = this;
    return { run, layers, points: this.#points, drawn, dimensions, coordinates, explained };
  }

  #set(layer: number, point: number, source: Float32Array | Float64Array, from: number): void {
    const to = (layer * this.#points + point) * this.dimensions;
    for (let axis = 0; axis < this.dimensions; axis++) this.coordinates[to + axis] = source[from + axis] ?? NaN;
  }
}
