import type { Stage } from "../protocol/engine.ts";

/** Seconds spent in each stage of a run. */
export class Clock {
  readonly #started = performance.now();
  readonly #spent: Record<Stage, number> = { read: 0, load: 0, run: 0, align: 0 };

  /** Runs `work` and counts its time for `stage`. */
  async time<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const started = this.total;
    const result = await work();
    this.add(stage, this.total - started);
    return result;
  }

  /** Counts seconds for `stage`. */
  add(stage: Stage, seconds: number): void {
    this.#spent[stage] += seconds;
  }

  /** Seconds since the start. */
  get total(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get seconds(): Record<Stage | "total", number> {
    return { ...this.#spent, total: this.total };
  }
}
