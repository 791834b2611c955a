import { failureOfReply } from "../src/protocol/errors.ts";
import type { Context } from "./control.ts";

/** What a row shows besides numbers. */
export interface RowWords {
  readonly text: string;
  /** In the order of the fields that were asked for. */
  readonly values: readonly (string | null)[];
}

/** Rows that are kept; those that were asked for first go first. */
const MOST_KEPT = 20_000;

/** Texts and fields of the rows on the screen: asked for when they come into sight, one request at a time. */
export class TableRows {
  readonly #context: Context;
  readonly #changed: () => void;
  readonly #known = new Map<number, RowWords>();
  #of = "";
  #wanted = new AbortController();
  #isAsking = false;

  constructor(context: Context, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
  }

  of(point: number): RowWords | undefined {
    return this.#known.get(point);
  }

  /** Makes the words of some points known. Those of another run or of other fields are forgotten. */
  want(run: string, fields: readonly string[], points: readonly number[]): void {
    const of = JSON.stringify([run, fields]);
    if (of !== this.#of) {
      this.#of = of;
      this.#known.clear();
      this.#wanted.abort();
      this.#wanted = new AbortController();
      this.#isAsking = false;
    }
    const missing = points.filter((point) => !this.#known.has(point));
    if (missing.length === 0 || this.#isAsking) return;
    this.#isAsking = true;
    const { signal } = this.#wanted;
    this.#context.host.rows({ run, points: missing, fields }, signal).then(
      ({ texts, values }) => {
        if (signal.aborted) return;
        this.#isAsking = false;
        missing.forEach((point, i) =>
          this.#known.set(point, { text: texts[i] ?? "", values: values.map((field) => field[i] ?? null) }),
        );
        for (const point of this.#known.keys()) {
          if (this.#known.size <= MOST_KEPT) break;
          this.#known.delete(point);
        }
        this.#changed();
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.#isAsking = false;
        const { code } = failureOfReply(error);
        if (code !== "runUnknown" && code !== "cancelled") this.#context.host.report(error);
      },
    );
  }
}
