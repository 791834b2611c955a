import type { Step } from "../protocol/tasks.ts";

type Work<Output> = AsyncGenerator<Step, Output, void> | Generator<Step, Output, void>;

/** The shares of the whole at which a part of it begins and ends. */
interface Share {
  readonly from: number;
  readonly to: number;
}

/** Work that is a part of other work. */
export async function* part<Output>(work: Work<Output>, { from, to }: Share): AsyncGenerator<Step, Output, void> {
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

/** The same, left undone where it is `enough` before its end: `undefined` then. */
export async function* partUntil<Output>(
  work: Work<Output>,
  share: Share,
  enough: AbortSignal | undefined,
): AsyncGenerator<Step, Output | undefined, void> {
  const whole = part(work, share);
  try {
    for (;;) {
      if (enough?.aborted) return undefined;
      const step = await whole.next();
      if (step.done === true) return step.value;
      yield step.value;
    }
  } finally {
    await whole.return(undefined as Output);
  }
}
