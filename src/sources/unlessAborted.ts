import { once } from "node:events";

/**
 * Resolves when `work` does, or to undefined when the signal aborts; the work, a probe of a device perhaps, then goes on
 * for the next run.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const over = new AbortController();
  const aborted = signal.aborted ? Promise.resolve() : once(signal, "abort", { signal: over.signal });
  try {
    return await Promise.race([work, aborted.then(() => undefined)]);
  } finally {
    over.abort();
  }
}
