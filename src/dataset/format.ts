import type { ArrayReading, Dialect, ProblemKind, ReadingChoice, ReadingNotice, Turns } from "../protocol/reading.ts";
import type { GivenInfo } from "../protocol/engine.ts";
import type { GivenCoordinates } from "./layerwise.ts";
import type { SourceText } from "./sourceText.ts";

/** A stretch of the source: offsets in UTF-16 units, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a text was put together. */
export interface Join {
  /** Where the values stand, in the order of the text; that of the source may be another. */
  readonly pieces: readonly Span[];
  /** UTF-16 units between two of them in the text. */
  readonly separator: number;
  /** Whether they are a conversation's turns. */
  readonly isChat: boolean;
}

export type ScalarKind = "string" | "number" | "boolean";

/** Takes down a problem at a stretch of the source. */
export type Report = (span: Span, kind: ProblemKind, reason: string) => void;

/** Takes one scalar field of a row: its name (dotted where nested), the kind of its value, the value as text. */
export type FieldVisitor = (name: string, kind: ScalarKind, text: string) => void;

/**
 * The rows of a source, before a field is chosen as their text. A row either has fields or is itself a text;
 * where a method takes a field, `undefined` means the row itself.
 */
export interface Rows {
  readonly count: number;
  /** Whether every row is a text, whatever fields it has. */
  readonly areTexts?: true;
  /** The whole row in the source, to point at problems. */
  rowSpan(row: number): Span;
  /** Calls `visit` for every scalar field of the row, in the order of the source. */
  visitFields(row: number, visit: FieldVisitor): void;
  /** The value as text, escapes resolved; `undefined` where the row has no such scalar. */
  textAt(row: number, field: string | undefined): string | undefined;
  /** The content of a value in the source, between the quotes of a quoted one. Only where `textAt` gives a text. */
  spanOf(row: number, field: string | undefined): Span;
  /** How a text was joined of several values; undefined where it is one. */
  joinOf?(row: number, field: string | undefined): Join | undefined;
  /** Whether a field is not of the rows themselves but of what they lie in. */
  isInherited?(field: string): boolean;
  /** Whether a name on the way to a value that was asked for stands twice in its object; the last one counts. */
  hasRepeated?(row: number): boolean;
  /** What stands between the pieces of a text and is none. */
  strayIn?(row: number, field: string | undefined): readonly Span[];
  /** Why a row has no text in a field, where the format knows more than that. */
  whyMissing?(row: number, field: string | undefined): string | undefined;
}

/** What a format made of a source: its rows, and how it read them. */
export interface Parsed {
  readonly rows: Rows;
  readonly dialect?: Dialect;
  readonly array?: string | undefined;
  readonly arrays?: readonly ArrayReading[];
  readonly turns?: Turns | undefined;
  /** The field to read as text: found by the format, or given by its full path; before `findTextField`. */
  readonly textField?: string | undefined;
  /** Rows are texts themselves: their fields only tell of them, and none can be read as text. */
  readonly areTexts?: true;
  /** The field to read as label where none is chosen; before `findLabelField`. */
  readonly labelField?: string | undefined;
  readonly notices?: readonly ReadingNotice[];
  /** Where the file gives coordinates in place of texts for a model. */
  readonly coordinates?: GivenCoordinates;
  readonly given?: GivenInfo;
}

/** How files of one kind are read. To add one: a file with its descriptor, and a line in `index.ts`. */
export interface Format {
  /** Stable; kept in saved states. */
  readonly id: string;
  readonly label: string;
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Whether a cell with a usual word for that (`NaN`, `NA`) has no value. */
  readonly missingWords?: true;
  /**
   * Reads all rows; what cannot be read is reported and left out. Yields the share of the source that is read, often
   * enough that a run can be cancelled.
   */
  parse(source: SourceText, report: Report, choice: ReadingChoice): Generator<number, Parsed>;
}
