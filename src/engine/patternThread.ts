import { Worker } from "node:worker_threads";
import { StrataError } from "../protocol/errors.ts";

/** Texts to be tried; each is one or several, of which one has to match. */
export interface PatternTask {
  readonly pattern: RegExp;
  readonly texts: readonly (readonly string[])[];
}

/** What was found in the first `done` of them. */
export interface PatternFound {
  readonly hits: Uint32Array;
  readonly done: number;
}

/** Milliseconds a regular expression has for one text. */
export const LIMIT = 2000;
/** Milliseconds after which a thread that is not asked any more ends. */
const IDLE = 10_000;

/** A thread that tries regular expressions, one after the other. It is ended where one has no end, and started anew. */
export class PatternThread {
  readonly #file: string;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #turn = Promise.resolve();

  /** @param file the worker's bundle */
  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Tries texts, as many as there is time for: at least one. Throws `patternTooSlow` where one takes longer than two
   * seconds, `internal` where the thread breaks, and the signal's reason where it aborts.
   */
  find(task: PatternTask, signal: AbortSignal): Promise<PatternFound> {
    const found = this.#turn.then(() => this.#find(task, signal));
    this.#turn = found.then(nothing, nothing);
    return found;
  }

  /** Ends the thread; the next task starts another. */
  end(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
  }

  async #find(task: PatternTask, signal: AbortSignal): Promise<PatternFound> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= new Worker(this.#file));
    const { promise, resolve, reject } = Promise.withResolvers<PatternFound>();
    const giveUp = (reason: unknown): void => {
      this.end();
      reject(reason);
    };
    const limit = setTimeout(() => giveUp(tooSlow(task.pattern)), LIMIT);
    const aborted = (): void => giveUp(signal.reason);
    const broke = (cause: unknown): void => giveUp(new StrataError("internal", { reason: String(cause) }, { cause }));
    signal.addEventListener("abort", aborted, { once: true });
    worker.once("message", resolve);
    worker.once("error", broke);
    worker.postMessage(task);
    try {
      return await promise;
    } finally {
      clearTimeout(limit);
      signal.removeEventListener("abort", aborted);
      worker.removeAllListeners("message");
      worker.removeListener("error", broke);
      this.#idle = setTimeout(() => this.end(), IDLE).unref();
    }
  }
}

function tooSlow({ source }: RegExp): StrataError {
  return new StrataError("patternTooSlow", { pattern: source, seconds: LIMIT / 1000 });
}

function nothing(): void {
  // The next one only waits for the end; how it ended is told to who asked.
}
