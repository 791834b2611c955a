/**
 * What a receiver is to hear, by kind: only the newest of a kind matters. While it has not answered the last delivery
 * nothing is sent, so that a slow receiver is never behind by more than one.
 */
export class Outbox<Kind extends string> {
  readonly #deliver: (kinds: ReadonlySet<Kind>) => Promise<unknown>;
  readonly #failed: (error: unknown) => void;
  #waiting = new Set<Kind>();
  #delivering = false;

  /**
   * @param deliver sends what is newest of some kinds, and resolves when the receiver has taken it
   * @param failed hears why one was not taken; what changed since is sent next
   */
  constructor(deliver: (kinds: ReadonlySet<Kind>) => Promise<unknown>, failed: (error: unknown) => void) {
    this.#deliver = deliver;
    this.#failed = failed;
  }

  /** There is something newer of these kinds. */
  changed(...kinds: readonly Kind[]): void {
    for (const kind of kinds) this.#waiting.add(kind);
    if (this.#delivering) return;
    this.#delivering = true;
    // What changes together goes together.
    queueMicrotask(() => void this.#empty());
  }

  async #empty(): Promise<void> {
    while (this.#waiting.size > 0) {
      const kinds = this.#waiting;
      this.#waiting = new Set();
      try {
        await this.#deliver(kinds);
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#delivering = false;
  }
}
