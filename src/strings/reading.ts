import * as l10n from "@vscode/l10n";
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
import { capital, count, countOf, grouped } from "../strings.ts";
import type { NoticeWords } from "./notices.ts";

const kindWords: Readonly<Record<Field["kind"], string>> = {
  string: l10n.t("string"),
  number: l10n.t("number"),
  boolean: l10n.t("boolean"),
  mixed: l10n.t("mixed"),
};

/** What is said about how a file was read. */

/** What became of a place, in the same words everywhere. */
export const effectWords: Readonly<Record<ProblemEffect, string>> = {
  notRead: l10n.t("not read"),
  leftOut: l10n.t("left out"),
  guessed: l10n.t("guessed"),
  asItStands: l10n.t("read as it stands"),
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
  return effect === "asItStands" ? l10n.t("read as they stand") : effectWords[effect];
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
  return l10n.t("Line {0}: {1}", grouped(problem.line + 1), problemWords(problem));
}

const delimiterNames: Readonly<Record<string, string>> = {
  ",": l10n.t("comma"),
  ";": l10n.t("semicolon"),
  "\t": l10n.t("tab"),
  "|": l10n.t("pipe"),
  ":": l10n.t("colon"),
  " ": l10n.t("space"),
  "": l10n.t("one column"),
};

export function delimiterName(delimiter: string): string {
  return delimiterNames[delimiter] ?? l10n.t("“{0}”", delimiter);
}

const quoteNames: Readonly<Record<Dialect["quote"], string>> = {
  '"': l10n.t("quoted"),
  "'": l10n.t("single quotes"),
  "": l10n.t("no quotes"),
};

/** `semicolon, quoted, header`. */
export function dialectWords({ delimiter, quote, escape, header }: Dialect): string {
  return [
    delimiterName(delimiter),
    quoteNames[quote],
    escape === "backslash" ? l10n.t("backslash") : "",
    header ? l10n.t("header") : l10n.t("no header"),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

export const turnNames: Readonly<Record<Turns, string>> = {
  conversation: l10n.t("whole conversation"),
  lastUser: l10n.t("last user turn"),
  firstUser: l10n.t("first user turn"),
  lastAnswer: l10n.t("last answer"),
  each: l10n.t("each turn"),
};

/** `a, b and 3 more`. */
function some(names: readonly string[], most = 3): string {
  const named = names.slice(0, most);
  const more = names.length - named.length;
  if (more > 0) return l10n.t("{0} and {1} more", named.join(", "), grouped(more));
  return named.length < 2 ? named.join("") : l10n.t("{0} and {1}", named.slice(0, -1).join(", "), named.at(-1) ?? "");
}

/** `“NA”, “none” and nothing`. */
function quoted(words: readonly string[]): string {
  return some(words.map((word) => (word === "" ? l10n.t("nothing") : l10n.t("“{0}”", word))));
}

/** What is said while it is chosen how a file is read. */
export const readingText = {
  current: l10n.t("current"),
  automatic: l10n.t("Automatic"),
  typedField: (name: string) => l10n.t("Read the field “{0}”", name),

  chooseTextField: l10n.t("Choose Text Field"),
  textFieldPlaceholder: (file: string) => l10n.t("Field of {0} to read", file),
  automaticText: l10n.t("The field that reads like text and varies"),
  fieldsOfText: l10n.t("Text"),
  fieldsOfOtherArrays: l10n.t("Other arrays"),
  otherFields: l10n.t("Other fields"),

  chooseLabelField: l10n.t("Choose Label Field"),
  labelFieldPlaceholder: (file: string) => l10n.t("Field of {0} that colours the points", file),
  automaticLabel: l10n.t("The field that is named or looks like a label"),
  noLabel: l10n.t("No label"),
  noLabelDetail: l10n.t("All points have one colour."),
  fieldsOfFewValues: l10n.t("Few values"),
  fieldStatistics: ({ kind, present, distinct, meanLength }: Field, records: number) =>
    [
      kindWords[kind],
      present === records ? l10n.t("in all records") : l10n.t("in {0}", countOf(present, records, "records")),
      distinct >= 1000 ? l10n.t("{0} values or more", grouped(1000)) : count(distinct, "value"),
      kind === "string" ? l10n.t("{0} on average", count(meanLength, "character")) : "",
    ]
      .filter((part) => part !== "")
      .join(" · "),

  chooseEncoding: l10n.t("Choose Encoding"),
  encodingPlaceholder: (file: string) => l10n.t("Encoding of {0}", file),
  automaticEncoding: l10n.t("UTF-8 where the bytes are that, else the one that fits them best"),
  encodings: l10n.t("Encodings"),

  chooseDialect: l10n.t("Choose Dialect"),
  dialectPlaceholder: (file: string) => l10n.t("How the cells of {0} are told apart, or another delimiter", file),
  automaticDialect: l10n.t("What makes the rows most alike"),
  dialects: l10n.t("Common"),
  usualDialect: ({ delimiter, quote }: Pick<Dialect, "delimiter" | "quote">) =>
    capital(`${delimiterName(delimiter)}, ${quoteNames[quote]}`),
  delimiter: l10n.t("Delimiter"),
  delimiterTitle: (delimiter: string) =>
    delimiter === "" ? l10n.t("None: one column") : l10n.t("{0} as delimiter", capital(delimiterName(delimiter))),
  typedDelimiter: (name: string) => l10n.t("{0} as delimiter", capital(name)),
  quote: l10n.t("Quote"),
  quoteTitles: { '"': l10n.t("Double quotes"), "'": l10n.t("Single quotes"), "": l10n.t("No quotes") } as Readonly<
    Record<Dialect["quote"], string>
  >,
  escape: l10n.t("A quote inside quotes"),
  escapeTitles: { doubled: l10n.t("Doubled quote"), backslash: l10n.t("Backslash before the quote") } as Readonly<
    Record<Dialect["escape"], string>
  >,
  header: l10n.t("First row"),
  headerTitle: (header: boolean) =>
    header ? l10n.t("Header: names the columns") : l10n.t("No header: a record as the others"),

  chooseArray: l10n.t("Choose Array"),
  arrayPlaceholder: (file: string) => l10n.t("Array of {0} whose items are the records", file),
  automaticArray: l10n.t("The array with most records"),
  arrays: l10n.t("Arrays"),
  wholeObject: l10n.t("the whole object, 1 record"),
  recordsOf: (records: number) => count(records, "record"),
  textFields: (names: readonly string[]) => l10n.t("Text in {0}", some(names, 6)),

  chooseTurns: l10n.t("Choose Turns"),
  turnsPlaceholder: (file: string) => l10n.t("What of each conversation in {0} is a record", file),
  automaticTurns: l10n.t("The whole conversation"),
  turns: l10n.t("Turns"),
  turnTitle: capital,
  turnDetails: {
    conversation: l10n.t("All turns joined"),
    lastUser: l10n.t("What the user said last"),
    firstUser: l10n.t("What the user said first"),
    lastAnswer: l10n.t("What was answered last"),
    each: l10n.t("Every turn is a record of its own"),
  } as Readonly<Record<Turns, string>>,
} as const;

const unusedWords: Readonly<
  Record<ReadingNoticeDetails["choiceUnused"]["part"], Pick<NoticeWords, "short" | "sentence" | "command">>
> = {
  dialect: {
    short: l10n.t("dialect not used"),
    sentence: l10n.t("The dialect that was chosen is not used: the file is no table of cells."),
    command: "chooseDialect",
  },
  array: {
    short: l10n.t("array not used"),
    sentence: l10n.t("The array that was chosen is not used: the file is not read as JSON."),
    command: "chooseArray",
  },
  turns: {
    short: l10n.t("turns not used"),
    sentence: l10n.t("The choice of turns is not used: the records are no conversations."),
    command: "chooseTurns",
  },
};

const notices: {
  readonly [K in keyof ReadingNoticeDetails]: (detail: Readonly<ReadingNoticeDetails[K]>) => NoticeWords;
} = {
  encodingGuessed: ({ encoding }) => ({
    short: l10n.t("encoding guessed"),
    sentence: l10n.t("The bytes are not UTF-8. They are read as {0}, which fits them best.", encoding),
    warns: true,
    command: "chooseEncoding",
  }),
  arrayChosen: ({ path, records, others }) => ({
    short: l10n.t("one of {0} arrays", grouped(others.length + 1)),
    sentence: l10n.t(
      "The records are the items of {0}, {1} in all. The file also has {2}.",
      path,
      grouped(records),
      some(others.map((other) => `${other.path} (${grouped(other.records)})`)),
    ),
    warns: true,
    command: "chooseArray",
  }),
  dialectGuessed: ({ delimiter, next }) => ({
    short: l10n.t("dialect guessed"),
    sentence: [
      delimiter === ""
        ? l10n.t("The file is read as one column")
        : l10n.t("The cells are told apart by {0}", delimiterName(delimiter)),
      next === ""
        ? l10n.t("one column fits nearly as well.")
        : l10n.t("{0} as delimiter fits nearly as well.", delimiterName(next)),
    ].join("; "),
    warns: true,
    command: "chooseDialect",
  }),
  rowsInQuotes: ({ delimiter }) => ({
    short: l10n.t("rows in quotes"),
    sentence: l10n.t(
      "Each row is one cell in quotes and is read as one column. It looks like a table told apart by {0}: without the outer quotes it is read as such.",
      delimiterName(delimiter),
    ),
    warns: true,
    command: "chooseDialect",
  }),
  headerGuessed: ({ line, header }) => ({
    short: header ? l10n.t("header guessed") : l10n.t("no header guessed"),
    sentence: header
      ? l10n.t(
          "Line {0} is read as the header. It might be a record as well: nothing in the file tells.",
          grouped(line + 1),
        )
      : l10n.t(
          "Line {0} is read as a record. It might be the header as well: nothing in the file tells.",
          grouped(line + 1),
        ),
    warns: true,
    command: "chooseDialect",
  }),
  spacesAroundQuotes: ({ line, times }) => ({
    short: l10n.t("spaces around quotes"),
    sentence: l10n.t(
      "In {0}, the first in line {1}, spaces stand outside of quotes. They are no part of the cells.",
      count(times, "row"),
      grouped(line + 1),
    ),
    warns: false,
    command: "chooseDialect",
  }),
  loneReturns: ({ line, times }) => ({
    short: l10n.t("carriage returns alone"),
    sentence:
      times === 1
        ? l10n.t(
            "{0}, the first in line {1}, ends with a carriage return alone, others with a line feed. Both are read as line breaks, as in the editor.",
            count(times, "row"),
            grouped(line + 1),
          )
        : l10n.t(
            "{0}, the first in line {1}, end with a carriage return alone, others with a line feed. Both are read as line breaks, as in the editor.",
            count(times, "row"),
            grouped(line + 1),
          ),
    warns: false,
    command: "chooseDialect",
  }),
  linesBeforeHeader: ({ lines }) => ({
    short: l10n.t("{0} above the header", count(lines, "line")),
    sentence:
      lines === 1
        ? l10n.t("{0} above the header is no row: titles, comments or settings.", count(lines, "line"))
        : l10n.t("{0} above the header are no rows: titles, comments or settings.", count(lines, "line")),
    warns: false,
    command: "chooseDialect",
  }),
  headerRepeated: ({ line, times }) => ({
    short: l10n.t("header {0} times", grouped(times + 1)),
    sentence:
      times === 1
        ? l10n.t("The header stands again in line {0}, which is left out.", grouped(line + 1))
        : l10n.t(
            "The header stands again {0} times, first in line {1}; these lines are left out.",
            grouped(times),
            grouped(line + 1),
          ),
    warns: false,
    command: "chooseDialect",
  }),
  columnsRenamed: ({ names }) => ({
    short: l10n.t("columns renamed"),
    sentence: l10n.t("Several columns have one name. They are told apart as {0}.", some(names)),
    warns: false,
    command: "chooseTextField",
  }),
  textJoined: ({ field, records }) => ({
    short: l10n.t("texts joined"),
    sentence: l10n.t("In {0} “{1}” is a list. Its texts are joined.", count(records, "record"), field),
    warns: false,
    command: "chooseTextField",
  }),
  labelMissing: ({ words, records }) => ({
    short: l10n.t("{0} without label", grouped(records)),
    sentence: [
      records === 1
        ? l10n.t("{0} has no label", count(records, "record"))
        : l10n.t("{0} have no label", count(records, "record")),
      words.length === 1
        ? l10n.t("{0} is read as none.", quoted(words))
        : l10n.t("{0} are read as none.", quoted(words)),
    ].join(": "),
    warns: false,
    command: "chooseLabelField",
  }),
  labelsBeyond: ({ kept, records }) => ({
    short: l10n.t("{0} of rare labels", grouped(records)),
    sentence:
      records === 1
        ? l10n.t(
            "There are more than {0} labels. {1} of the rarest is drawn without a label.",
            grouped(kept),
            count(records, "record"),
          )
        : l10n.t(
            "There are more than {0} labels. {1} of the rarest are drawn without a label.",
            grouped(kept),
            count(records, "record"),
          ),
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
