import { NONE } from "./pacmapPairs.ts";

/** Every point's pairs, those it begins and those others begin with it: of point `i` from `starts[i]` up to `starts[i + 1]`. */
export interface PairLists {
  readonly starts: Uint32Array;
  readonly others: Uint32Array;
}

/** Pairs `[points × count]` from both ends. */
export function bothWays(pairs: Uint32Array, points: number): PairLists {
  const count = points === 0 ? 0 : pairs.length / points;
  const starts = new Uint32Array(points + 1);
  for (let i = 0; i < points; i++) {
    for (let at = i * count; at < (i + 1) * count; at++) {
      const other = pairs[at] ?? NONE;
      if (other === NONE) continue;
      starts[i + 1] = (starts[i + 1] ?? 0) + 1;
      starts[other + 1] = (starts[other + 1] ?? 0) + 1;
    }
  }
  for (let i = 0; i < points; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const others = new Uint32Array(starts[points] ?? 0);
  const next = starts.slice();
  for (let i = 0; i < points; i++) {
    for (let at = i * count; at < (i + 1) * count; at++) {
      const other = pairs[at] ?? NONE;
      if (other === NONE) continue;
      others[next[i] ?? 0] = other;
      next[i] = (next[i] ?? 0) + 1;
      others[next[other] ?? 0] = i;
      next[other] = (next[other] ?? 0) + 1;
    }
  }
  return { starts, others };
}

/** How strong the pairs of each kind are, and how far one step goes. */
export interface StepWeights {
  readonly near: number;
  readonly mid: number;
  readonly further: number;
  /** LocalMAP: near pairs pull by this over their distance; 0 for PaCMAP. */
  readonly local: number;
  /** Adam's step, its bias corrected. */
  readonly step: number;
}

export interface PacmapState {
  readonly dimensions: number;
  /** `[points × dimensions]` at this step and at the next. */
  readonly places: Float64Array;
  readonly next: Float64Array;
  /** Adam's means of the gradient and of its square. */
  readonly means: Float64Array;
  readonly squares: Float64Array;
  readonly near: PairLists;
  readonly mid: PairLists;
  readonly further: PairLists;
}

const [MEAN_DECAY, SQUARE_DECAY, LEAST] = [0.9, 0.999, 1e-7];

/** Adam's step at an iteration, from 0: Kingma and Ba 2015, section 2. */
export function adamStep(rate: number, iteration: number): number {
  return (rate * Math.sqrt(1 - SQUARE_DECAY ** (iteration + 1))) / (1 - MEAN_DECAY ** (iteration + 1));
}

/** Moves the points `from` up to `to` one step down the loss of PaCMAP. What others do in the same step changes nothing. */
export function movePacmap(state: PacmapState, weights: StepWeights, from: number, to: number): void {
  const { dimensions, places, next, means, squares, near, mid, further } = state;
  const isDeep = dimensions === 3;
  const { local, step } = weights;
  const nearWeight = 20 * weights.near;
  const midWeight = 20000 * weights.mid;
  const furtherWeight = 2 * weights.further;
  for (let i = from; i < to; i++) {
    const own = i * dimensions;
    const x = places[own] ?? 0;
    const y = places[own + 1] ?? 0;
    const z = isDeep ? (places[own + 2] ?? 0) : 0;
    let gx = 0;
    let gy = 0;
    let gz = 0;
    for (let at = near.starts[i] ?? 0, end = near.starts[i + 1] ?? 0; at < end; at++) {
      const other = (near.others[at] ?? 0) * dimensions;
      const dx = x - (places[other] ?? 0);
      const dy = y - (places[other + 1] ?? 0);
      const dz = isDeep ? z - (places[other + 2] ?? 0) : 0;
      const square = 1 + dx * dx + dy * dy + dz * dz;
      let weight = nearWeight / ((10 + square) * (10 + square));
      if (local > 0) weight *= local / Math.sqrt(square);
      gx += weight * dx;
      gy += weight * dy;
      gz += weight * dz;
    }
    if (midWeight > 0) {
      for (let at = mid.starts[i] ?? 0, end = mid.starts[i + 1] ?? 0; at < end; at++) {
        const other = (mid.others[at] ?? 0) * dimensions;
        const dx = x - (places[other] ?? 0);
        const dy = y - (places[other + 1] ?? 0);
        const dz = isDeep ? z - (places[other + 2] ?? 0) : 0;
        const square = 10001 + dx * dx + dy * dy + dz * dz;
        const weight = midWeight / (square * square);
        gx += weight * dx;
        gy += weight * dy;
        gz += weight * dz;
      }
    }
    for (let at = further.starts[i] ?? 0, end = further.starts[i + 1] ?? 0; at < end; at++) {
      const other = (further.others[at] ?? 0) * dimensions;
      const dx = x - (places[other] ?? 0);
      const dy = y - (places[other + 1] ?? 0);
      const dz = isDeep ? z - (places[other + 2] ?? 0) : 0;
      const square = 2 + dx * dx + dy * dy + dz * dz;
      const weight = furtherWeight / (square * square);
      gx -= weight * dx;
      gy -= weight * dy;
      gz -= weight * dz;
    }
    for (let axis = 0; axis < dimensions; axis++) {
      const gradient = axis === 0 ? gx : axis === 1 ? gy : gz;
      const at = own + axis;
      const mean = (means[at] ?? 0) + (1 - MEAN_DECAY) * (gradient - (means[at] ?? 0));
      const square = (squares[at] ?? 0) + (1 - SQUARE_DECAY) * (gradient * gradient - (squares[at] ?? 0));
      means[at] = mean;
      squares[at] = square;
      next[at] = (places[at] ?? 0) - (step * mean) / (Math.sqrt(square) + LEAST);
    }
  }
}
