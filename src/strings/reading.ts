import type { Field } from "../protocol/engine.ts";
import {
  problemEffects,
  type Dialect,
  type EffectCounts,
  type Problem,
  type ProblemEffect,
  type ReadingNotice,
  type ReadingNoticeDetails,
  type Turns,
} from "../protocol/reading.ts";
import { count, grouped } from "../strings.ts";
import type { NoticeWords } from "./notices.ts";

/** What is said about how a file was read. */

/** What became of a place, in the same words everywhere. */
export const effectWords: Readonly<Record<ProblemEffect, string>> = {
  notRead: "not read",
  leftOut: "left out",
  guessed: "guessed",
  asItStands: "read as it stands",
};

/** Effects that lost or changed something. */
const WARNING: readonly ProblemEffect[] = ["notRead", "leftOut", "guessed"];

/** `1 not read, 2 guessed`: the effects that occurred. */
export function effectSummary(counts: EffectCounts): string {
  const effects = Object.keys(effectWords) as ProblemEffect[];
  return effects
    .filter((effect) => counts[effect] > 0)
    .map((effect) => `${grouped(counts[effect])} ${counts[effect] > 1 ? plural(effect) : effectWords[effect]}`)
    .join(", ");
}

function plural(effect: ProblemEffect): string {
  return effect === "asItStands" ? "read as they stand" : effectWords[effect];
}

/** Whether the picture is not what one would take it for. */
export function effectsWarn(counts: EffectCounts): boolean {
  return WARNING.some((effect) => counts[effect] > 0);
}

/** `the quote is not closed (read as it stands)`. */
export function problemWords({ kind, reason }: Problem): string {
  return `${reason} (${effectWords[problemEffects[kind]]})`;
}

/** `Line 3: the quote is not closed (read as it stands)`. */
export function problemSentence(problem: Problem): string {
  return `Line ${grouped(problem.line + 1)}: ${problemWords(problem)}`;
}

const delimiterNames: Readonly<Record<string, string>> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "pipe",
  ":": "colon",
  " ": "space",
  "": "one column",
};

export function delimiterName(delimiter: string): string {
  return delimiterNames[delimiter] ?? `“${delimiter}”`;
}

const quoteNames: Readonly<Record<Dialect["quote"], string>> = {
  '"': "quoted",
  "'": "single quotes",
  "": "no quotes",
};

/** `semicolon, quoted, header`. */
export function dialectWords({ delimiter, quote, escape, header }: Dialect): string {
  return [
    delimiterName(delimiter),
    quoteNames[quote],
    escape === "backslash" ? "backslash" : "",
    header ? "header" : "no header",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

export const turnNames: Readonly<Record<Turns, string>> = {
  conversation: "whole conversation",
  lastUser: "last user turn",
  firstUser: "first user turn",
  lastAnswer: "last answer",
  each: "each turn",
};

/** `a, b and 3 more`. */
function some(names: readonly string[], most = 3): string {
  const named = names.slice(0, most);
  const more = names.length - named.length;
  if (more > 0) return `${named.join(", ")} and ${grouped(more)} more`;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1) ?? ""}`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** What is said while it is chosen how a file is read. */
export const readingText = {
  current: "current",
  automatic: "Automatic",
  typedField: (name: string) => `Read the field “${name}”`,

  chooseTextField: "Choose Text Field",
  textFieldPlaceholder: (file: string) => `Field of ${file} to read`,
  automaticText: "The field that reads like text and varies",
  fieldsOfText: "Text",
  fieldsOfOtherArrays: "Other arrays",
  otherFields: "Other fields",

  chooseLabelField: "Choose Label Field",
  labelFieldPlaceholder: (file: string) => `Field of ${file} that colours the points`,
  automaticLabel: "The field that is named or looks like a label",
  noLabel: "No label",
  noLabelDetail: "All points have one colour.",
  fieldsOfFewValues: "Few values",
  fieldStatistics: ({ kind, present, distinct, meanLength }: Field, records: number) =>
    [
      kind,
      present === records ? "in all records" : `in ${grouped(present)} of ${count(records, "record")}`,
      distinct >= 1000 ? "1\u202f000 values or more" : count(distinct, "value"),
      kind === "string" ? `${count(meanLength, "character")} on average` : "",
    ]
      .filter((part) => part !== "")
      .join(" · "),

  chooseEncoding: "Choose Encoding",
  encodingPlaceholder: (file: string) => `Encoding of ${file}`,
  automaticEncoding: "UTF-8 where the bytes are that, else the one that fits them best",
  encodings: "Encodings",

  chooseDialect: "Choose Dialect",
  dialectPlaceholder: (file: string) => `How the cells of ${file} are told apart, or another delimiter`,
  automaticDialect: "What makes the rows most alike",
  dialects: "Common",
  usualDialect: ({ delimiter, quote }: Pick<Dialect, "delimiter" | "quote">) =>
    capital(`${delimiterName(delimiter)}, ${quoteNames[quote]}`),
  delimiter: "Delimiter",
  delimiterTitle: (delimiter: string) =>
    delimiter === "" ? "None: one column" : `${capital(delimiterName(delimiter))} as delimiter`,
  typedDelimiter: (name: string) => `${capital(name)} as delimiter`,
  quote: "Quote",
  quoteTitles: { '"': "Double quotes", "'": "Single quotes", "": "No quotes" } as Readonly<
    Record<Dialect["quote"], string>
  >,
  escape: "A quote inside quotes",
  escapeTitles: { doubled: "Doubled quote", backslash: "Backslash before the quote" } as Readonly<
    Record<Dialect["escape"], string>
  >,
  header: "First row",
  headerTitle: (header: boolean) => (header ? "Header: names the columns" : "No header: a record as the others"),

  chooseArray: "Choose Array",
  arrayPlaceholder: (file: string) => `Array of ${file} whose items are the records`,
  automaticArray: "The array with most records",
  arrays: "Arrays",
  wholeObject: "the whole object, 1 record",
  recordsOf: (records: number) => count(records, "record"),
  textFields: (names: readonly string[]) => `Text in ${some(names, 6)}`,

  chooseTurns: "Choose Turns",
  turnsPlaceholder: (file: string) => `What of each conversation in ${file} is a record`,
  automaticTurns: "The whole conversation",
  turns: "Turns",
  turnTitle: capital,
  turnDetails: {
    conversation: "All turns joined",
    lastUser: "What the user said last",
    firstUser: "What the user said first",
    lastAnswer: "What was answered last",
    each: "Every turn is a record of its own",
  } as Readonly<Record<Turns, string>>,
} as const;

const unusedWords: Readonly<
  Record<ReadingNoticeDetails["choiceUnused"]["part"], Pick<NoticeWords, "short" | "sentence" | "command">>
> = {
  dialect: {
    short: "dialect not used",
    sentence: "The dialect that was chosen is not used: the file is no table of cells.",
    command: "chooseDialect",
  },
  array: {
    short: "array not used",
    sentence: "The array that was chosen is not used: the file is not read as JSON.",
    command: "chooseArray",
  },
  turns: {
    short: "turns not used",
    sentence: "The choice of turns is not used: the records are no conversations.",
    command: "chooseTurns",
  },
};

const notices: {
  readonly [K in keyof ReadingNoticeDetails]: (detail: Readonly<ReadingNoticeDetails[K]>) => NoticeWords;
} = {
  encodingGuessed: ({ encoding }) => ({
    short: "encoding guessed",
    sentence: `The bytes are not UTF-8. They are read as ${encoding}, which fits them best.`,
    warns: true,
    command: "chooseEncoding",
  }),
  arrayChosen: ({ path, records, others }) => ({
    short: `one of ${count(others.length + 1, "array")}`,
    sentence:
      `The records are the items of ${path}, ${grouped(records)} in all. The file also has ` +
      `${some(others.map((other) => `${other.path} (${grouped(other.records)})`))}.`,
    warns: true,
    command: "chooseArray",
  }),
  dialectGuessed: ({ delimiter, next }) => ({
    short: "dialect guessed",
    sentence: `${delimiter === "" ? "The file is read as one column" : `The cells are told apart by ${delimiterName(delimiter)}`}; ${next === "" ? "one column fits" : `${delimiterName(next)} as delimiter fits`} nearly as well.`,
    warns: true,
    command: "chooseDialect",
  }),
  rowsInQuotes: ({ delimiter }) => ({
    short: "rows in quotes",
    sentence: `Each row is one cell in quotes and is read as one column. It looks like a table told apart by ${delimiterName(delimiter)}: without the outer quotes it is read as such.`,
    warns: true,
    command: "chooseDialect",
  }),
  headerGuessed: ({ line, header }) => ({
    short: header ? "header guessed" : "no header guessed",
    sentence: header
      ? `Line ${grouped(line + 1)} is read as the header. It might be a record as well: nothing in the file tells.`
      : `Line ${grouped(line + 1)} is read as a record. It might be the header as well: nothing in the file tells.`,
    warns: true,
    command: "chooseDialect",
  }),
  spacesAroundQuotes: ({ line, times }) => ({
    short: "spaces around quotes",
    sentence: `In ${count(times, "row")}, the first in line ${grouped(line + 1)}, spaces stand outside of quotes. They are no part of the cells.`,
    warns: false,
    command: "chooseDialect",
  }),
  loneReturns: ({ line, times }) => ({
    short: "carriage returns alone",
    sentence: `${count(times, "row")}, the first in line ${grouped(line + 1)}, ${times === 1 ? "ends" : "end"} with a carriage return alone, others with a line feed. Both are read as line breaks, as in the editor.`,
    warns: false,
    command: "chooseDialect",
  }),
  linesBeforeHeader: ({ lines }) => ({
    short: `${count(lines, "line")} above the header`,
    sentence: `${count(lines, "line")} above the header ${lines === 1 ? "is" : "are"} no ${lines === 1 ? "row" : "rows"}: titles, comments or settings.`,
    warns: false,
    command: "chooseDialect",
  }),
  headerRepeated: ({ line, times }) => ({
    short: `header ${grouped(times + 1)} times`,
    sentence:
      times === 1
        ? `The header stands again in line ${grouped(line + 1)}, which is left out.`
        : `The header stands again ${grouped(times)} times, first in line ${grouped(line + 1)}; these lines are left out.`,
    warns: false,
    command: "chooseDialect",
  }),
  columnsRenamed: ({ names }) => ({
    short: "columns renamed",
    sentence: `Several columns have one name. They are told apart as ${some(names)}.`,
    warns: false,
    command: "chooseTextField",
  }),
  textJoined: ({ field, records }) => ({
    short: "texts joined",
    sentence: `In ${count(records, "record")} “${field}” is a list. Its texts are joined.`,
    warns: false,
    command: "chooseTextField",
  }),
  labelMissing: ({ words, records }) => ({
    short: `${grouped(records)} without label`,
    sentence: `${count(records, "record")} ${records === 1 ? "has" : "have"} no label: ${some(words.map((word) => (word === "" ? "nothing" : `“${word}”`)))} ${words.length === 1 ? "is" : "are"} read as none.`,
    warns: false,
    command: "chooseLabelField",
  }),
  labelsBeyond: ({ kept, records }) => ({
    short: `${grouped(records)} of rare labels`,
    sentence: `There are more than ${grouped(kept)} labels. ${count(records, "record")} of the rarest ${records === 1 ? "is" : "are"} drawn without a label.`,
    warns: true,
    command: "chooseLabelField",
  }),
  choiceUnused: ({ part }) => ({ ...unusedWords[part], warns: true }),
};

/** The words for a notice on reading. */
export function readingNoticeWords(notice: ReadingNotice): NoticeWords {
  const words = notices[notice.kind] as (detail: ReadingNotice) => NoticeWords;
  return words(notice);
}
