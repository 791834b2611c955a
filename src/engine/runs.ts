import { StrataError } from "../protocol/errors.ts";
import type { BegunRun, Run } from "./run.ts";

/**
 * The runs that can be asked: of every document the one that was drawn last, and the one that is on its way or ended
 * without being drawn, whose texts can still be told.
 */
export class Runs {
  readonly #drawn = new Map<string, Run>();
  readonly #begun = new Map<string, BegunRun>();

  /** A run's file was read. */
  begin(run: BegunRun): void {
    this.#begun.set(run.document, run);
  }

  /** A run was drawn: it takes the place of the one before. */
  draw(run: Run): void {
    this.#drawn.set(run.document, run);
    this.#begun.delete(run.document);
  }

  forget(document: string): void {
    this.#drawn.delete(document);
    this.#begun.delete(document);
  }

  /** The run of a document that was drawn last. */
  lastOf(document: string): Run | undefined {
    return this.#drawn.get(document);
  }

  /** A run whose file was read, by its id. Throws `runUnknown`. */
  begun(id: string): BegunRun {
    const all = [...this.#begun.values(), ...this.#drawn.values()];
    const run = all.find((each) => each.id === id);
    if (run === undefined) throw new StrataError("runUnknown", { run: id });
    return run;
  }

  /** A run that is drawn, by its id; undefined while it is on its way. Throws `runUnknown`. */
  drawn(id: string): Run | undefined {
    const run = this.begun(id);
    return this.#drawn.get(run.document) === run ? (run as Run) : undefined;
  }
}
