import type { Step } from "../protocol/tasks.ts";

export interface PartOptions {
  /** The shares of the whole at which this part begins and ends. */
  readonly from: number;
  readonly to: number;
  /** Where it aborts, the part is left undone. */
  readonly enough?: AbortSignal | undefined;
}

/** Work that is a part of other work; `undefined` where it was left undone. */
export async function* part<Output>(
  work: AsyncGenerator<Step, Output, void> | Generator<Step, Output, void>,
  { from, to, enough }: PartOptions,
): AsyncGenerator<Step, Output | undefined, void> {
  try {
    for (;;) {
      if (enough?.aborted) return undefined;
      const step = await work.next();
      if (step.done === true) return step.value;
      yield { done: from + (to - from) * step.value.done };
    }
  } finally {
    await work.return(undefined as Output);
  }
}
