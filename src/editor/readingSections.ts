import type { DatasetInfo, Field } from "../protocol/engine.ts";
import { encodings } from "../protocol/encodings.ts";
import { turnChoices, WHOLE_OBJECT, type Dialect, type ReadingChoice } from "../protocol/reading.ts";
import { declared } from "../strings/declared.ts";
import { fieldName } from "../strings/fieldName.ts";
import { givenText } from "../strings/given.ts";
import { delimiterName, dialectWords, readingText, turnNames } from "../strings/reading.ts";
import type { Choice, Section } from "./quickStep.ts";
import type { ReadingChange } from "./readingChange.ts";

/** What the user can choose of how a file is read: each entry's value is the change to make. */
export type ReadingSection = Section<ReadingChange>;

/** The data set as it was read, absent where that failed, and what was chosen before. */
export interface ReadNow {
  readonly dataset: DatasetInfo | undefined;
  readonly chosen: ReadingChoice;
}

/** Labels are few and come again: a field with more values than this, or with one for nearly every record, is listed apart. */
const MANY_VALUES = 50;

function marked(current: boolean, ...facts: readonly string[]): Pick<Choice<ReadingChange>, "description" | "first"> {
  return {
    description: [...facts, current ? readingText.current : ""].filter((part) => part !== "").join(" · "),
    first: current,
  };
}

/** The entry that lets a part be found again. */
function automatic(detail: string, value: ReadingChange): ReadingSection {
  return { label: "", choices: [{ label: readingText.automatic, detail, value }] };
}

/** Fields have other names where other records are read. */
function fieldsFoundAgain({ label }: ReadingChoice): ReadingChange {
  return { text: undefined, label: label === null ? null : undefined };
}

function fieldChoices(
  dataset: DatasetInfo,
  current: string | undefined,
  belongs: (field: Field) => boolean,
  value: (name: string) => ReadingChange,
): Choice<ReadingChange>[] {
  return dataset.fields.filter(belongs).map((field) => ({
    label: fieldName(field.name),
    detail: readingText.fieldStatistics(field, dataset.records),
    value: value(field.name),
    ...marked(field.name === current),
  }));
}

/** Fields that may hold the text, also those of other arrays of the file. */
export function textFieldSections({ dataset, chosen }: ReadNow): readonly ReadingSection[] {
  const found = automatic(readingText.automaticText, { text: undefined });
  if (dataset === undefined) return [found];
  const isText = ({ kind }: Field): boolean => kind === "string" || kind === "mixed";
  const choices = (belongs: (field: Field) => boolean): Choice<ReadingChange>[] =>
    fieldChoices(dataset, dataset.textField, belongs, (text) => ({ text }));
  const { array, arrays } = dataset.reading;
  const others = arrays
    .filter(({ path }) => path !== array)
    .flatMap(({ path, records, textFields }) =>
      textFields.map((name) => ({
        label: `${path}.${fieldName(name)}`,
        detail: readingText.recordsOf(records),
        value: { ...fieldsFoundAgain(chosen), text: `${path}.${name}`, array: undefined },
      })),
    );
  return [
    found,
    { label: readingText.fieldsOfText, choices: choices(isText) },
    { label: readingText.fieldsOfOtherArrays, choices: others },
    { label: readingText.otherFields, choices: choices((field) => !isText(field)) },
  ];
}

/** A field by its name: it may be deeper than those that are listed, and none are where the file could not be read. */
export function typedTextField(now: ReadNow, text: string): Choice<ReadingChange> | undefined {
  return typedField(textFieldSections(now), text, { text });
}

export function typedLabelField(now: ReadNow, text: string): Choice<ReadingChange> | undefined {
  return typedField(labelFieldSections(now), text, { label: text });
}

/** What the text finds in the list goes before a field of that name. */
function typedField(
  offered: readonly ReadingSection[],
  text: string,
  value: ReadingChange,
): Choice<ReadingChange> | undefined {
  const known = offered.flatMap(({ choices }) => choices.map(({ label }) => label));
  if (text === "" || known.includes(text)) return undefined;
  const last = known.some((label) => label.toLowerCase().includes(text.toLowerCase()));
  return { label: readingText.typedField(text), value, last };
}

/** Fields that may colour the points. */
export function labelFieldSections({ dataset, chosen }: ReadNow): readonly ReadingSection[] {
  const found = automatic(readingText.automaticLabel, { label: undefined });
  const none = {
    label: readingText.noLabel,
    detail: readingText.noLabelDetail,
    value: { label: null },
    ...marked(chosen.label === null),
  };
  const first = { label: "", choices: [...found.choices, none] };
  if (dataset === undefined) return [first];
  const isText = ({ name }: Field): boolean => name === dataset.textField;
  const hasFew = ({ distinct, present }: Field): boolean => distinct <= MANY_VALUES && 2 * distinct <= present;
  const choices = (belongs: (field: Field) => boolean): Choice<ReadingChange>[] =>
    fieldChoices(dataset, dataset.labelField, belongs, (label) => ({ label }));
  return [
    first,
    { label: readingText.fieldsOfFewValues, choices: choices((field) => hasFew(field) && !isText(field)) },
    { label: readingText.otherFields, choices: choices((field) => !hasFew(field) && !isText(field)) },
  ];
}

export function encodingSections({ dataset, chosen }: ReadNow): readonly ReadingSection[] {
  const current = (id: string, label: string): boolean =>
    chosen.encoding === undefined ? dataset?.reading.encoding === label : chosen.encoding === id;
  return [
    automatic(readingText.automaticEncoding, { encoding: undefined }),
    {
      label: readingText.encodings,
      choices: encodings.map(({ id, label, languages }) => ({
        label,
        value: { encoding: id },
        ...marked(current(id, label), declared(languages), id),
      })),
    },
  ];
}

const delimiters = [",", ";", "\t", "|", ":", " ", ""] as const;

/** Whole dialects that many programs write. */
const usual: readonly Pick<Dialect, "delimiter" | "quote" | "escape">[] = [
  { delimiter: ",", quote: '"', escape: "doubled" },
  { delimiter: ";", quote: '"', escape: "doubled" },
  { delimiter: "\t", quote: '"', escape: "doubled" },
  { delimiter: "\t", quote: "", escape: "doubled" },
  { delimiter: "|", quote: "", escape: "doubled" },
];

function has(dialect: Dialect | undefined, part: Partial<Dialect>): boolean {
  return dialect !== undefined && dialectWords({ ...dialect, ...part }) === dialectWords(dialect);
}

/** Whole dialects, then every part of one. A part that is chosen leaves the others as they were chosen or found. */
export function dialectSections({ dataset, chosen }: ReadNow): readonly ReadingSection[] {
  const now = dataset?.reading.dialect;
  const choice = (label: string, part: Partial<Dialect>): Choice<ReadingChange> => ({
    label,
    value: dialectChange(chosen, part),
    ...marked(has(now, part)),
  });
  return [
    automatic(readingText.automaticDialect, {
      ...fieldsFoundAgain(chosen),
      dialect: undefined,
    }),
    { label: readingText.dialects, choices: usual.map((part) => choice(readingText.usualDialect(part), part)) },
    {
      label: readingText.delimiter,
      choices: delimiters.map((delimiter) => choice(readingText.delimiterTitle(delimiter), { delimiter })),
    },
    {
      label: readingText.quote,
      choices: (['"', "'", ""] as const).map((quote) => choice(readingText.quoteTitles[quote], { quote })),
    },
    {
      label: readingText.escape,
      choices: (["doubled", "backslash"] as const).map((escape) =>
        choice(readingText.escapeTitles[escape], { escape }),
      ),
    },
    {
      label: readingText.header,
      choices: [true, false].map((header) => choice(readingText.headerTitle(header), { header })),
    },
  ];
}

/** Another delimiter as it is typed: one to four characters that are no letters, digits, quotes or spaces. */
export function typedDelimiter({ chosen }: ReadNow, text: string): Choice<ReadingChange> | undefined {
  if (!/^[^\p{L}\p{N}\s"']{1,4}$/u.test(text)) return undefined;
  return { label: readingText.typedDelimiter(delimiterName(text)), value: dialectChange(chosen, { delimiter: text }) };
}

function dialectChange(chosen: ReadingChoice, part: Partial<Dialect>): ReadingChange {
  return { ...fieldsFoundAgain(chosen), dialect: { ...chosen.dialect, ...part } };
}

export function arraySections({ dataset, chosen }: ReadNow): readonly ReadingSection[] {
  const again = fieldsFoundAgain(chosen);
  const found = automatic(readingText.automaticArray, { ...again, array: undefined });
  const { array, arrays = [] } = dataset?.reading ?? {};
  return [
    found,
    {
      label: readingText.arrays,
      choices: arrays.map(({ path, records, textFields }) => ({
        label: path,
        ...(textFields.length > 0 && { detail: readingText.textFields(textFields) }),
        value: { ...again, array: path },
        ...marked(path === array, path === WHOLE_OBJECT ? readingText.wholeObject : readingText.recordsOf(records)),
      })),
    },
  ];
}

/** The data sets of a file of pictures. */
export function dataSetSections({ dataset }: ReadNow): readonly ReadingSection[] {
  const { array, arrays = [] } = dataset?.reading ?? {};
  return [
    automatic(givenText.automatic, { array: undefined }),
    {
      label: givenText.dataSets(arrays.length),
      choices: arrays.map(({ path, records }) => ({
        label: fieldName(path),
        value: { array: path },
        ...marked(path === array, readingText.recordsOf(records)),
      })),
    },
  ];
}

export function turnSections({ dataset }: ReadNow): readonly ReadingSection[] {
  return [
    automatic(readingText.automaticTurns, { turns: undefined }),
    {
      label: readingText.turns,
      choices: turnChoices.map((turns) => ({
        label: readingText.turnTitle(turnNames[turns]),
        detail: readingText.turnDetails[turns],
        value: { turns },
        ...marked(dataset?.reading.turns === turns),
      })),
    },
  ];
}
