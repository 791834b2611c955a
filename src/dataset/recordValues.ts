import type { Rows } from "./format.ts";
import type { GrowingArray } from "./growingArray.ts";
import { LabelCollector, type RecordLabels } from "./recordLabels.ts";

const RECORDS_PER_STEP = 2000;

/** Up to so many different numbers of a field are names of two sides, not a scale. */
const SIDES = 2;

export interface ValueOptions {
  /** The source. */
  readonly text: string;
  /** Whether the usual words for a missing value are none. */
  readonly missingWords: boolean;
}

/** What records have in their fields, read again from the source whenever it is asked for: nothing is kept. */
export class RecordValues {
  readonly #rows: Rows;
  readonly #rowOf: GrowingArray;
  readonly #options: ValueOptions;

  /** @param rowOf the row of each record */
  constructor(rows: Rows, rowOf: GrowingArray, options: ValueOptions) {
    this.#rows = rows;
    this.#rowOf = rowOf;
    this.#options = options;
  }

  /** A record's value in a field as text, escapes resolved; `undefined` where it has no such scalar. */
  of(record: number, field: string): string | undefined {
    return this.#rows.textAt(this.#rowOf.at(record), field);
  }

  /** Whether a word such as `NaN` in a field may mean that there is no value: where it stands without quotes. */
  mayBeMissing(record: number, field: string, value: string | undefined): boolean {
    const { text, missingWords } = this.#options;
    if (missingWords) return true;
    return value === "NaN" && text.charAt(this.#rows.spanOf(this.#rowOf.at(record), field).start - 1) !== '"';
  }

  /**
   * The values of a field as labels of the records: numbers of more than two different values are a scale, unless the
   * field's name says that they name classes. Yields the share done.
   */
  *labelsOf(field: string): Generator<number, RecordLabels> {
    const labels = new LabelCollector();
    const records = this.#rowOf.length;
    for (let record = 0; record < records; record++) {
      if (record % RECORDS_PER_STEP === 0) yield record / records;
      const value = this.of(record, field);
      labels.add(value, this.mayBeMissing(record, field, value));
    }
    return labels.labelsOf(field, SIDES);
  }
}
