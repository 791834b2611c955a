/** Bits of a place along each axis in its Morton code. */
const BITS = { 2: 16, 3: 10 } as const;
/** Numbers of a node: its centre of mass, how many points it holds, the square of its width. */
const NODE = 5;
const [COUNT, WIDTH] = [3, 4];

/** What the threads share. */
export interface TreeState {
  /** `[points × dimensions]` those that repel. */
  readonly places: Float64Array;
  /** `[asked × dimensions]` what comes of it: the sum of `(y_i - y_j) / (1 + |y_i - y_j|²)²`. */
  readonly forces: Float64Array;
  /** The points along a Z curve. */
  readonly order: Uint32Array;
  /** `[nodes × NODE]` in depth-first order, and for each the node after its descendants. */
  readonly nodes: Float64Array;
  readonly skips: Uint32Array;
  /** How many nodes there are. */
  readonly size: Uint32Array;
}

export function treeState(
  places: Float64Array,
  dimensions: number,
  memory: (bytes: number) => ArrayBufferLike,
): TreeState {
  const points = places.length / dimensions;
  return {
    places,
    forces: new Float64Array(memory(8 * places.length)),
    order: new Uint32Array(memory(4 * points)),
    nodes: new Float64Array(memory(8 * NODE * (2 * points + 1))),
    skips: new Uint32Array(memory(4 * (2 * points + 1))),
    size: new Uint32Array(memory(4)),
  };
}

/**
 * The repulsion of t-SNE by a quadtree or octree: Barnes and Hut 1986, as van der Maaten 2014 uses it. A node stands
 * for its points where it is seen under an angle less than `theta`.
 */
export class TreeRepulsion {
  readonly #state: TreeState;
  readonly #dimensions: 2 | 3;
  readonly #theta: number;
  readonly #codes: Uint32Array;
  readonly #other: Uint32Array;
  readonly #otherCodes: Uint32Array;

  constructor(state: TreeState, dimensions: 2 | 3, theta: number) {
    this.#state = state;
    this.#dimensions = dimensions;
    this.#theta = theta;
    const points = state.order.length;
    this.#codes = new Uint32Array(points);
    this.#other = new Uint32Array(points);
    this.#otherCodes = new Uint32Array(points);
  }

  /** Builds the tree. For one thread; before `repel`. */
  prepare(): void {
    const { state, dimensions } = { state: this.#state, dimensions: this.#dimensions };
    const extent = this.#code();
    this.#sort();
    const builder = new Builder(state, dimensions, this.#codes, extent);
    builder.add(0, state.order.length, 0);
    state.size[0] = builder.size;
  }

  /** Forces on the points `from` up to `to` along the curve; returns their share of the sum of `1 / (1 + r²)`. */
  repel(from: number, to: number): number {
    const { places, order, forces } = this.#state;
    let total = 0;
    for (let s = from; s < to; s++) total += this.repelAt(order[s] ?? 0, places, forces) - 1;
    return total;
  }

  /** The force on point `point` of `places`, which need not be one of the tree's; returns its sum of `1 / (1 + r²)`. */
  repelAt(point: number, places: Float64Array, forces: Float64Array): number {
    const { nodes, skips, size } = this.#state;
    const dimensions = this.#dimensions;
    const own = point * dimensions;
    const x = places[own] ?? 0;
    const y = places[own + 1] ?? 0;
    const z = dimensions === 3 ? (places[own + 2] ?? 0) : 0;
    const angle = this.#theta * this.#theta;
    const end = size[0] ?? 0;
    let [fx, fy, fz, sum] = [0, 0, 0, 0];
    for (let node = 0; node < end;) {
      const at = node * NODE;
      const dx = x - (nodes[at] ?? 0);
      const dy = y - (nodes[at + 1] ?? 0);
      const dz = z - (nodes[at + 2] ?? 0);
      const square = dx * dx + dy * dy + dz * dz;
      if ((nodes[at + WIDTH] ?? 0) > angle * square) {
        node++;
        continue;
      }
      const kernel = 1 / (1 + square);
      const part = (nodes[at + COUNT] ?? 0) * kernel;
      sum += part;
      fx += part * kernel * dx;
      fy += part * kernel * dy;
      fz += part * kernel * dz;
      node = skips[node] ?? end;
    }
    forces[own] = fx;
    forces[own + 1] = fy;
    if (dimensions === 3) forces[own + 2] = fz;
    return sum;
  }

  /** Morton codes of all points; returns the width of the cube they lie in. */
  #code(): number {
    const { places } = this.#state;
    const dimensions = this.#dimensions;
    const bits = BITS[dimensions];
    const low = [Infinity, Infinity, Infinity];
    let extent = 0;
    for (let axis = 0; axis < dimensions; axis++) {
      let [least, most] = [Infinity, -Infinity];
      for (let at = axis; at < places.length; at += dimensions) {
        least = Math.min(least, places[at] ?? 0);
        most = Math.max(most, places[at] ?? 0);
      }
      low[axis] = least;
      extent = Math.max(extent, most - least);
    }
    const cells = 2 ** bits;
    const factor = extent > 0 ? (cells * (1 - 1e-12)) / extent : 0;
    for (let point = 0; point < this.#codes.length; point++) {
      let code = 0;
      for (let axis = 0; axis < dimensions; axis++) {
        const cell = Math.floor(((places[point * dimensions + axis] ?? 0) - (low[axis] ?? 0)) * factor);
        code |= (dimensions === 2 ? spreadByOne(cell) : spreadByTwo(cell)) << axis;
      }
      this.#codes[point] = code >>> 0;
    }
    return extent;
  }

  /** The points by code, those of one code by number: a radix sort in four passes. */
  #sort(): void {
    const { order } = this.#state;
    const points = order.length;
    for (let i = 0; i < points; i++) order[i] = i;
    let [codes, from, toCodes, to] = [this.#codes, order, this.#otherCodes, this.#other];
    const counts = new Uint32Array(257);
    for (let shift = 0; shift < 32; shift += 8) {
      counts.fill(0);
      for (let i = 0; i < points; i++) {
        const digit = (((codes[i] ?? 0) >>> shift) & 255) + 1;
        counts[digit] = (counts[digit] ?? 0) + 1;
      }
      for (let digit = 0; digit < 256; digit++) counts[digit + 1] = (counts[digit + 1] ?? 0) + (counts[digit] ?? 0);
      for (let i = 0; i < points; i++) {
        const code = codes[i] ?? 0;
        const digit = (code >>> shift) & 255;
        const at = counts[digit] ?? 0;
        counts[digit] = at + 1;
        toCodes[at] = code;
        to[at] = from[i] ?? 0;
      }
      [codes, from, toCodes, to] = [toCodes, to, codes, from];
    }
  }
}

/** Writes a tree in depth-first order. */
class Builder {
  size = 0;
  readonly #state: TreeState;
  readonly #dimensions: 2 | 3;
  readonly #codes: Uint32Array;
  readonly #extent: number;

  constructor(state: TreeState, dimensions: 2 | 3, codes: Uint32Array, extent: number) {
    this.#state = state;
    this.#dimensions = dimensions;
    this.#codes = codes;
    this.#extent = extent;
  }

  /** Adds the node of the points `from` up to `to`, which share the first `level` digits of their codes. */
  add(from: number, to: number, level: number): void {
    const { nodes, skips } = this.#state;
    const dimensions = this.#dimensions;
    const bits = BITS[dimensions];
    if (from === to) return;
    let own = level;
    const first = this.#codes[from] ?? 0;
    const last = this.#codes[to - 1] ?? 0;
    while (own < bits && this.#digits(first, own + 1) === this.#digits(last, own + 1)) own++;
    const node = this.size++;
    const isLeaf = to - from === 1 || own === bits;
    if (isLeaf) this.#addLeaf(node, from, to);
    else {
      const at = node * NODE;
      let [x, y, z] = [0, 0, 0];
      for (let begin = from; begin < to;) {
        const end = this.#endOf(begin, to, own + 1);
        const child = this.size * NODE;
        this.add(begin, end, own + 1);
        const count = end - begin;
        x += count * (nodes[child] ?? 0);
        y += count * (nodes[child + 1] ?? 0);
        z += count * (nodes[child + 2] ?? 0);
        begin = end;
      }
      nodes[at] = x / (to - from);
      nodes[at + 1] = y / (to - from);
      nodes[at + 2] = z / (to - from);
      nodes[at + COUNT] = to - from;
      nodes[at + WIDTH] = (this.#extent / 2 ** own) ** 2;
    }
    skips[node] = this.size;
  }

  #addLeaf(node: number, from: number, to: number): void {
    const { places, order, nodes } = this.#state;
    const dimensions = this.#dimensions;
    const at = node * NODE;
    for (let axis = 0; axis < 3; axis++) {
      let sum = 0;
      if (axis < dimensions) for (let s = from; s < to; s++) sum += places[(order[s] ?? 0) * dimensions + axis] ?? 0;
      nodes[at + axis] = sum / (to - from);
    }
    nodes[at + COUNT] = to - from;
    nodes[at + WIDTH] = 0;
  }

  /** Where the points end whose codes share the first `level` digits with that of `begin`. */
  #endOf(begin: number, to: number, level: number): number {
    const wanted = this.#digits(this.#codes[begin] ?? 0, level);
    let [low, high] = [begin + 1, to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#digits(this.#codes[middle] ?? 0, level) === wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #digits(code: number, level: number): number {
    const rest = (BITS[this.#dimensions] - level) * this.#dimensions;
    return rest >= 32 ? 0 : code >>> rest;
  }
}

function spreadByOne(cell: number): number {
  let value = cell & 0xffff;
  value = (value | (value << 8)) & 0x00ff00ff;
  value = (value | (value << 4)) & 0x0f0f0f0f;
  value = (value | (value << 2)) & 0x33333333;
  return (value | (value << 1)) & 0x55555555;
}

function spreadByTwo(cell: number): number {
  let value = cell & 0x3ff;
  value = (value | (value << 16)) & 0x030000ff;
  value = (value | (value << 8)) & 0x0300f00f;
  value = (value | (value << 4)) & 0x030c30c3;
  return (value | (value << 2)) & 0x09249249;
}
