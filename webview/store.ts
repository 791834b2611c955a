/** Holds one immutable value and tells listeners when another takes its place. */
export class Store<S> {
  #value: S;
  readonly #listeners: ((value: S, before: S) => void)[] = [];

  constructor(value: S) {
    this.#value = value;
  }

  get value(): S {
    return this.#value;
  }

  /** Replaces the value by what a pure function makes of it; the same object back is no change. */
  readonly change = (update: (value: S) => S): void => {
    const before = this.#value;
    this.#value = update(before);
    if (this.#value === before) return;
    for (const listener of this.#listeners) listener(this.#value, before);
  };

  subscribe(listener: (value: S, before: S) => void): void {
    this.#listeners.push(listener);
  }
}
