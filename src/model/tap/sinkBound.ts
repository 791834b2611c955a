import { probeIds } from "./probeIds.ts";
import { tableRows } from "./tableRows.ts";
import type { TapPlan } from "./tapPlan.ts";

/** Tokens of the text that bounds are found on. */
const PROBE_TOKENS = 32;
/** Deviations from the median that no token with content has; times 1.4826 a median deviation is a normal one's standard deviation. */
const DEVIATIONS = 10;
const NORMAL = 1.4826;

/** Ids of one text, spread over the whole vocabulary: its first ones may all be sinks. `most`: tokens that can be read. */
export function sinkProbe(plan: TapPlan, most: number): number[] {
  const tokens = Math.max(1, Math.min(PROBE_TOKENS, most));
  const rows = tableRows(plan);
  const step = rows === undefined ? 1 : Math.max(1, Math.floor(rows / tokens));
  return Array.from({ length: tokens }, (_, token) => probeIds(plan, 1, token * step)[0] ?? 0);
}

/**
 * The norm beyond which a token is an attention sink rather than content, from the states `[tokens, width]` of a probe:
 * ten robust standard deviations above the median (by the median absolute deviation: Leys et al. 2013,
 * doi:10.1016/j.jesp.2013.03.013), and twice the median at least. It is a constant of the model and the layer, so a
 * text's states depend on nothing but the text. Infinite where the norms tell nothing.
 */
export function sinkBound(states: Float32Array, width: number): number {
  const norms = Array.from({ length: states.length / Math.max(1, width) }, (_, token) => {
    let squares = 0;
    for (let i = token * width; i < (token + 1) * width; i++) squares += (states[i] ?? 0) ** 2;
    return Math.sqrt(squares);
  });
  const middle = median(norms);
  const deviation = median(norms.map((norm) => Math.abs(norm - middle)));
  const bound = middle + Math.max(DEVIATIONS * NORMAL * deviation, middle);
  return Number.isFinite(bound) && bound > 0 ? bound : Infinity;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}
