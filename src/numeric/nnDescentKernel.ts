import path from "node:path";
import type { Kernel } from "./kernel.ts";

/** What one round reads and writes, in shared memory; of `count` neighbours each, the nearest first. */
export interface DescentData {
  /** `[points × width]` */
  readonly rows: Float32Array;
  readonly width: number;
  /** Whether distances are sums of absolute differences; else of squares. */
  readonly isManhattan: boolean;
  readonly count: number;
  /** `[points × count]` as the round before left them: distances are infinite where there is no neighbour yet. */
  readonly points: Uint32Array;
  readonly distances: Float32Array;
  /** `[points × count]` 1 where the round before found it. */
  readonly isNew: Uint8Array;
  /** `[points + 1]` and what begins there: points that have the point among their neighbours. */
  readonly starts: Uint32Array;
  readonly sources: Uint32Array;
  /** `[points × count]` what this round leaves. */
  readonly nextPoints: Uint32Array;
  readonly nextDistances: Float32Array;
  readonly nextIsNew: Uint8Array;
  /** `[1]` neighbours that this round found. */
  readonly found: Int32Array;
}

/** Points asked of those that have a point among their neighbours. */
const MOST_SOURCES = 16;
/** Numbers summed before a distance is given up because it is too large already. */
const STRETCH = 32;

/**
 * One round of NN-descent (Dong, Charikar and Li 2011): each point looks among the neighbours of its neighbours, and of
 * those it is a neighbour of, as the round before left them.
 */
export const nnDescentKernel: Kernel<DescentData> = {
  file: path.join(import.meta.dirname, "nnDescentWorker.ts"),
  open: (data) => {
    const { rows, width, isManhattan, count, points, distances, isNew, starts, sources } = data;
    const { nextPoints, nextDistances, nextIsNew, found } = data;
    const total = points.length / count;
    /** By whom each point was looked at last, plus one. */
    const seen = new Uint32Array(total);

    function look(point: number, by: number, isByNew: boolean): number {
      const own = point * count;
      const last = own + count - 1;
      let updates = 0;
      for (let at = by * count; at < (by + 1) * count; at++) {
        if (!isByNew && isNew[at] === 0) continue;
        const other = points[at] ?? 0;
        if (distances[at] === Infinity || seen[other] === point + 1) continue;
        seen[other] = point + 1;
        const distance = within(point * width, other * width, nextDistances[last] ?? 0);
        if (distance >= (nextDistances[last] ?? 0)) continue;
        updates++;
        let slot = last;
        for (; slot > own && (nextDistances[slot - 1] ?? 0) > distance; slot--) {
          nextDistances[slot] = nextDistances[slot - 1] ?? 0;
          nextPoints[slot] = nextPoints[slot - 1] ?? 0;
          nextIsNew[slot] = nextIsNew[slot - 1] ?? 0;
        }
        nextDistances[slot] = distance;
        nextPoints[slot] = other;
        nextIsNew[slot] = 1;
      }
      return updates;
    }

    function within(a: number, b: number, most: number): number {
      let sum = 0;
      for (let from = 0; from < width && sum < most; from += STRETCH) {
        const to = Math.min(from + STRETCH, width);
        let [s0, s1] = [0, 0];
        let i = from;
        if (isManhattan) for (; i < to; i++) s0 += Math.abs((rows[a + i] ?? 0) - (rows[b + i] ?? 0));
        for (; i + 1 < to; i += 2) {
          const x = (rows[a + i] ?? 0) - (rows[b + i] ?? 0);
          const y = (rows[a + i + 1] ?? 0) - (rows[b + i + 1] ?? 0);
          s0 += x * x;
          s1 += y * y;
        }
        if (i < to) s0 += ((rows[a + i] ?? 0) - (rows[b + i] ?? 0)) ** 2;
        sum += s0 + s1;
      }
      return sum;
    }

    return (_, part, parts) => {
      let updates = 0;
      const to = Math.floor((total * (part + 1)) / parts);
      for (let point = Math.floor((total * part) / parts); point < to; point++) {
        const own = point * count;
        nextPoints.set(points.subarray(own, own + count), own);
        nextDistances.set(distances.subarray(own, own + count), own);
        nextIsNew.fill(0, own, own + count);
        seen[point] = point + 1;
        for (let at = own; at < own + count; at++) if (distances[at] !== Infinity) seen[points[at] ?? 0] = point + 1;
        for (let at = own; at < own + count; at++)
          if (distances[at] !== Infinity) updates += look(point, points[at] ?? 0, isNew[at] === 1);
        const end = Math.min(starts[point + 1] ?? 0, (starts[point] ?? 0) + MOST_SOURCES);
        for (let at = starts[point] ?? 0; at < end; at++) updates += look(point, sources[at] ?? 0, false);
      }
      Atomics.add(found, 0, updates);
    };
  },
};
