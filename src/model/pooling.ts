import { StrataError } from "../protocol/errors.ts";
import { type PoolingId, poolings } from "../protocol/poolings.ts";
import type { ModuleFile } from "./poolingModule.ts";

/** Spans of `flatten` where the choice does not say how many. */
const SPANS = 4;

/**
 * Poolings to one vector of a token's width. `meanSqrtLength` (sum over the square root of the length) and
 * `weightedMean` (later tokens weigh more) are what some models' authors use; Sentence Transformers defines them.
 */
export type SimplePooling = Exclude<PoolingId, "flatten"> | "meanSqrtLength" | "weightedMean";

/** How a text's token states become one vector; `tokens`: not at all, each is one. */
export interface Pooling {
  readonly kind: SimplePooling | "flatten" | "joined" | "module" | "tokens";
  /** Whether the special tokens round a text count in means, maxima and sums. */
  readonly specialTokens: boolean;
  /** Whether the tokens of a prompt, and all before it, are left out of means, maxima and sums. */
  readonly withoutPrompt?: boolean;
  /** Of `flatten`: how many vectors are put one behind the other. */
  readonly spans?: number;
  /** Of `joined`: what is put one behind the other. */
  readonly parts?: readonly SimplePooling[];
  /** Of `module`. */
  readonly module?: ModuleFile;
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
 * ones, and of a model that `decodes` without its attention sinks (Xiao et al. 2023, arXiv:2309.17453; Sun et al. 2024,
 * arXiv:2402.17762); any other choice counts special tokens and prompts as the authors do, unless `special` says it.
 * Throws `optionUnknown`.
 */
export function resolvePooling(
  choice: string,
  authors: Pooling | undefined,
  special: SpecialTokenChoice = "auto",
  decodes = false,
): Pooling {
  const base = authors ?? { kind: decodes ? "meanWithoutSinks" : "mean", specialTokens: false };
  const counted = special === "auto" ? base : { ...base, specialTokens: special === "include" };
  if (choice === "auto") return counted;
  const { specialTokens, withoutPrompt } = counted;
  const as = <K extends Pooling["kind"]>(kind: K) => ({
    kind,
    specialTokens,
    ...(withoutPrompt !== undefined && { withoutPrompt }),
  });
  const [, spans] = /^flatten:([1-9]\d{0,2})$/.exec(choice) ?? [];
  if (choice === "flatten" || spans !== undefined) return { ...as("flatten"), spans: Number(spans ?? SPANS) };
  const kind = poolings.find(({ id }) => id === choice)?.id;
  if (kind !== undefined) return as(kind);
  const allowed = ["auto", ...poolings.map(({ id }) => id)].join(", ");
  throw new StrataError("optionUnknown", { option: "pooling", value: choice, allowed });
}

/** What token states are left as where single tokens are wanted. */
export const noPooling: Pooling = { kind: "tokens", specialTokens: false };

/** Whether the session itself makes a text's vector. */
export function poolsInSession({ kind }: Pooling): boolean {
  return kind !== "module" && kind !== "tokens";
}

/** The pooling in words. */
export function poolingName({ kind, specialTokens, spans, parts, module }: Pooling): string {
  if (module) return module.name;
  if (kind === "cls" || kind === "last") return kind;
  if (kind === "tokens") return "none, single tokens";
  const simple = kind === "meanWithoutSinks" ? "mean without sinks" : kind;
  const name = parts?.join(" and ") ?? (spans === undefined ? simple : `${kind}:${spans}`);
  return `${name}, ${specialTokens ? "with" : "without"} special tokens`;
}

/** Vectors of a token's width that a pooling puts one behind the other; `undefined` where only running it tells. */
export function vectorsOf({ kind, spans, parts }: Pooling): number | undefined {
  return kind === "module" ? undefined : (spans ?? parts?.length ?? 1);
}

/** The poolings whose vectors, one behind the other, are a pooling's: itself where it is not joined. */
export function poolingParts(pooling: Pooling): Pooling[] {
  const { parts, ...rest } = pooling;
  return parts === undefined ? [pooling] : parts.map((kind) => ({ ...rest, kind }));
}
