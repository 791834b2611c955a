import type { Step } from "../../src/protocol/tasks.ts";

/** Runs a task's work to its end; returns its result and the progress it reported. */
export async function finish<Output>(
  work: AsyncGenerator<Step, Output>,
): Promise<{ result: Output; progress: number[] }> {
  const progress: number[] = [];
  for (;;) {
    const step = await work.next();
    if (step.done === true) return { result: step.value, progress };
    progress.push(step.value.done);
  }
}
