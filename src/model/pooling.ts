import { StrataError } from "../protocol/errors.ts";
import type { TokenBatch } from "./feeds.ts";
import type { PoolingInput } from "./poolSession.ts";

/** Ways to make one vector of a text's tokens that a user can ask for. */
export const poolingKinds = ["mean", "cls", "last", "max", "sum"] as const;

/**
 * How a text's token states become one vector. `meanSqrtLength` (sum over the square root of the length) and
 * `weightedMean` (later tokens weigh more) are what some models' authors use; Sentence Transformers defines them.
 */
export interface Pooling {
  readonly kind: (typeof poolingKinds)[number] | "meanSqrtLength" | "weightedMean";
  /** Whether the special tokens round a text count in means, maxima and sums. */
  readonly specialTokens: boolean;
  /** Whether the tokens of a prompt, and all before it, are left out of means, maxima and sums. */
  readonly withoutPrompt?: boolean;
}

/** Whether pooling counts special tokens; `auto`: as the model's authors do, else not. */
export type SpecialTokenChoice = "auto" | "include" | "exclude";

/** Special tokens the tokenizer puts before and behind every text. */
export interface SpecialTokens {
  readonly before: number;
  readonly behind: number;
}

/**
 * The pooling to use. `auto` is the authors' own where they say it, else the mean over all tokens but the special
 * ones; any other choice counts special tokens and prompts as the authors do, unless `special` says it. Throws
 * `optionUnknown`.
 */
export function resolvePooling(
  choice: string,
  authors: Pooling | undefined,
  special: SpecialTokenChoice = "auto",
): Pooling {
  const base = authors ?? { kind: "mean", specialTokens: false };
  const counted = special === "auto" ? base : { ...base, specialTokens: special === "include" };
  if (choice === "auto") return counted;
  const kind = poolingKinds.find((known) => known === choice);
  if (kind !== undefined) return { ...counted, kind };
  const allowed = ["auto", ...poolingKinds].join(", ");
  throw new StrataError("optionUnknown", { option: "pooling", value: choice, allowed });
}

/** The pooling in words. */
export function poolingName({ kind, specialTokens }: Pooling): string {
  if (kind === "cls" || kind === "last") return kind;
  return `${kind}, ${specialTokens ? "with" : "without"} special tokens`;
}

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
  const weights = new Float32Array(rows * tokens);
  ranges.forEach((range, row) => {
    fillWeights(pooling.kind, weights.subarray(row * tokens, (row + 1) * tokens), range);
  });
  return { kind: "weights", pools: 1, weights };
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

function fillWeights(kind: Pooling["kind"], weights: Float32Array, { from, to }: TokenRange): void {
  const count = to - from;
  if (kind === "weightedMean") {
    for (let token = from; token < to; token++) weights[token] = (2 * (token - from + 1)) / (count * (count + 1));
  } else {
    const divisor = kind === "mean" ? count : kind === "meanSqrtLength" ? Math.sqrt(count) : 1;
    weights.fill(1 / divisor, from, to);
  }
}
