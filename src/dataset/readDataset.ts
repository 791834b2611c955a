import type { Field, Source } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ReadingChoice, ReadingNotice } from "../protocol/reading.ts";
import type { Dataset } from "./dataset.ts";
import { decodeFile } from "./decodeFile.ts";
import { describeFields, findLabelField, findTextField } from "./fields.ts";
import type { Report, Rows } from "./format.ts";
import { formatOf } from "./index.ts";
import { inSteps } from "./inSteps.ts";
import { numberLabels } from "./numberLabels.ts";
import { ProblemList } from "./problemList.ts";
import { SourceText } from "./sourceText.ts";

const ROWS_PER_STEP = 1000;

export interface ReadOptions {
  /** Ends the reading with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Problems to keep in full. */
  readonly mostProblems?: number | undefined;
}

/**
 * Reads a source into records with the exact place of each text. What cannot be read is left out and listed in
 * `problems`.
 * @throws StrataError `fileNotFound`, `fileNotReadable`, `fileBinary`, `fileEmpty`, `noRecords`, `noTextField`,
 * `fieldMissing`, `arrayMissing`, `cancelled`
 */
export async function readDataset(
  source: Source,
  choice: ReadingChoice,
  { signal, mostProblems }: ReadOptions = {},
): Promise<Dataset> {
  const { path } = source;
  const { text, encoding } =
    source.kind === "file" ? await decodeFile(path) : { text: source.text, encoding: "editor" };
  if (text === "") throw new StrataError("fileEmpty", { path });

  const lines = new SourceText(text);
  const format = formatOf(path, lines);
  const problems = new ProblemList(lines, mostProblems);
  const { rows, ...read } = await inSteps(format.parse(lines, problems.report, choice), signal);
  if (rows.count === 0) throw noRecords(path, lines, problems);

  const fields = describeFields(rows);
  const textField = chooseTextField(path, rows, fields, choice, read.textField, problems);
  const labelField = chooseLabelField(path, rows, fields, choice, textField, read.labelField);
  const records = await inSteps(collectRecords(rows, textField, labelField, problems.report), signal);
  if (records.texts.length === 0) throw noRecords(path, lines, problems);

  return {
    path,
    format: format.id,
    reading: {
      encoding,
      dialect: read.dialect,
      array: read.array,
      arrays: read.arrays ?? [],
      turns: read.turns,
      notices: [...(read.notices ?? []), ...joinedNotices(records, textField)],
    },
    records: records.texts.length,
    texts: records.texts,
    ranges: rangesOf(lines, records),
    fields,
    textField,
    labelField,
    ...numberLabels(records.labels),
    labelValues: undefined,
    problems: problems.inOrder,
    problemCount: problems.count,
  };
}

function noRecords(path: string, { lineCount }: SourceText, problems: ProblemList): StrataError {
  return new StrataError("noRecords", { path, lines: lineCount, ...firstOf(problems) });
}

/** The first fault of the file itself goes before what is no record. */
function firstOf({ inOrder }: ProblemList): { problem?: string } {
  const first = inOrder.find(({ kind }) => kind === "syntax" || kind === "punctuation") ?? inOrder[0];
  return first === undefined ? {} : { problem: `line ${first.line + 1}: ${first.reason}` };
}

function chooseTextField(
  path: string,
  rows: Rows,
  fields: readonly Field[],
  choice: ReadingChoice,
  byFormat: string | undefined,
  problems: ProblemList,
): string | undefined {
  if (choice.text !== undefined) return existing(path, rows, fields, byFormat ?? choice.text);
  const preferred = choice.preferred?.text;
  if (preferred !== undefined && has(rows, fields, preferred)) return preferred;
  const found = byFormat ?? findTextField(fields);
  if (found === undefined && !hasValue(rows, undefined)) {
    throw new StrataError("noTextField", { path, fields: namesOf(fields), ...firstOf(problems) });
  }
  return found;
}

function chooseLabelField(
  path: string,
  rows: Rows,
  fields: readonly Field[],
  choice: ReadingChoice,
  textField: string | undefined,
  byFormat: string | undefined,
): string | undefined {
  if (choice.label === null) return undefined;
  if (choice.label !== undefined) return existing(path, rows, fields, choice.label);
  const preferred = choice.preferred?.label;
  if (preferred !== undefined && has(rows, fields, preferred)) return preferred;
  return byFormat ?? findLabelField(fields, textField);
}

function existing(path: string, rows: Rows, fields: readonly Field[], field: string): string {
  if (has(rows, fields, field)) return field;
  throw new StrataError("fieldMissing", { path, field, fields: namesOf(fields) });
}

/** A field may be deeper than those that are listed. */
function has(rows: Rows, fields: readonly Field[], field: string): boolean {
  return fields.some(({ name }) => name === field) || hasValue(rows, field);
}

function hasValue(rows: Rows, field: string | undefined): boolean {
  for (let row = 0; row < rows.count; row++) {
    if (rows.textAt(row, field) !== undefined) return true;
  }
  return false;
}

function namesOf(fields: readonly Field[]): string {
  return fields.map(({ name }) => name).join(", ");
}

interface Records {
  readonly texts: string[];
  readonly labels: (string | undefined)[];
  /** `[records × 2]` offsets of the texts in the source. */
  readonly spans: number[];
  /** Texts that were joined of several values. */
  joined: number;
}

function* collectRecords(
  rows: Rows,
  textField: string | undefined,
  labelField: string | undefined,
  report: Report,
): Generator<number, Records> {
  const records: Records = { texts: [], labels: [], spans: [], joined: 0 };
  for (let row = 0; row < rows.count; row++) {
    if (row % ROWS_PER_STEP === 0) yield row / rows.count;
    const own = rows.textAt(row, undefined);
    const field = own === undefined ? textField : undefined;
    const text = own ?? (field === undefined ? undefined : rows.textAt(row, field));
    if (text === undefined) {
      const reason = rows.whyMissing?.(row, field) ?? `there is no text in the field “${textField ?? "text"}”`;
      report(rows.rowSpan(row), "missingField", reason);
    } else {
      if (text.trim() === "") report(rows.rowSpan(row), "emptyText", emptyReason(field));
      const { start, end } = rows.spanOf(row, field);
      if (rows.isJoined?.(row, field) === true) records.joined++;
      records.spans.push(start, end);
      records.texts.push(text);
      records.labels.push(labelField === undefined ? undefined : rows.textAt(row, labelField));
    }
  }
  return records;
}

function joinedNotices({ joined }: Records, field: string | undefined): readonly ReadingNotice[] {
  return joined === 0 || field === undefined ? [] : [{ kind: "textJoined", field, records: joined }];
}

function emptyReason(field: string | undefined): string {
  return field === undefined ? "the text is empty" : `the field “${field}” is empty`;
}

function rangesOf(lines: SourceText, { spans }: Records): Uint32Array {
  const ranges = new Uint32Array(spans.length * 2);
  spans.forEach((offset, i) => {
    const { line, character } = lines.positionAt(offset);
    ranges[i * 2] = line;
    ranges[i * 2 + 1] = character;
  });
  return ranges;
}
