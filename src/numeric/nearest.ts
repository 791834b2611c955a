import type { Related } from "../protocol/tasks.ts";

/** The `size` smallest of the distances offered, in order; of equal ones those offered first. */
export class Nearest {
  readonly #points: Uint32Array;
  readonly #distances: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#points = new Uint32Array(size);
    this.#distances = new Float64Array(size);
  }

  /** The largest distance kept; infinite until `size` were offered. */
  get worst(): number {
    return this.#count < this.#distances.length ? Infinity : (this.#distances[this.#count - 1] ?? Infinity);
  }

  offer(point: number, distance: number): void {
    if (distance >= this.worst) return;
    let at = this.#count < this.#distances.length ? this.#count++ : this.#count - 1;
    for (; at > 0 && (this.#distances[at - 1] ?? 0) > distance; at--) {
      this.#distances[at] = this.#distances[at - 1] ?? 0;
      this.#points[at] = this.#points[at - 1] ?? 0;
    }
    this.#distances[at] = distance;
    this.#points[at] = point;
  }

  /** What was kept, the nearest first; a view. */
  get points(): Uint32Array {
    return this.#points.subarray(0, this.#count);
  }

  /** Writes what was kept as row `row` of `related`; NaN at the end where fewer were offered. */
  write(related: Omit<Related, "kind">, row: number): void {
    related.points.set(this.#points, row * related.count);
    related.distances.set(this.#distances, row * related.count);
    related.distances.fill(NaN, row * related.count + this.#count, (row + 1) * related.count);
  }
}
