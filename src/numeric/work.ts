import type { Step } from "../protocol/tasks.ts";

export interface WorkOptions<S extends Step = Step> {
  readonly signal?: AbortSignal | undefined;
  /** Called with the share done after every step; the next one waits for it. */
  readonly onStep?: ((done: number, step: S) => void | Promise<void>) | undefined;
}

/** Runs a task's work to its end, step by step. Throws what the work throws, and the signal's reason where it aborts. */
export async function finish<Output, S extends Step = Step>(
  work: AsyncGenerator<S, Output>,
  { signal, onStep }: WorkOptions<S> = {},
): Promise<Output> {
  try {
    for (;;) {
      signal?.throwIfAborted();
      const step = await work.next();
      if (step.done === true) return step.value;
      await onStep?.(step.value.done, step.value);
    }
  } finally {
    // Closes what the work holds open where it was left before its end.
    await work.return(undefined as Output);
  }
}

/** A signal for work that nobody can stop. */
export const neverAborted: AbortSignal = new AbortController().signal;

/** Work that is a part of another's: its share done lies between `from` and `to`. Left with the whole, it is closed. */
export async function* partly<Output>(
  work: AsyncGenerator<Step, Output>,
  from: number,
  to: number,
): AsyncGenerator<Step, Output> {
  try {
    for (;;) {
      const step = await work.next();
      if (step.done === true) return step.value;
      yield { done: from + (to - from) * step.value.done };
    }
  } finally {
    await work.return(undefined as Output);
  }
}
