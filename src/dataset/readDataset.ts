import type { FileSource, FilesSource, RecordsChoice, Source } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ReadingChoice, ReadingNotice } from "../protocol/reading.ts";
import { chooseLabelField, chooseTextField } from "./chooseFields.ts";
import { collectRecords, type Records } from "./collectRecords.ts";
import type { Dataset } from "./dataset.ts";
import { decodeFile, type Decoded } from "./decodeFile.ts";
import { describeFields, type FieldFacts, toFields } from "./fields.ts";
import type { Format, Parsed } from "./format.ts";
import { formatOf } from "./index.ts";
import { inSteps } from "./inSteps.ts";
import { readLayerwise } from "./layerwise.ts";
import { ProblemList } from "./problemList.ts";
import { shownPlaces, shownProblems } from "./shownPlaces.ts";
import { TextParts, type Escapes } from "./textParts.ts";
import { SourceText } from "./sourceText.ts";
import { reportTextFaults } from "./textFaults.ts";
import { uniteFiles, type FileRead } from "./unitedFiles.ts";
import { KIND_FIELD, rowsOnLines, unitRows } from "./unitRows.ts";

export interface ReadOptions {
  /** Ends the reading with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Problems to keep in full. */
  readonly mostProblems?: number | undefined;
}

/**
 * Reads a source into records with the exact place of each text. What cannot be read is left out and listed in
 * `problems`.
 * @throws StrataError as `decodeFile`, `fileEmpty`, `noRecords`, `noTextField`, `fieldMissing`, `arrayMissing`,
 * `coordinatesNotReadable`, `cancelled`
 */
export async function readDataset(source: Source, choice: ReadingChoice, options: ReadOptions = {}): Promise<Dataset> {
  return source.kind === "files" ? readFiles(source, choice, options) : readFile(source, choice, options);
}

/** Several files as one data set. One that has no records is a problem of it; where none has, the first one's throws. */
async function readFiles({ path, files }: FilesSource, choice: ReadingChoice, options: ReadOptions): Promise<Dataset> {
  const { text, label } = choice;
  // A field that one file has may not be in the next.
  const ofEach: ReadingChoice = { ...choice, preferred: { ...choice.preferred, ...(text !== undefined && { text }) } };
  delete (ofEach as { text?: string }).text;
  delete (ofEach as { label?: string | null }).label;
  const read: FileRead[] = [];
  let failed: StrataError | undefined;
  for (const { name, source } of files) {
    try {
      read.push({ name, dataset: await readFile(source, ofEach, options), reason: "" });
    } catch (error) {
      if (!(error instanceof StrataError) || error.code === "cancelled") throw error;
      failed ??= error;
      read.push({ name, dataset: undefined, reason: `there are no records in it (${error.code})` });
    }
  }
  if (failed !== undefined && read.every(({ dataset }) => dataset === undefined)) throw failed;
  const united = uniteFiles(path, read, label === undefined ? {} : { label }, options.mostProblems);
  return inSteps(united, options.signal);
}

async function readFile(
  source: FileSource,
  choice: ReadingChoice,
  { signal, mostProblems }: ReadOptions,
): Promise<Dataset> {
  const { path } = source;
  const { text, ...decoded } = await decode(source, choice);
  if (text === "") throw new StrataError("fileEmpty", { path });

  const lines = new SourceText(text);
  const problems = new ProblemList(lines, mostProblems);
  reportTextFaults(lines, decoded, problems.report);
  const format = formatOf(path, lines);
  const reading = readRows(source, format, lines, choice, problems);
  const { parsed, fields, textField, labelField, records } = await inSteps(reading, signal);
  if (records === undefined || records.texts.length === 0) throw noRecords(path, lines, problems);

  return {
    path,
    format: format.id,
    reading: {
      encoding: decoded.encoding,
      dialect: parsed.dialect,
      array: parsed.array,
      arrays: parsed.arrays ?? [],
      turns: parsed.turns,
      notices: [
        ...encodingNotices(decoded),
        ...unusedNotices(choice, parsed),
        ...(parsed.notices ?? []),
        // What stands above the first heading lacks nothing.
        ...records.notices.filter(({ kind }) => kind !== "labelMissing" || parsed.areTexts !== true),
      ],
    },
    records: records.texts.length,
    texts: records.texts,
    parts: new TextParts({
      source: lines,
      texts: records.texts,
      spans: records.spans.items,
      joins: records.joins,
      escapes: escapesOf(format, parsed),
      shownLength: decoded.shownLength,
    }),
    values: records.values,
    ranges: shownPlaces(lines, records.spans.items, decoded.shownLength),
    ...(records.rowSpans && { rowRanges: shownPlaces(lines, records.rowSpans.items, decoded.shownLength) }),
    fields: toFields(fields),
    textField,
    labelField,
    labels: records.labels,
    labelOf: records.labelOf,
    labelValues: records.labelValues,
    ...(parsed.given && { given: parsed.given }),
    ...(parsed.coordinates && { coordinates: parsed.coordinates }),
    problems: shownProblems(lines, problems.inOrder, decoded.shownLength),
    problemCount: problems.count,
    effectCounts: problems.effects,
  };
}

function escapesOf({ id }: Format, { dialect }: Parsed): Escapes {
  return {
    json: id === "json" || id === "jsonl",
    quote: dialect?.quote ?? "",
    backslash: dialect?.escape === "backslash",
  };
}

interface RowsRead {
  readonly parsed: Parsed;
  readonly fields: readonly FieldFacts[];
  readonly textField: string | undefined;
  readonly labelField: string | undefined;
  /** `undefined` where there are no rows. */
  readonly records: Records | undefined;
}

/** Rows, their fields, their texts: a pass over the source each. */
function* readRows(
  { path, records: wanted }: FileSource,
  format: Format,
  source: SourceText,
  choice: ReadingChoice,
  problems: ProblemList,
): Generator<number, RowsRead> {
  const pictures = format.id === "json" ? yield* readLayerwise(path, source, choice, problems.report) : undefined;
  const parsed = pictures ?? (yield* wantedRows(path, format, source, choice, problems, wanted));
  const { rows } = parsed;
  if (rows.count === 0) return { parsed, fields: [], textField: undefined, labelField: undefined, records: undefined };
  const fields = yield* describeFields(rows);
  const of = { ...parsed, ...firstOf(problems), path, fields };
  const textField = chooseTextField(of, choice);
  const labelField = chooseLabelField(of, choice, textField);
  const missingWords = format.missingWords === true;
  const options = { textField, labelField, missingWords, text: source.text, blankTexts: choice.blankTexts };
  const records = yield* collectRecords(rows, options, problems.report);
  return { parsed, fields, textField, labelField, records };
}

/** The rows of a format, or those of them, or stretches of the text, that are wanted instead. */
function* wantedRows(
  path: string,
  format: Format,
  source: SourceText,
  choice: ReadingChoice,
  problems: ProblemList,
  wanted: RecordsChoice | undefined,
): Generator<number, Parsed> {
  if (wanted !== undefined && wanted.kind !== "lines")
    return { rows: unitRows(path, source, wanted), ...(wanted.kind === "ranges" && { labelField: KIND_FIELD }) };
  const parsed = yield* format.parse(source, problems.report, choice);
  return wanted === undefined ? parsed : { ...parsed, rows: rowsOnLines(parsed.rows, source, wanted.lines) };
}

/** The text of a source; of one the editor holds, the editor alone knows how it was decoded. */
async function decode(source: FileSource, choice: ReadingChoice): Promise<Decoded> {
  if (source.kind === "text")
    return { text: source.text, encoding: "editor", guessed: false, replaced: true, cut: false };
  return decodeFile(source.path, { chosen: choice.encoding, shown: source.shown });
}

function encodingNotices({ encoding, guessed }: Omit<Decoded, "text">): readonly ReadingNotice[] {
  return guessed ? [{ kind: "encodingGuessed", encoding }] : [];
}

function unusedNotices(choice: ReadingChoice, parsed: Parsed): readonly ReadingNotice[] {
  const parts = (["dialect", "array", "turns"] as const).filter(
    (part) => choice[part] !== undefined && parsed[part] === undefined,
  );
  return parts.map((part) => ({ kind: "choiceUnused", part }));
}

function noRecords(path: string, { lineCount }: SourceText, problems: ProblemList): StrataError {
  return new StrataError("noRecords", { path, lines: lineCount, ...firstOf(problems) });
}

/** The first fault of the file itself goes before what is no record. */
function firstOf({ inOrder }: ProblemList): { readonly problem?: string } {
  const first = inOrder.find(({ kind }) => kind === "syntax" || kind === "punctuation") ?? inOrder[0];
  return first === undefined ? {} : { problem: `line ${first.line + 1}: ${first.reason}` };
}
