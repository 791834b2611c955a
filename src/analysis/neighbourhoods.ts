import type { Algebra } from "../numeric/algebra.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { Metric } from "../numeric/metrics.ts";
import { nearestOf } from "../numeric/nearestStates.ts";
import { ranksOf, stateRanksOf } from "../numeric/ranks.ts";
import { rowsInTurn, similarityBlocks } from "../numeric/similarities.ts";
import type { Step } from "../protocol/tasks.ts";
import { smallest, type DrawnLayer } from "./drawnLayer.ts";

export interface NeighbourhoodsInput {
  readonly states: LayerStates;
  readonly layer: number;
  readonly drawn: DrawnLayer;
  /** Those that are asked, of the points that are drawn; ascending. */
  readonly points: Uint32Array;
  /** Less than half of the points that are drawn. */
  readonly k: number;
  readonly metric: Metric;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
}

/** How one layer's picture keeps who is near whom. */
export interface Neighbourhoods {
  readonly trustworthiness: number;
  readonly continuity: number;
  /** The share of the points drawn nearest that are nearest by their states. */
  readonly kept: number;
}

/**
 * Over the `n` asked of the `m` points, with `r` the rank by the states' distance and `s` that in the picture:
 * trustworthiness `1 - 2 / (n k (2m - 3k - 1)) · Σ max(0, r(i, j) - k)` over the `k` points `j` drawn nearest to each
 * `i`, continuity the same of `s` over the `k` nearest by states, and the share of the former with `r(i, j) ≤ k`
 * (Venna and Kaski 2001, doi:10.1007/3-540-44668-0_68). Yields the share done.
 */
export async function* neighbourhoods(input: NeighbourhoodsInput): AsyncGenerator<Step, Neighbourhoods> {
  const { states, drawn, points, k } = input;
  const all = drawn.finite.length;
  let intruded = 0;
  let missed = 0;
  let found = 0;
  const search = { ...input, among: states, allows: (_point: number, other: number) => drawn.has[other] === 1 };
  const turn = rowsInTurn(states.records);
  for await (const block of similarityBlocks({ ...input, among: states })) {
    for (let i = block.from; i < block.to; i++) {
      const row = i - block.from;
      const self = points[i] ?? 0;
      const squares = drawn.squaresFrom(drawn.placeOf(self));
      const near = smallest(squares, self, k);
      const of = { block, row, self, metric: input.metric, counted: drawn.has };
      for (const rank of stateRanksOf(of, near)) {
        intruded += Math.max(0, rank - k);
        found += rank <= k ? 1 : 0;
      }
      const nearest = nearestOf(search, block, i, k).points;
      for (const rank of ranksOf(squares, nearest, self)) missed += Math.max(0, rank - k);
      if (row % turn === turn - 1 || i === block.to - 1) yield { done: (i + 1) / points.length };
    }
  }
  const most = (points.length * k * (2 * all - 3 * k - 1)) / 2;
  return { trustworthiness: 1 - intruded / most, continuity: 1 - missed / most, kept: found / (points.length * k) };
}
