/** Milliseconds before the first try; each further one waits twice as long, up to the longest. */
const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** Tries again what failed, later and later. Does not keep the process alive. */
export class BackOff {
  readonly #again: () => void;
  #delay = FIRST_MS;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(again: () => void) {
    this.#again = again;
  }

  /** It failed: the next try is due, unless one is already. */
  failed(): void {
    if (this.#ended || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#again();
    }, this.#delay).unref();
    this.#delay = Math.min(2 * this.#delay, LONGEST_MS);
  }

  /** It worked: the next failure is tried again soon. */
  worked(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#delay = FIRST_MS;
  }

  /** No further try begins. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}
