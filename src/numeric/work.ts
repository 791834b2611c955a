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

/** The steps of a piece of work as those of a larger one, of which it is what lies between two shares. */
export async function* shareOf<S extends Step, Output>(
  work: AsyncGenerator<S, Output, void>,
  from: number,
  to: number,
): AsyncGenerator<Step, Output, void> {
  try {
    for (;;) {
      const step = await work.next();
      if (step.done === true) return step.value;
      yield { done: from + (to - from) * step.value.done };
    }
  } finally {
    // Closes what the work holds open where it was left before its end.
    await work.return(undefined as Output);
  }
}
