/** Positions are below 2²⁴ and ranks below 2²⁹, so that both are one exact number. */
const POSITIONS = 2 ** 24;

/** Merges that wait: the one of the lowest rank, and of those the leftmost, comes first. */
export class MergeQueue {
  readonly #heap: number[] = [];

  push(rank: number, position: number): void {
    const heap = this.#heap;
    const key = rank * POSITIONS + position;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const other = heap[parent] ?? 0;
      if (other <= key) break;
      heap[index] = other;
      index = parent;
    }
    heap[index] = key;
  }

  pop(): { rank: number; position: number } | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    return { rank: Math.floor(top / POSITIONS), position: top % POSITIONS };
  }

  #sink(key: number): void {
    const heap = this.#heap;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child++;
      const other = heap[child] ?? 0;
      if (other >= key) break;
      heap[index] = other;
      index = child;
    }
    heap[index] = key;
  }
}
