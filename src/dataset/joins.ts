import type { Join } from "./format.ts";
import { GrowingArray } from "./growingArray.ts";

/** How the texts that are put together are, record by record: conversations have many pieces, and files many of them. */
export class Joins {
  /** Of every joined text: its record, its separator, and where its pieces begin in `#spans`. */
  readonly #texts = new GrowingArray();
  /** Start and end of every piece. */
  readonly #spans = new GrowingArray();

  /** Takes the next record's. */
  add(record: number, { pieces, separator }: Join): void {
    for (const item of [record, separator, this.#spans.length]) this.#texts.push(item);
    for (const { start, end } of pieces) {
      this.#spans.push(start);
      this.#spans.push(end);
    }
  }

  /** Undefined where a record's text stands in one place. */
  of(record: number): Pick<Join, "pieces" | "separator"> | undefined {
    const count = this.#texts.length / FIELDS;
    let low = 0;
    for (let high = count; low < high;) {
      const middle = (low + high) >>> 1;
      if (this.#texts.at(middle * FIELDS) < record) low = middle + 1;
      else high = middle;
    }
    if (low === count || this.#texts.at(low * FIELDS) !== record) return undefined;
    const from = this.#texts.at(low * FIELDS + 2);
    const to = low + 1 < count ? this.#texts.at((low + 1) * FIELDS + 2) : this.#spans.length;
    const pieces = Array.from({ length: (to - from) / 2 }, (_, i) => {
      return { start: this.#spans.at(from + 2 * i), end: this.#spans.at(from + 2 * i + 1) };
    });
    return { pieces, separator: this.#texts.at(low * FIELDS + 1) };
  }
}

const FIELDS = 3;
