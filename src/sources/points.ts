import { recordKeys } from "../activations/recordKeys.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { PointKind, TokenPoints } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { TextFaultKind } from "../protocol/reading.ts";
import type { PointIndex, RecordIndex } from "../protocol/indices.ts";

/** The tokens of a data set's records, as points. */
export interface PlacedTokens extends TokenPoints {
  /** `[points × 2]` start and end of each in its record's text, in UTF-16 units. */
  readonly offsets: Uint32Array;
  /** `[records + 1]` where each record's tokens begin, and where the last ones end. */
  readonly starts: Uint32Array;
  /** Records that cannot be tokenized; they have no points. */
  readonly failed: readonly { readonly record: number; readonly kind: TextFaultKind; readonly reason: string }[];
}

/** What a picture of a data set draws, each point in the order of the file: the one owner of what belongs to which record. */
export class Points {
  readonly dataset: Dataset;
  /** `[records × KEY_BYTES]` of the records' texts. */
  readonly textKeys: Uint8Array;
  /** `[points × KEY_BYTES]`, equal where the states of points are the same by what they are made of. */
  readonly keys: Uint8Array;
  readonly tokens: PlacedTokens | undefined;
  readonly count: number;

  /** Without more, the records are the points, and equal texts have equal states. */
  constructor(
    dataset: Dataset,
    textKeys: Uint8Array,
    { keys = textKeys, tokens }: { readonly keys?: Uint8Array; readonly tokens?: PlacedTokens } = {},
  ) {
    this.dataset = dataset;
    this.textKeys = textKeys;
    this.keys = keys;
    this.tokens = tokens;
    this.count = tokens?.recordOf.length ?? dataset.records;
  }

  /** The records of a data set as its points. `before`: the points before an edit. */
  static ofRecords(dataset: Dataset, before?: Points): Points {
    const keyed = before && { texts: before.dataset.texts, keys: before.textKeys };
    return new Points(dataset, recordKeys(dataset.texts, keyed));
  }

  get kind(): PointKind {
    return this.tokens === undefined ? "records" : "tokens";
  }

  /** A point by the number a border gave it. Throws `recordUnknown`. */
  at(index: number): PointIndex {
    if (!Number.isInteger(index) || index < 0 || index >= this.count)
      throw new StrataError("recordUnknown", { record: index, records: this.count });
    return index as PointIndex;
  }

  /** The record that a point is, or is a token of. */
  recordOf(point: PointIndex): RecordIndex {
    return (this.tokens === undefined ? point : this.tokens.recordOf[point]) as RecordIndex;
  }

  /** The characters of a point. */
  textOf(point: PointIndex): string {
    const text = this.dataset.texts[this.recordOf(point)] ?? "";
    if (this.tokens === undefined) return text;
    return text.slice(this.tokens.offsets[2 * point], this.tokens.offsets[2 * point + 1]);
  }

  /** `[points × 4]` where they stand in the file, as `DatasetInfo.ranges`. */
  get ranges(): Uint32Array {
    return this.tokens?.ranges ?? this.dataset.ranges;
  }
}
