import type { DatasetInfo, Field } from "../protocol/engine.ts";
import { problemEffects, type Problem, type ProblemEffect, type ReadingChoice } from "../protocol/reading.ts";
import type { Dataset } from "./dataset.ts";
import { LabelCollector, type RecordLabels } from "./recordLabels.ts";

/** The field that says which file a record is of. */
export const FILE_FIELD = "file";
/** The folder of that file, where each file is one record. */
export const FOLDER_FIELD = "folder";

const RECORDS_PER_STEP = 2000;
const MOST_DISTINCT = 1000;
/** Problems kept in full. */
const KEPT = 1000;

/** A file that was read, or why it was not. */
export interface FileRead {
  readonly name: string;
  readonly dataset: Dataset | undefined;
  readonly reason: string;
}

/** The records of several files as one data set, file by file. At least one file has records. Yields the share done. */
export function* uniteFiles(
  path: string,
  files: readonly FileRead[],
  choice: ReadingChoice,
  mostProblems = KEPT,
): Generator<number, Dataset> {
  const read = files.flatMap(({ dataset }, file) => (dataset === undefined ? [] : [{ file, dataset }]));
  const datasets = read.map(({ dataset }) => dataset);
  const records = datasets.reduce((sum, dataset) => sum + dataset.records, 0);
  const starts = startsOf(datasets);
  const fileOf = new Uint16Array(records);
  for (const [i, { file }] of read.entries()) fileOf.fill(file, starts[i], starts[i + 1]);
  const values = new UnitedValues(datasets, starts, (part) => files[read[part]?.file ?? 0]?.name ?? "");
  const names = read.map(({ file }) => files[file]?.name ?? "");
  const fields = [...ownFields(names, datasets), ...merged(datasets)];
  const labelField = choice.label === null ? undefined : (choice.label ?? ownLabel(names, records));
  const labels = labelField === undefined ? noLabels(records) : yield* values.labelsOf(labelField);
  const { notices, ...own } = labels;
  const problems = problemsOf(files);
  return {
    path,
    format: same(datasets.map(({ format }) => format)) ?? "files",
    reading: {
      encoding: same(datasets.map(({ reading }) => reading.encoding)) ?? "",
      dialect: undefined,
      array: undefined,
      arrays: [],
      turns: undefined,
      notices: [...datasets.flatMap(({ reading }) => reading.notices), ...notices],
    },
    records,
    files: files.map(({ name }) => name),
    fileOf,
    texts: datasets.flatMap(({ texts }) => texts),
    parts: { rangesOf: (recordOf, offsets) => partRanges(datasets, starts, recordOf, offsets) },
    values,
    ranges: joined(datasets.map(({ ranges }) => ranges)),
    ...(datasets.some(({ rowRanges }) => rowRanges !== undefined) && {
      rowRanges: joined(datasets.map(({ rowRanges, ranges }) => rowRanges ?? ranges)),
    }),
    fields,
    textField: same(datasets.map(({ textField }) => textField)),
    labelField,
    ...own,
    problems: problems.slice(0, mostProblems),
    problemCount: files.reduce((sum, { dataset }) => sum + (dataset?.problemCount ?? 1), 0),
    effectCounts: effectsOf(files),
  };
}

/** What the records of several files have in any field. */
class UnitedValues implements Pick<Dataset["values"], "of" | "mayBeMissing" | "labelsOf"> {
  readonly #datasets: readonly Dataset[];
  readonly #starts: readonly number[];
  readonly #nameOf: (part: number) => string;

  constructor(datasets: readonly Dataset[], starts: readonly number[], nameOf: (part: number) => string) {
    this.#datasets = datasets;
    this.#starts = starts;
    this.#nameOf = nameOf;
  }

  of(record: number, field: string): string | undefined {
    const part = partOf(this.#starts, record);
    if (field === FILE_FIELD) return this.#nameOf(part);
    if (field === FOLDER_FIELD) return folderOf(this.#nameOf(part));
    return this.#datasets[part]?.values.of(record - (this.#starts[part] ?? 0), field);
  }

  mayBeMissing(record: number, field: string, value: string | undefined): boolean {
    const part = partOf(this.#starts, record);
    if (field === FILE_FIELD || field === FOLDER_FIELD || value === undefined) return false;
    return this.#datasets[part]?.values.mayBeMissing(record - (this.#starts[part] ?? 0), field, value) ?? false;
  }

  *labelsOf(field: string): Generator<number, RecordLabels> {
    const labels = new LabelCollector();
    const records = this.#starts.at(-1) ?? 0;
    for (let record = 0; record < records; record++) {
      if (record % RECORDS_PER_STEP === 0) yield record / records;
      const value = this.of(record, field);
      labels.add(value, this.mayBeMissing(record, field, value));
    }
    return labels.labelsOf(field);
  }
}

/** `[parts + 1]` the first record of each, and how many there are. */
function startsOf(datasets: readonly Dataset[]): readonly number[] {
  const starts = [0];
  for (const { records } of datasets) starts.push((starts.at(-1) ?? 0) + records);
  return starts;
}

function partOf(starts: readonly number[], record: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= record) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** As `TextParts.rangesOf`; `recordOf` is ascending, so the parts of a file stand together. */
function partRanges(
  datasets: readonly Dataset[],
  starts: readonly number[],
  recordOf: Uint32Array,
  offsets: Uint32Array,
): Uint32Array {
  const ranges = new Uint32Array(recordOf.length * 4);
  let from = 0;
  for (const [part, dataset] of datasets.entries()) {
    const [start, end] = [starts[part] ?? 0, starts[part + 1] ?? 0];
    let to = from;
    while (to < recordOf.length && (recordOf[to] ?? 0) < end) to++;
    const own = recordOf.slice(from, to).map((record) => record - start);
    ranges.set(dataset.parts.rangesOf(own, offsets.subarray(2 * from, 2 * to)), 4 * from);
    from = to;
  }
  return ranges;
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** What tells the records apart by themselves: their file; where each file is one record, its folder, if there are several. */
function ownLabel(names: readonly string[], records: number): string | undefined {
  if (records > names.length) return FILE_FIELD;
  return new Set(names.map(folderOf)).size > 1 ? FOLDER_FIELD : undefined;
}

function folderOf(name: string): string {
  return name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : ".";
}

function ownFields(names: readonly string[], datasets: readonly Dataset[]): readonly Field[] {
  const present = datasets.reduce((sum, { records }) => sum + records, 0);
  const fieldOf = (name: string, values: readonly string[]): Field => {
    const length = datasets.reduce((sum, { records }, i) => sum + (values[i] ?? "").length * records, 0);
    return { name, kind: "string", present, distinct: new Set(values).size, meanLength: length / present };
  };
  return [fieldOf(FILE_FIELD, names), fieldOf(FOLDER_FIELD, names.map(folderOf))];
}

/** The fields of all files; different values in several files are counted in each. */
function merged(datasets: readonly Dataset[]): readonly Field[] {
  const fields = new Map<string, Field>();
  for (const field of datasets.flatMap((dataset) => dataset.fields)) {
    const known = fields.get(field.name);
    if (field.name === FILE_FIELD || field.name === FOLDER_FIELD) continue;
    fields.set(field.name, known === undefined ? field : both(known, field));
  }
  return [...fields.values()];
}

function both(a: Field, b: Field): Field {
  const present = a.present + b.present;
  return {
    name: a.name,
    kind: a.kind === b.kind ? a.kind : "mixed",
    present,
    distinct: Math.min(MOST_DISTINCT, a.distinct + b.distinct),
    meanLength: (a.present * a.meanLength + b.present * b.meanLength) / present,
  };
}

function same<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

function noLabels(records: number): RecordLabels {
  const labels = new LabelCollector();
  for (let record = 0; record < records; record++) labels.add(undefined, false);
  return labels.labelsOf(undefined);
}

/** The problems of every file, and one for each file that has no records. */
function problemsOf(files: readonly FileRead[]): readonly Problem[] {
  return files.flatMap(({ dataset, reason }, file): readonly Problem[] =>
    dataset === undefined
      ? [{ line: 0, start: 0, end: 1, kind: "fileNotRead", reason, file }]
      : dataset.problems.map((problem) => ({ ...problem, file })),
  );
}

function effectsOf(files: readonly FileRead[]): DatasetInfo["effectCounts"] {
  const counts: Record<ProblemEffect, number> = { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 };
  for (const { dataset } of files) {
    if (dataset === undefined) counts[problemEffects.fileNotRead]++;
    else for (const effect of Object.keys(counts) as ProblemEffect[]) counts[effect] += dataset.effectCounts[effect];
  }
  return counts;
}
