import { parse, printParseErrorCode, type ParseError } from "jsonc-parser";
import type { Span } from "./format.ts";

const LONGEST_QUOTE = 20;

const REASONS: Readonly<Record<string, string>> = {
  InvalidNumberFormat: "a number is malformed",
  PropertyNameExpected: "a field name in double quotes is missing",
  ValueExpected: "a value is missing",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a closing brace } is missing",
  CloseBracketExpected: "a closing bracket ] is missing",
  EndOfFileExpected: "something follows after the end of the value",
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfComment: "JSON has no comments",
  UnexpectedEndOfString: "a closing quote is missing",
  UnexpectedEndOfNumber: "a number is malformed",
  InvalidUnicode: "\\u needs four hexadecimal digits",
  InvalidEscapeCharacter: "a backslash is followed by a character that cannot be escaped",
  InvalidCharacter: "a control character stands in a string; it must be escaped",
};

export interface JsonFault extends Span {
  readonly reason: string;
}

/** The first fault of a text that `JSON.parse` refuses, with its place in that text. */
export function firstFault(json: string): JsonFault {
  const errors: ParseError[] = [];
  try {
    parse(json, errors, { disallowComments: true });
  } catch (error) {
    if (error instanceof RangeError) return { start: 0, end: json.length, reason: TOO_DEEP };
    throw error;
  }
  const first = errors[0];
  return first === undefined ? { start: 0, end: json.length, reason: "this is not valid JSON" } : faultOf(json, first);
}

/** jsonc-parser descends by recursion. */
export const TOO_DEEP = "the values are nested too deeply";

/** A parser's error in words. */
export function faultOf(json: string, { error, offset, length }: ParseError): JsonFault {
  const start = Math.min(offset, json.length);
  const code = printParseErrorCode(error);
  const token = json.slice(start, start + Math.min(length, LONGEST_QUOTE));
  return { start, end: start + length, reason: REASONS[code] ?? `“${token}” is not a JSON value` };
}
