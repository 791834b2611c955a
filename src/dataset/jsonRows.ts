import { createScanner } from "jsonc-parser";
import { StrataError } from "../protocol/errors.ts";
import type { Report, Rows, Span } from "./format.ts";
import { firstFault } from "./jsonErrors.ts";
import { childOf, isScalar, locate, pathOf, visitScalars } from "./jsonPath.ts";
import type { SourceText } from "./sourceText.ts";

type Row = string | object;

/**
 * Rows out of JSON values whose places are known: an object has fields, a string is itself a text.
 * @param piecesOf what to try instead of a value that is not valid
 */
export function jsonRows(
  source: SourceText,
  spans: Iterable<Span>,
  report: Report,
  piecesOf = (span: Span): readonly Span[] => [span],
): Rows {
  const values: Row[] = [];
  const places: Span[] = [];
  const add = (span: Span, value: unknown): void => {
    if (!isRow(value)) {
      report(span, "notAnObject", `${nameOf(value)} stands where an object or a text is expected`);
      return;
    }
    values.push(value);
    places.push(span);
  };
  const addPiece = (span: Span): void => {
    const json = source.text.slice(span.start, span.end);
    const value = parseJson(json);
    if (value !== undefined) {
      add(span, value);
      return;
    }
    const fault = firstFault(json);
    report({ start: span.start + fault.start, end: span.start + fault.end }, "syntax", fault.reason);
  };
  for (const span of spans) {
    const value = parseJson(source.text.slice(span.start, span.end));
    if (value === undefined) piecesOf(span).forEach(addPiece);
    else add(span, value);
  }
  const scanner = createScanner(source.text, true);
  const rowSpan = (row: number): Span => places[row] ?? { start: 0, end: 0 };
  const path = (row: number, field: string | undefined) => (field === undefined ? [] : pathOf(values[row], field));
  return {
    count: values.length,
    rowSpan,
    visitFields: (row, visit) => visitScalars(values[row], visit),
    textAt: (row, field) => {
      const found = path(row, field)?.reduce<unknown>(childOf, values[row]);
      return isScalar(found) ? String(found) : undefined;
    },
    spanOf: (row, field) => {
      const span = locate(source.text, scanner, rowSpan(row).start, path(row, field) ?? []);
      if (span === undefined) throw new StrataError("internal", { reason: `no field ${field ?? ""} in row ${row}` });
      return span;
    },
  };
}

function isRow(value: unknown): value is Row {
  return typeof value === "string" || (typeof value === "object" && value !== null && !Array.isArray(value));
}

/** The value, which is never `undefined` itself; `undefined` where the text is not JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
