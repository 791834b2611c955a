import type { PointValues } from "./pointValues.ts";

/** Most points of a page that holds what relates them all: beyond, it would grow by megabytes and take seconds more. */
export const MOST_ANALYSED = 2000;

/** What the records of a page have in a field. */
export interface PageField {
  readonly name: string;
  /** What it gives to colour by; left out where it gives nothing. */
  readonly colours?: PointValues;
  /** Left out where every value is as its number is written. */
  readonly words?: FieldWords;
}

/** The words of a field, each once. */
export interface FieldWords {
  readonly names: readonly string[];
  /** `[records]` index into `names`; `names.length` where a record has no value. */
  readonly of: Uint16Array | Uint32Array;
}

/** What a page holds, of what an editor would be asked for. */
export interface PageHoldings {
  /** Names of the fields whose values are there. */
  readonly fields: readonly string[];
  readonly hasTexts: boolean;
  readonly hasTokens: boolean;
}

/** What a record has in a field of a page; `undefined` where it has nothing. */
export function pageValue({ colours, words }: PageField, record: number): string | undefined {
  if (words !== undefined) return words.names[words.of[record] ?? words.names.length];
  const value = colours?.kind === "numbers" ? (colours.values[record] ?? NaN) : NaN;
  return Number.isNaN(value) ? undefined : String(value);
}
