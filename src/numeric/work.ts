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

/** Work step by step, with or without waiting in between. */
type Work<Output> = AsyncGenerator<Step, Output, void> | Generator<Step, Output, void>;

/** Work that is a part of another's: its share done lies between `from` and `to`. Left with the whole, it is closed. */
export async function* partly<Output>(
  work: Work<Output>,
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
    await work.return(undefined as Output);
  }
}

/** Work of several steps that do not know of each other: the share done never falls. */
export async function* rising<Output>(work: AsyncGenerator<Step, Output, void>): AsyncGenerator<Step, Output, void> {
  let most = 0;
  try {
    for (;;) {
      const step = await work.next();
      if (step.done === true) return step.value;
      most = Math.max(most, step.value.done);
      yield { done: most };
    }
  } finally {
    await work.return(undefined as Output);
  }
}

/** As `partly`, of work that does not wait: others have their turn after each step. Throws the signal's reason. */
export async function* partlyInTurns<Output>(
  work: Generator<Step, Output, void>,
  signal: AbortSignal,
  from: number,
  to: number,
): AsyncGenerator<Step, Output, void> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    yield { done: from + (to - from) * step.value.done };
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
}

/** As `partly`, left undone where it is `enough` before its end: `undefined` then. */
export async function* partlyUntil<Output>(
  work: Work<Output>,
  from: number,
  to: number,
  enough: AbortSignal | undefined,
): AsyncGenerator<Step, Output | undefined, void> {
  const whole = partly(work, from, to);
  try {
    for (;;) {
      if (enough?.aborted === true) return undefined;
      const step = await whole.next();
      if (step.done === true) return step.value;
      yield step.value;
    }
  } finally {
    await whole.return(undefined as Output);
  }
}
