import { Worker } from "node:worker_threads";

/** What the watchdog looks at. */
export interface Watched {
  /** Process that started the engine. */
  readonly parent: number;
  /** Milliseconds from the end of the channel or of the parent to that of the process. */
  readonly deadline: number;
  /** Milliseconds between two looks. */
  readonly interval: number;
}

/** Long enough to write what was computed, and for most batches in flight. */
const DEADLINE = 5000;
const INTERVAL = 1000;

/**
 * Sees to it that the process ends: within five seconds of the call of `end`, and of the parent's end, even where a
 * device or a file keeps the engine's thread from ever taking another turn. `file` is the worker bundle.
 */
export function startWatchdog(file: string): { readonly end: () => void } {
  const watched: Watched = { parent: process.ppid, deadline: DEADLINE, interval: INTERVAL };
  const worker = new Worker(file, { workerData: watched });
  worker.unref();
  return { end: () => worker.postMessage(null) };
}
