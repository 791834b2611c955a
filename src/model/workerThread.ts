import { Worker } from "node:worker_threads";
import { type Failure, StrataError } from "../protocol/errors.ts";

/** What a worker says when it could not do what it was asked for. */
export interface FailedReply {
  readonly kind: "failed";
  readonly failure: Failure;
}

interface Waiting<Reply> {
  readonly resolve: (reply: Reply | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** One life of the worker; `ready` is what it says first. Both are undefined where it was ended before. */
interface Life<Reply> {
  readonly worker: Worker;
  readonly waiting: Waiting<Reply>[];
  readonly ready: Promise<Reply | undefined>;
}

/** Milliseconds a worker has for what it owes after who asked gave up. Then it is taken for stuck. */
const GRACE = 2000;

/**
 * A worker that says first that it is ready and then answers messages in their order. One that is stuck is ended when
 * the signal of who asked aborts; what others had asked of it is asked again of a fresh one, and so is what comes later.
 */
export class WorkerThread<Reply extends { readonly kind: string }> {
  readonly #file: string;
  readonly #data: unknown;
  readonly #what: string;
  readonly #stopped: (cause: unknown) => StrataError;
  #life: Life<Reply> | undefined;
  #broken: StrataError | undefined;

  /** `what` it does, in words, for `cancelled`; `stopped`: the failure of a worker that broke. */
  constructor(file: string, data: unknown, what: string, stopped: (cause: unknown) => StrataError) {
    this.#file = file;
    this.#data = data;
    this.#what = what;
    this.#stopped = stopped;
  }

  /** Starts the worker and resolves to what it says first. Rejects as `ask` does. */
  ready(signal?: AbortSignal): Promise<Reply> {
    return this.#answered((life) => life.ready, signal);
  }

  /**
   * The reply to a message. Rejects with the worker's own failure, with what it stopped by, and with `cancelled` where
   * the signal aborts and no reply comes within two seconds.
   */
  ask(message: unknown, signal?: AbortSignal): Promise<Reply> {
    return this.#answered((life) => {
      const reply = owed(life);
      life.worker.postMessage(message);
      return reply;
    }, signal);
  }

  /** Ends the worker, whatever it does; what it owes and what is asked later is rejected. */
  dispose(): void {
    this.#broken ??= this.#stopped("it was closed");
    if (this.#life) this.#end(this.#life);
  }

  async #answered(ask: (life: Life<Reply>) => Promise<Reply | undefined>, signal?: AbortSignal): Promise<Reply> {
    for (;;) {
      if (this.#broken) throw this.#broken;
      const life = (this.#life ??= this.#start());
      const reply = await this.#within(ask(life), life, signal);
      if (reply !== undefined) return reply;
      if (signal?.aborted) throw new StrataError("cancelled", { what: this.#what });
    }
  }

  /** Waits for a reply; after the signal aborts for the grace. */
  async #within<T>(reply: Promise<T>, life: Life<Reply>, signal: AbortSignal | undefined): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      timer = setTimeout(() => this.#end(life), GRACE);
    };
    if (signal?.aborted) giveUp();
    else signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return await reply;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }

  #start(): Life<Reply> {
    const worker = new Worker(this.#file, { workerData: this.#data });
    const parts = { worker, waiting: [] as Waiting<Reply>[] };
    const life = { ...parts, ready: owed(parts) };
    // Who waits for the first word hears of the failure; others are told by what they asked.
    life.ready.catch(() => undefined);
    const { waiting } = life;
    worker.on("message", (reply: Reply | FailedReply) => {
      const first = waiting.shift();
      if (isFailed(reply)) first?.reject(new StrataError(reply.failure.code, reply.failure.detail));
      else first?.resolve(reply);
    });
    const broke = (cause: unknown) => {
      // One that was ended has told so.
      if (this.#life !== life) return;
      this.#broken ??= this.#stopped(cause);
      for (const { reject } of waiting.splice(0)) reject(this.#broken);
    };
    worker.on("error", broke);
    worker.on("exit", (code) => broke(`exit code ${code}`));
    return life;
  }

  /** Nobody waits for the end: native code that a worker waits for may have none. */
  #end(life: Life<Reply>): void {
    if (this.#life === life) this.#life = undefined;
    void life.worker.terminate();
    for (const { resolve } of life.waiting.splice(0)) resolve(undefined);
  }
}

/** The worker's next reply. An idle worker does not keep the process alive; one that owes a reply does. */
async function owed<Reply>({ worker, waiting }: Pick<Life<Reply>, "worker" | "waiting">): Promise<Reply | undefined> {
  worker.ref();
  try {
    return await new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  } finally {
    if (waiting.length === 0) worker.unref();
  }
}

function isFailed(reply: { readonly kind: string }): reply is FailedReply {
  return reply.kind === "failed";
}
