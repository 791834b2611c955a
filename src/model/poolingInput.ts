import type { Pooling, SpecialTokens } from "./pooling.ts";
import type { TokenBatch } from "./tap/feeds.ts";
import type { PoolingInput } from "./tap/poolSession.ts";

/**
 * What the session needs to pool a batch, whose texts all begin with a prompt of `promptTokens`. A text with nothing to
 * count is pooled over all its tokens.
 */
export function poolingInput(
  pooling: Pooling,
  batch: TokenBatch,
  special: SpecialTokens,
  promptTokens = 0,
): PoolingInput {
  const { rows, tokens, lengths } = batch;
  const ranges = Array.from(lengths, (length) => countedTokens(pooling, length, special, promptTokens));
  if (pooling.kind === "max") {
    const mask = new Uint8Array(rows * tokens);
    ranges.forEach(({ from, to }, row) => mask.fill(1, row * tokens + from, row * tokens + to));
    return { kind: "maximum", mask };
  }
  const vectors = pooling.spans ?? 1;
  const weights = new Float32Array(rows * vectors * tokens);
  ranges.forEach((range, row) => {
    for (let vector = 0; vector < vectors; vector++) {
      const own = weights.subarray((row * vectors + vector) * tokens, (row * vectors + vector + 1) * tokens);
      if (pooling.kind === "flatten") fillWeights("mean", own, spanOf(range, vector, vectors));
      else fillWeights(pooling.kind, own, range);
    }
  });
  return { kind: "weights", vectors, weights };
}

interface TokenRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** As in Sentence Transformers, a prompt that does not count takes the special tokens before it with it. */
function countedTokens(
  { kind, specialTokens, withoutPrompt }: Pooling,
  length: number,
  special: SpecialTokens,
  promptTokens: number,
): TokenRange {
  if (kind === "cls") return { from: 0, to: 1 };
  if (kind === "last") return { from: length - 1, to: length };
  const afterPrompt = withoutPrompt === true && promptTokens > 0 ? special.before + promptTokens : 0;
  const from = Math.max(afterPrompt, specialTokens ? 0 : special.before);
  const to = specialTokens ? length : length - special.behind;
  return from < to ? { from, to } : { from: 0, to: length };
}

/** As PyTorch's AdaptiveAvgPool1d cuts: span `i` of `n` from floor(i·length/n) to ceil((i+1)·length/n). */
function spanOf({ from, to }: TokenRange, span: number, spans: number): TokenRange {
  const length = to - from;
  return { from: from + Math.floor((span * length) / spans), to: from + Math.ceil(((span + 1) * length) / spans) };
}

function fillWeights(kind: Pooling["kind"], weights: Float32Array, { from, to }: TokenRange): void {
  const count = to - from;
  if (kind === "weightedMean") {
    for (let token = from; token < to; token++) weights[token] = (2 * (token - from + 1)) / (count * (count + 1));
  } else {
    // The session divides where it leaves out tokens.
    const divisor = kind === "mean" ? count : kind === "meanSqrtLength" ? Math.sqrt(count) : 1;
    weights.fill(1 / divisor, from, to);
  }
}
