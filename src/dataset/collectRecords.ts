import type { ReadingNotice } from "../protocol/reading.ts";
import type { Report, Rows, Span } from "./format.ts";
import { GrowingArray } from "./growingArray.ts";
import { Joins } from "./joins.ts";
import { LabelCollector, type RecordLabels } from "./recordLabels.ts";
import { RecordValues } from "./recordValues.ts";

const ROWS_PER_STEP = 2000;
const REPEATED = "a field name stands twice in this record: the last one is read";
/** Of the source. */
const SMALL_PART = 0.25;

/** The rows that have a text. */
export interface Records extends RecordLabels {
  readonly texts: readonly string[];
  /** `[records × 2]` offsets of the texts in the source. */
  readonly spans: GrowingArray;
  /** How texts that are put together are, by their record. */
  readonly joins: Joins;
  /** `[records × 2]` offsets of their rows, none of which reaches into the next; undefined where the texts are the rows. */
  readonly rowSpans: GrowingArray | undefined;
  /** What they have in any field. */
  readonly values: RecordValues;
}

export interface CollectOptions {
  readonly textField: string | undefined;
  readonly labelField: string | undefined;
  /** Whether a text of nothing but space is as good as any. */
  readonly blankTexts?: boolean | undefined;
  /** Whether the usual words for a missing value are none. */
  readonly missingWords: boolean;
  /** The source. */
  readonly text: string;
}

/** Takes the text and the label of every row; rows without a text are reported and left out. Yields the share done. */
export function* collectRecords(rows: Rows, options: CollectOptions, report: Report): Generator<number, Records> {
  const { textField, labelField } = options;
  const texts: string[] = [];
  const spans = new GrowingArray();
  const rowSpans = new RowSpans();
  const labels = new LabelCollector();
  const joins = new Joins();
  const rowOf = new GrowingArray();
  const values = new RecordValues(rows, rowOf, options);
  let joined = 0;
  for (let row = 0; row < rows.count; row++) {
    if (row % ROWS_PER_STEP === 0) yield row / rows.count;
    const own = rows.textAt(row, undefined);
    const field = own === undefined ? textField : undefined;
    const text = own ?? (field === undefined ? undefined : rows.textAt(row, field));
    if (text === undefined) {
      const why = rows.whyMissing?.(row, field) ?? `there is no text in the field “${textField ?? "text"}”`;
      report(rows.rowSpan(row), "missingField", why);
      continue;
    }
    if (text.trim() === "" && options.blankTexts !== true) report(rows.rowSpan(row), "emptyText", emptyReason(field));
    const { start, end } = rows.spanOf(row, field);
    spans.push(start);
    spans.push(end);
    rowSpans.add(rows.rowSpan(row), start, end);
    texts.push(text);
    rowOf.push(row);
    const join = rows.joinOf?.(row, field);
    if (join !== undefined) joins.add(texts.length - 1, join);
    if (join?.isChat === false) joined++;
    for (const span of rows.strayIn?.(row, field) ?? [])
      report(span, "notAnObject", "this is no turn of a conversation");
    const label = labelField === undefined ? undefined : values.of(texts.length - 1, labelField);
    if (rows.hasRepeated?.(row) === true) report(rows.rowSpan(row), "nameRepeated", REPEATED);
    labels.add(label, labelField !== undefined && values.mayBeMissing(texts.length - 1, labelField, label));
  }
  const found = labels.labelsOf(labelField);
  return {
    ...found,
    texts: apart(texts, options.text),
    spans,
    joins,
    rowSpans: rowSpans.found,
    values,
    notices: [...joinedNotices(joined, textField), ...found.notices],
  };
}

/** Where rows begin and end. */
class RowSpans {
  private readonly spans = new GrowingArray();
  private areTexts = true;

  /** A row, and its text. */
  add(row: Span, start: number, end: number): void {
    const { spans } = this;
    if (row.start !== start || row.end !== end) this.areTexts = false;
    // A row may lie in the one before, as a reply in what it replies to.
    const before = spans.length - 1;
    if (spans.at(before) > row.start) spans.set(before, Math.max(row.start, spans.at(before - 1)));
    spans.push(Math.max(row.start, before < 0 ? 0 : spans.at(before)));
    spans.push(row.end);
  }

  get found(): GrowingArray | undefined {
    return this.areTexts ? undefined : this.spans;
  }
}

/** Texts are slices of the source, and keep it in memory: where they are a small part of it they are copied. */
function apart(texts: readonly string[], source: string): readonly string[] {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  return length < source.length * SMALL_PART ? structuredClone(texts) : texts;
}

function joinedNotices(joined: number, field: string | undefined): readonly ReadingNotice[] {
  return joined === 0 || field === undefined ? [] : [{ kind: "textJoined", field, records: joined }];
}

function emptyReason(field: string | undefined): string {
  const what = field === undefined ? "the text" : `the field “${field}”`;
  return `${what} is empty: the point is what the model makes of no words`;
}
