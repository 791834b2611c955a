import { type ParseError, printParseErrorCode, visit } from "jsonc-parser";
import type { Format, Report, Span } from "./format.ts";
import { faultOf, TOO_DEEP } from "./jsonErrors.ts";
import { piecesOf } from "./jsonPieces.ts";
import { jsonRows } from "./jsonRows.ts";
import type { SourceText } from "./sourceText.ts";

/**
 * JSON: an array of objects or strings, or an object that holds one; of several the one with most objects, then
 * strings. An object without any is one record.
 */
export const json: Format = {
  id: "json",
  label: "JSON",
  extensions: [".json"],
  *parse(source, report) {
    yield 0;
    const { arrays, root, errors } = scan(source.text, report);
    const items = mostRows(source.text, arrays) ?? (root === undefined ? [] : [root]);
    reportOutside(items, errors, source, report);
    return { rows: jsonRows(source, items, report, (item) => piecesOf(source, item)) };
  },
};

function mostRows(text: string, arrays: readonly (readonly Span[])[]): readonly Span[] | undefined {
  const ranked = arrays
    .filter((items) => items.length > 0)
    .map((items) => ({
      items,
      objects: items.filter(({ start }) => text.charAt(start) === "{").length,
      strings: items.filter(({ start }) => text.charAt(start) === '"').length,
    }));
  return ranked.toSorted((a, b) => b.objects - a.objects || b.strings - a.strings)[0]?.items;
}

interface Scan {
  /** The items of every array that stands in no other array. */
  readonly arrays: readonly (readonly Span[])[];
  /** The whole value, where it is an object. */
  readonly root: Span | undefined;
  readonly errors: readonly ParseError[];
}

/**
 * Walks the text once, tolerant of errors, and notes where the items of arrays stand; what is in them is not visited.
 * Errors after an item that ends with the text, unclosed, are but its consequences.
 */
function scan(text: string, report: Report): Scan {
  const arrays: Span[][] = [];
  const errors: ParseError[] = [];
  const open: (Span[] | undefined)[] = [];
  let itemStart: number | undefined;
  let rootStart: number | undefined;
  let root: Span | undefined;
  let swallowed = false;

  const begin = (offset: number, items: Span[] | undefined): boolean => {
    if (open.at(-1) !== undefined) {
      itemStart = offset;
      return false;
    }
    if (open.length === 0 && items === undefined) rootStart ??= offset;
    if (items !== undefined) arrays.push(items);
    open.push(items);
    return true;
  };
  const end = (offset: number, length: number): void => {
    const span = { start: itemStart ?? rootStart ?? offset, end: offset + length };
    if (itemStart !== undefined) {
      open.at(-1)?.push(span);
      itemStart = undefined;
      swallowed = length === 0;
      return;
    }
    open.pop();
    if (open.length === 0 && rootStart !== undefined) root ??= span;
  };
  try {
    visit(
      text,
      {
        onObjectBegin: (offset) => begin(offset, undefined),
        onArrayBegin: (offset) => begin(offset, []),
        onObjectEnd: end,
        onArrayEnd: end,
        onLiteralValue: (_value, offset, length) => {
          open.at(-1)?.push({ start: offset, end: offset + length });
        },
        onError: (error, offset, length) => {
          if (!swallowed) errors.push({ error, offset, length });
        },
      },
      { disallowComments: true, allowTrailingComma: true, allowEmptyContent: true },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report({ start: 0, end: text.length }, "syntax", TOO_DEEP);
  }
  return { arrays, root, errors };
}

function isMissingComma({ error }: ParseError): boolean {
  return printParseErrorCode(error) === "CommaExpected";
}

/** Errors between the items, the first of each line; those within an item are reported when the item is parsed. */
function reportOutside(
  items: readonly Span[],
  errors: readonly ParseError[],
  source: SourceText,
  report: Report,
): void {
  let item = 0;
  let reported = -1;
  for (const error of errors) {
    while ((items[item]?.end ?? Infinity) <= error.offset) item++;
    const { start } = items[item] ?? { start: Infinity };
    if (error.offset > start || (error.offset === start && !isMissingComma(error))) continue;
    const { line } = source.positionAt(error.offset);
    if (line === reported) continue;
    reported = line;
    const fault = faultOf(source.text, error);
    report(fault, "syntax", fault.reason);
  }
}
