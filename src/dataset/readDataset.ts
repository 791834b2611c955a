import type { Field, Source } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ReadingChoice, ReadingNotice } from "../protocol/reading.ts";
import type { Dataset } from "./dataset.ts";
import { decodeFile, type Decoded } from "./decodeFile.ts";
import { describeFields, toFields, type FieldFacts } from "./fields.ts";
import { findLabelField, findTextField } from "./findFields.ts";
import type { Report, Rows } from "./format.ts";
import { formatOf } from "./index.ts";
import { GrowingArray } from "./growingArray.ts";
import { inSteps } from "./inSteps.ts";
import { ProblemList } from "./problemList.ts";
import { recordLabels, type LabelCell } from "./recordLabels.ts";
import { SourceText } from "./sourceText.ts";
import { reportTextFaults } from "./textFaults.ts";

export interface ReadOptions {
  /** Ends the reading with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Problems to keep in full. */
  readonly mostProblems?: number | undefined;
}

/**
 * Reads a source into records with the exact place of each text. What cannot be read is left out and listed in
 * `problems`.
 * @throws StrataError as `decodeFile`, `fileEmpty`, `noRecords`, `noTextField`, `fieldMissing`, `cancelled`
 */
export async function readDataset(
  source: Source,
  choice: ReadingChoice,
  { signal, mostProblems }: ReadOptions = {},
): Promise<Dataset> {
  const { path } = source;
  const { text, ...decoded } = await decode(source, choice);
  if (text === "") throw new StrataError("fileEmpty", { path });

  const lines = new SourceText(text);
  const format = formatOf(path, lines);
  const problems = new ProblemList(lines, mostProblems);
  reportTextFaults(lines, decoded, problems.report);
  const { rows, ...read } = await inSteps(format.parse(lines, problems.report, choice), signal);
  if (rows.count === 0) throw noRecords(path, lines, problems);

  const fields = describeFields(rows);
  const textField = chooseTextField(path, rows, fields, choice);
  const labelField = chooseLabelField(path, rows, fields, choice, textField);
  const labelCell = labelReader(rows, labelField, lines, format.missingWords === true);
  const records = collectRecords(rows, textField, labelCell, problems.report);
  if (records.texts.length === 0) throw noRecords(path, lines, problems);
  const { notices, ...labels } = recordLabels(records.labels, labelField);

  return {
    path,
    format: format.id,
    reading: {
      encoding: decoded.encoding,
      dialect: read.dialect,
      array: read.array,
      arrays: read.arrays ?? [],
      turns: read.turns,
      notices: [...encodingNotices(decoded), ...(read.notices ?? []), ...notices],
    },
    records: records.texts.length,
    texts: records.texts,
    ranges: rangesOf(lines, records, decoded.shownLength),
    fields: toFields(fields),
    textField,
    labelField,
    ...labels,
    problems: problems.inOrder,
    problemCount: problems.count,
    effectCounts: problems.effects,
  };
}

/** The text of a source; of one the editor holds, the editor alone knows how it was decoded. */
async function decode(source: Source, choice: ReadingChoice): Promise<Decoded> {
  if (source.kind === "text")
    return { text: source.text, encoding: "editor", guessed: false, replaced: true, cut: false };
  return decodeFile(source.path, { chosen: choice.encoding, shown: source.shown });
}

function encodingNotices({ encoding, guessed }: Omit<Decoded, "text">): readonly ReadingNotice[] {
  return guessed ? [{ kind: "encodingGuessed", encoding }] : [];
}

function noRecords(path: string, { lineCount }: SourceText, problems: ProblemList): StrataError {
  const [first] = problems.inOrder;
  const problem = first === undefined ? {} : { problem: `line ${first.line + 1}: ${first.reason}` };
  return new StrataError("noRecords", { path, lines: lineCount, ...problem });
}

function chooseTextField(
  path: string,
  rows: Rows,
  fields: readonly FieldFacts[],
  choice: ReadingChoice,
): string | undefined {
  if (choice.text !== undefined) return existing(path, rows, fields, choice.text);
  const preferred = choice.preferred?.text;
  if (preferred !== undefined && has(rows, fields, preferred)) return preferred;
  const found = findTextField(fields);
  if (found === undefined && !hasValue(rows, undefined)) {
    throw new StrataError("noTextField", { path, fields: namesOf(fields) });
  }
  return found;
}

function chooseLabelField(
  path: string,
  rows: Rows,
  fields: readonly FieldFacts[],
  choice: ReadingChoice,
  textField: string | undefined,
): string | undefined {
  if (choice.label === null) return undefined;
  if (choice.label !== undefined) return existing(path, rows, fields, choice.label);
  const preferred = choice.preferred?.label;
  if (preferred !== undefined && has(rows, fields, preferred)) return preferred;
  return findLabelField(fields, textField);
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
  readonly labels: LabelCell[];
  /** `[records × 2]` offsets of the texts in the source. */
  readonly spans: GrowingArray;
}

function collectRecords(
  rows: Rows,
  textField: string | undefined,
  labelCell: (row: number) => LabelCell,
  report: Report,
): Records {
  const records: Records = { texts: [], labels: [], spans: new GrowingArray() };
  for (let row = 0; row < rows.count; row++) {
    const own = rows.textAt(row, undefined);
    const field = own === undefined ? textField : undefined;
    const text = own ?? (field === undefined ? undefined : rows.textAt(row, field));
    if (text === undefined) {
      report(rows.rowSpan(row), "missingField", `there is no text in the field “${textField ?? "text"}”`);
    } else {
      if (text.trim() === "") report(rows.rowSpan(row), "emptyText", emptyReason(field));
      const { start, end } = rows.spanOf(row, field);
      records.spans.push(start);
      records.spans.push(end);
      records.texts.push(text);
      records.labels.push(labelCell(row));
    }
  }
  return records;
}

/** Reads the label of a row. Words for none count in tables, and `NaN` in JSON where it is no string. */
function labelReader(
  rows: Rows,
  field: string | undefined,
  { text }: SourceText,
  inTable: boolean,
): (row: number) => LabelCell {
  return (row) => {
    const name = field === undefined ? undefined : rows.textAt(row, field);
    if (name !== "NaN" || inTable) return { name, open: inTable };
    return { name, open: text.charAt(rows.spanOf(row, field).start - 1) !== '"' };
  };
}

function emptyReason(field: string | undefined): string {
  const what = field === undefined ? "the text" : `the field “${field}”`;
  return `${what} is empty: the point is what the model makes of no words`;
}

function rangesOf(lines: SourceText, { spans }: Records, shownLength: Decoded["shownLength"]): Uint32Array {
  const ranges = new Uint32Array(spans.length * 2);
  for (let i = 0; i < spans.length; i++) {
    const offset = spans.at(i);
    const { line, character } = lines.positionAt(offset);
    ranges[i * 2] = line;
    ranges[i * 2 + 1] = shownLength?.(lines.text.slice(offset - character, offset)) ?? character;
  }
  return ranges;
}
