import type { Tap } from "../tap/openTap.ts";

/** A session that several runs compute with. It is disposed only when none of them does any more. */
export class LentTap {
  readonly tap: Tap;
  #users = 0;
  #disposed: Promise<void> | undefined;
  #dispose: (() => void) | undefined;

  constructor(tap: Tap) {
    this.tap = tap;
  }

  /** Lends the session to `work`. Rejects with what `work` throws. */
  async use<T>(work: (tap: Tap) => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work(this.tap);
    } finally {
      this.#users--;
      if (this.#users === 0) this.#dispose?.();
    }
  }

  /** Resolves when the last one who uses the session has ended and it is disposed. */
  dispose(): Promise<void> {
    this.#disposed ??= new Promise<void>((resolve) => {
      this.#dispose = resolve;
      if (this.#users === 0) resolve();
    }).then(() => this.tap.dispose());
    return this.#disposed;
  }
}
