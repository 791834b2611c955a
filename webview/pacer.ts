/**
 * Lets through the newest of many values, so seldom that handling them takes at most a fifth of the time: a picture
 * that grows while the model runs must not keep the panel from answering.
 */
export class Pacer<T> {
  readonly #apply: (value: T) => void;
  readonly #cost: () => number;
  #waiting: { readonly value: T } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `cost` tells how many milliseconds the last value took. */
  constructor(apply: (value: T) => void, cost: () => number) {
    this.#apply = apply;
    this.#cost = cost;
  }

  push(value: T): void {
    this.#waiting = { value };
    if (this.#timer === undefined) this.flush();
  }

  /** Lets the newest value through now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting === undefined) return;
    const { value } = this.#waiting;
    this.#waiting = undefined;
    this.#apply(value);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.flush();
      },
      Math.max(100, 4 * this.#cost()),
    );
  }
}
