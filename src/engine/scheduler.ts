import { setImmediate } from "node:timers/promises";
import { finish } from "../numeric/work.ts";
import type { Step } from "../protocol/tasks.ts";

/** Milliseconds between two reports of progress. */
const REPORT_INTERVAL = 100;

/**
 * Lets long work and requests somebody waits for share the engine's thread: long work is done step by step, hears
 * messages in between (a cancellation among them), and rests while such a request is answered.
 */
export class Scheduler {
  readonly #waiting = new Set<Promise<unknown>>();

  /** Answers a request somebody waits for ahead of long work. */
  async first<T>(answer: () => Promise<T>): Promise<T> {
    const answering = answer();
    const settled = Promise.allSettled([answering]);
    this.#waiting.add(settled);
    try {
      return await answering;
    } finally {
      this.#waiting.delete(settled);
    }
  }

  /** Does a part of such a request; hears messages in between. Throws what the work throws, and the signal's reason. */
  soon<Output>(work: AsyncGenerator<Step, Output>, signal: AbortSignal): Promise<Output> {
    return finish(work, { signal, onStep: () => setImmediate() });
  }

  /**
   * Does long work to its end; `onDone` hears of the share done now and then, and of the end. Throws what the work
   * throws, and the signal's reason where it aborts.
   */
  run<Output>(
    work: AsyncGenerator<Step, Output>,
    signal: AbortSignal,
    onDone?: (done: number) => void,
  ): Promise<Output> {
    let reportedAt = 0;
    return finish(work, {
      signal,
      onStep: (done) => {
        const now = performance.now();
        if (done === 1 || now - reportedAt >= REPORT_INTERVAL) {
          reportedAt = now;
          onDone?.(done);
        }
        return this.turn();
      },
    });
  }

  /** Resolves when long work may go on. */
  readonly turn = async (): Promise<void> => {
    await setImmediate();
    while (this.#waiting.size > 0) await Promise.all(this.#waiting);
  };
}
