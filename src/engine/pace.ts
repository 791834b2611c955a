/** Seconds of recent work the rate is taken over. */
const WINDOW_SECONDS = 10;

/** Rate and time left of work done in batches, from the recent past, so that a slow start is forgotten. */
export class Pace {
  readonly #marks: { seconds: number; done: number }[] = [];

  /** Records that `done` units (tokens, records) were finished at `seconds` on any steady clock. */
  mark(done: number, seconds: number): void {
    this.#marks.push({ seconds, done });
    while (this.#marks.length > 2 && (this.#marks[0]?.seconds ?? 0) < seconds - WINDOW_SECONDS) this.#marks.shift();
  }

  /** Units per second; undefined before two marks. */
  get rate(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.seconds <= first.seconds) return undefined;
    return (last.done - first.done) / (last.seconds - first.seconds);
  }

  /** Seconds until `left` more units are done; undefined while the rate is unknown. */
  secondsLeft(left: number): number | undefined {
    const rate = this.rate;
    return rate === undefined || rate === 0 ? undefined : left / rate;
  }
}
