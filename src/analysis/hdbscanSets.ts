/** Disjoint sets of points, each named by one of its own; by size, with paths halved. */
export class Sets {
  readonly #parents: Uint32Array;
  readonly #sizes: Uint32Array;

  constructor(points: number) {
    this.#parents = new Uint32Array(points);
    for (let point = 0; point < points; point++) this.#parents[point] = point;
    this.#sizes = new Uint32Array(points).fill(1);
  }

  rootOf(point: number): number {
    const parents = this.#parents;
    let at = point;
    for (;;) {
      const parent = parents[at] ?? at;
      if (parent === at) return at;
      const next = parents[parent] ?? parent;
      parents[at] = next;
      at = next;
    }
  }

  /** Makes the sets of two points one; false where they are. */
  unite(a: number, b: number): boolean {
    const one = this.rootOf(a);
    const other = this.rootOf(b);
    if (one === other) return false;
    const [large, small] = (this.#sizes[one] ?? 0) < (this.#sizes[other] ?? 0) ? [other, one] : [one, other];
    this.#parents[small] = large;
    this.#sizes[large] = (this.#sizes[large] ?? 0) + (this.#sizes[small] ?? 0);
    return true;
  }
}
