/** Holds one immutable value and tells listeners when another takes its place. */
export class Store<S> {
  #value: S;
  readonly #derive: (value: S) => S;
  readonly #listeners: ((value: S, before: S) => void)[] = [];

  /** @param derive brings what follows from the rest of a value up to date; the same object back where nothing does */
  constructor(value: S, derive: (value: S) => S = (same) => same) {
    this.#value = value;
    this.#derive = derive;
  }

  get value(): S {
    return this.#value;
  }

  /** Replaces the value by what a pure function makes of it; the same object back is no change. */
  readonly change = (update: (value: S) => S): void => {
    const before = this.#value;
    const updated = update(before);
    if (updated === before) return;
    this.#value = this.#derive(updated);
    for (const listener of this.#listeners) listener(this.#value, before);
  };

  subscribe(listener: (value: S, before: S) => void): void {
    this.#listeners.push(listener);
  }
}
