import { once } from "node:events";

/** Resolves when `work` does, or to undefined when the signal aborts; the work then goes on by itself. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (signal === undefined) return work;
  const over = new AbortController();
  const aborted = signal.aborted ? Promise.resolve() : once(signal, "abort", { signal: over.signal });
  try {
    return await Promise.race([work, aborted.then(() => undefined)]);
  } finally {
    over.abort();
  }
}
