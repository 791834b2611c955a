import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { TextFaultKind } from "../protocol/reading.ts";

/** A text that has no states, and why. */
export interface FailedText {
  /** Which text. */
  readonly row: number;
  readonly kind: TextFaultKind;
  /** A few words, without the place. */
  readonly reason: string;
}

/** Texts that may fail one after the other while none succeeds; then others of the window are tried. */
const MOST_IN_VAIN = 3;

/** The texts of a run that failed alone; tells whether the texts are at fault or the model. */
export class TextFaults {
  readonly #path: string;
  #hasSucceeded: boolean;
  #count = 0;
  #first: { readonly cause: unknown; readonly reason: string } | undefined;

  /** `path`: the model's file. `hasSucceeded`: whether the model computed other texts before. */
  constructor(path: string, hasSucceeded: boolean) {
    this.#path = path;
    this.#hasSucceeded = hasSucceeded;
  }

  get count(): number {
    return this.#count;
  }

  /** Whether texts failed and none succeeded yet. */
  get areAll(): boolean {
    return this.#count > 0 && !this.#hasSucceeded;
  }

  /** Whether so many failed in vain that the model must be asked for another text before going on. */
  get areSuspicious(): boolean {
    return this.areAll && this.#count >= MOST_IN_VAIN;
  }

  succeeded(): void {
    this.#hasSucceeded = true;
  }

  /** Takes in a failure; `cause` is what was thrown, where something was. */
  add(reason: string, cause?: unknown): void {
    this.#first ??= { cause, reason };
    this.#count++;
  }

  /** The failure of the whole run: the first text's. */
  failure(): StrataError {
    const { cause, reason = "" } = this.#first ?? {};
    // What a user's own module or the graph's inputs lack is the same for every text, and has its own words.
    if (cause instanceof StrataError && cause.code !== "modelRunFailed") return cause as StrataError;
    return new StrataError("everyTextFailed", { path: this.#path, reason }, { cause });
  }
}

/** Why the model, or the module that pools it, failed at a text of some tokens. */
export function runReason(tokens: number, cause: unknown): string {
  const failure = cause instanceof StrataError ? (cause as StrataError).failure : undefined;
  if (failure?.code === "poolingModule") return `${failure.detail.path}: ${failure.detail.reason}`;
  return `the model failed at this text of ${tokens} ${tokens === 1 ? "token" : "tokens"}: ${reasonOf(cause)}`;
}
