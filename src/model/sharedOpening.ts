import { StrataError } from "../protocol/errors.ts";
import { SharedSignal } from "./sharedSignal.ts";

/**
 * Something that many wait for and that is opened once. One that failed is opened again by the next who asks, and so is
 * one that was ended because all who waited gave up.
 */
export class SharedOpening<T> {
  readonly #open: (signal: AbortSignal) => Promise<T>;
  readonly #end: AbortSignal;
  #opening: { readonly value: Promise<T>; readonly users: SharedSignal } | undefined;

  /** `open` may reject with `cancelled` when its signal aborts; after `end` aborts nothing is opened anew. */
  constructor(open: (signal: AbortSignal) => Promise<T>, end: AbortSignal) {
    this.#open = open;
    this.#end = end;
  }

  /** What is open, or is being opened. */
  get current(): Promise<T> | undefined {
    return this.#opening?.value;
  }

  /** Rejects as `open` does. */
  async get(signal?: AbortSignal): Promise<T> {
    for (;;) {
      const opening = (this.#opening ??= this.#start());
      opening.users.add(signal);
      try {
        return await opening.value;
      } catch (error) {
        const isEnded = error instanceof StrataError && error.code === "cancelled" && opening.users.signal.aborted;
        if (!isEnded || this.#end.aborted || signal?.aborted) throw error;
      }
    }
  }

  #start() {
    const users = new SharedSignal();
    const value = this.#open(AbortSignal.any([users.signal, this.#end]));
    const opening = { value, users };
    value.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }
}
