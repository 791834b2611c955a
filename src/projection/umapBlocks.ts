import type { FuzzyGraph } from "./umapGraph.ts";

/** Points of a block: fewer would be cut off from more of their neighbours. */
const BLOCK_POINTS = 4096;
const MOST_BLOCKS = 16;

/** Points in an order in which those of a block hang together as far as they can, and where each block begins. */
export interface Blocks {
  readonly points: Uint32Array;
  /** `[blocks + 1]` places in `points`. */
  readonly starts: Uint32Array;
}

/**
 * Divides points into blocks of about as many edges each, whatever the number of threads: every block grows from a
 * point through the graph, neighbour by neighbour, the next one from where the one before stopped.
 */
export function blocksOf({ starts, tails }: FuzzyGraph, points: Uint32Array): Blocks {
  const count = Math.min(Math.max(1, Math.floor(points.length / BLOCK_POINTS)), MOST_BLOCKS);
  if (count === 1) return { points, starts: Uint32Array.of(0, points.length) };
  const growth = new Growth(points, starts.length - 1);
  const order = new Uint32Array(points.length);
  const bounds = new Uint32Array(count + 1).fill(points.length);
  bounds[0] = 0;
  let held = 0;
  for (let taken = 0, block = 0; taken < points.length; taken++) {
    const point = growth.take();
    order[taken] = point;
    const [from, to] = [starts[point] ?? 0, starts[point + 1] ?? 0];
    held += to - from;
    for (let edge = from; edge < to; edge++) growth.reach(tails[edge] ?? 0);
    if (block < count - 1 && held * count >= tails.length * (block + 1)) {
      bounds[++block] = taken + 1;
      growth.begin();
    }
  }
  return { points: order, starts: bounds };
}

/** Takes points in the order in which they were reached, and others where none is left. */
class Growth {
  readonly #points: Uint32Array;
  readonly #queue: Uint32Array;
  /** 1 where a point was reached or taken. */
  readonly #isSeen: Uint8Array;
  #next = 0;
  #reached = 0;
  #fresh = 0;

  constructor(points: Uint32Array, records: number) {
    this.#points = points;
    this.#queue = new Uint32Array(points.length);
    this.#isSeen = new Uint8Array(records);
  }

  take(): number {
    if (this.#next === this.#reached) {
      while (this.#isSeen[this.#points[this.#fresh] ?? 0] === 1) this.#fresh++;
      this.reach(this.#points[this.#fresh] ?? 0);
    }
    return this.#queue[this.#next++] ?? 0;
  }

  reach(point: number): void {
    if (this.#isSeen[point] === 1) return;
    this.#isSeen[point] = 1;
    this.#queue[this.#reached++] = point;
  }

  /** Begins anew from the first point that was reached and not taken; the others may be reached by any. */
  begin(): void {
    for (let at = this.#next + 1; at < this.#reached; at++) this.#isSeen[this.#queue[at] ?? 0] = 0;
    this.#reached = Math.min(this.#reached, this.#next + 1);
    this.#fresh = 0;
  }
}
