import { setImmediate } from "node:timers/promises";
import { StrataError } from "../protocol/errors.ts";

/** Milliseconds of work between two looks at the signal. */
const STEP = 50;

/**
 * Runs a generator to its end and lets the process hear its messages in between. Throws `cancelled` where the signal
 * aborts.
 */
export async function inSteps<R>(work: Generator<unknown, R>, signal: AbortSignal | undefined): Promise<R> {
  let started = performance.now();
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    if (performance.now() - started < STEP) continue;
    await setImmediate();
    if (signal?.aborted === true) throw new StrataError("cancelled", { what: "reading the file" });
    started = performance.now();
  }
}
