/** What the user chose about how a file is read; what is left out is found. */
export interface ReadingChoice {
  /**
   * Field with the text. A full path names its array, too: `data[].paragraphs[].qas[].question`.
   */
  readonly text?: string;
  /** Field with the label; `null` wants none. */
  readonly label?: string | null;
  /** What the settings of a whole folder name: read where the file has it, else passed over. */
  readonly preferred?: {
    readonly text?: string;
    readonly label?: string;
    /** No other label is looked for where that one is not there. */
    readonly labelOrNone?: boolean;
  };
  /** Encoding of the bytes, by VS Code's id: `utf8`, `windows1252`, `shiftjis`. */
  readonly encoding?: string;
  readonly dialect?: Partial<Dialect>;
  /** Path of the array whose items are the records: `data[].paragraphs[].qas[]`; of the whole value: `[]`. */
  readonly array?: string;
  readonly turns?: Turns;
  /** Texts of nothing but space are no problem: they are tokens, or were read before. */
  readonly blankTexts?: boolean;
}

/** How the cells of a table are told apart. */
export interface Dialect {
  /** One or several characters; empty for a table of one column. */
  readonly delimiter: string;
  /** Empty where no cell is quoted. */
  readonly quote: '"' | "'" | "";
  /** How a quote is written inside a quoted cell. */
  readonly escape: "doubled" | "backslash";
  /** Whether the first row names the columns. */
  readonly header: boolean;
}

/** What of a conversation is a record's text. */
export const turnChoices = ["conversation", "lastUser", "firstUser", "lastAnswer", "each"] as const;
export type Turns = (typeof turnChoices)[number];

/** Records that a JSON file could be read as. */
/** The path of the whole object as the only record: no array, yet in the same lists. */
export const WHOLE_OBJECT = "{}";

export interface ArrayReading {
  /** As `ReadingChoice.array` takes it. */
  readonly path: string;
  readonly records: number;
  /** Names of the fields with strings. */
  readonly textFields: readonly string[];
}

/** How a file was read, found or chosen: sent with the data set. */
export interface Reading {
  /** As VS Code's status bar names it; `editor` where the editor gave the text. */
  readonly encoding: string;
  /** Of tables only. */
  readonly dialect: Dialect | undefined;
  /** The array whose items are the records; `undefined` where the format has none. */
  readonly array: string | undefined;
  /** Every array that could be read, the one that was included; empty where there is no choice. */
  readonly arrays: readonly ArrayReading[];
  /** Of conversations only. */
  readonly turns: Turns | undefined;
  /** What was guessed, joined or passed over, once each. */
  readonly notices: readonly ReadingNotice[];
}

/** Facts of each notice on reading; the sentences are in `src/strings/reading.ts`. Lines count from 0. */
export interface ReadingNoticeDetails {
  /** The bytes are not UTF-8; this encoding fits them best. */
  encodingGuessed: { encoding: string };
  /** Of several arrays the one with most records was read. */
  arrayChosen: { path: string; records: number; others: readonly ArrayReading[] };
  /** Another delimiter fits nearly as well; "" is one column. */
  dialectGuessed: { delimiter: string; next: string };
  /** Every row is one quoted cell, with as many of this delimiter inside. */
  rowsInQuotes: { delimiter: string };
  /** Nothing tells whether the first row is the header. */
  headerGuessed: { line: number; header: boolean };
  /** Spaces outside of quotes, in `times` rows, that are no part of the cells. */
  spacesAroundQuotes: { line: number; times: number };
  /** Rows that end with a carriage return alone, where others end with a line feed. */
  loneReturns: { line: number; times: number };
  /** Lines before the header that are no rows: titles, comments, `sep=`. */
  linesBeforeHeader: { lines: number };
  /** The header stands again between the rows, as in files that were joined. */
  headerRepeated: { line: number; times: number };
  /** Several columns have one name. */
  columnsRenamed: { names: readonly string[] };
  /** Texts that are lists, or several fields, were joined. */
  textJoined: { field: string; records: number };
  /** Values of the label field that mean none, most frequent first; "" where there is nothing. */
  labelMissing: { words: readonly string[]; records: number };
  /** There are more labels than can be numbered: the rarest are none. */
  labelsBeyond: { kept: number; records: number };
  /** The user chose a part of the reading that a file of this kind does not have. */
  choiceUnused: { part: "dialect" | "array" | "turns" };
}
export type ReadingNotice = {
  [Kind in keyof ReadingNoticeDetails]: { readonly kind: Kind } & Readonly<ReadingNoticeDetails[Kind]>;
}[keyof ReadingNoticeDetails];

/** What became of a place that is not as it should be. */
export type ProblemEffect = "notRead" | "asItStands" | "leftOut" | "guessed";

/** Every kind of problem, and what became of the place. */
export const problemEffects = {
  /** No value can be made of it. */
  syntax: "notRead",
  notAnObject: "notRead",
  /** A record without the text field, or with another thing than a text in it. */
  missingField: "leftOut",
  emptyText: "asItStands",
  /** A quote that does not close, or is followed by text. */
  quote: "asItStands",
  /** More or fewer cells than the header. */
  cellCount: "guessed",
  /** A comma too many, a missing one, a comment, an unescaped tab: the value is clear all the same. */
  punctuation: "asItStands",
  headerRepeated: "leftOut",
  /** A name that an object has twice. */
  nameRepeated: "guessed",
  /** A line of a table that begins with `#`. */
  comment: "leftOut",
  /** An item of a file of pictures that has no text, or another one than in the layers before. */
  unnamedItem: "guessed",
  otherText: "asItStands",
  /** Bytes that are no characters of the encoding. */
  encoding: "asItStands",
  /** Texts that were read, and that the model has no states for: see `TextFaultKind`. */
  notTokenized: "leftOut",
  tokenUnknown: "leftOut",
  modelFailed: "leftOut",
  statesNotFinite: "leftOut",
  /** A file of states has none of the text. */
  noStates: "leftOut",
  /** Of several files, one that has no records or cannot be read. */
  fileNotRead: "notRead",
  /** The file ends within a character. */
  cutEnd: "leftOut",
} as const satisfies Readonly<Record<string, ProblemEffect>>;
export type ProblemKind = keyof typeof problemEffects;

/** Why a text has no states: the tokenizer or the model failed at it, or it has a token the model does not know. */
export type TextFaultKind = Extract<
  ProblemKind,
  "notTokenized" | "tokenUnknown" | "modelFailed" | "statesNotFinite" | "noStates"
>;

/** Problems by what became of their places. */
export type EffectCounts = Readonly<Record<ProblemEffect, number>>;

/** A place that could not be read as a record, or was read in part. Positions as in VS Code: 0-based, UTF-16 units. */
export interface Problem {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly kind: ProblemKind;
  readonly reason: string;
  /** The file it is in, by its place among the files of the data set; left out where there is one. */
  readonly file?: number;
}
