import { type ParseError, visit } from "jsonc-parser";
import type { Format, Report, Span } from "./format.ts";
import { faultOf, TOO_DEEP } from "./jsonErrors.ts";
import { jsonRows } from "./jsonRows.ts";
import type { SourceText } from "./sourceText.ts";

/** JSON: an array of objects or strings, or an object that holds one: of several the one with most objects, then strings. */
export const json: Format = {
  id: "json",
  label: "JSON",
  extensions: [".json"],
  parse: (source, report) => {
    const { arrays, root, errors } = scan(source.text, report);
    const items = mostRows(source.text, arrays) ?? (root === undefined ? [] : [root]);
    reportOutside(items, errors, source, report);
    return jsonRows(source, items, report);
  },
};

function mostRows(text: string, arrays: readonly (readonly Span[])[]): readonly Span[] | undefined {
  const beginningWith = (items: readonly Span[], first: string) =>
    items.reduce((count, { start }) => count + (text.charAt(start) === first ? 1 : 0), 0);
  return arrays
    .filter((items) => items.length > 0)
    .toSorted(
      (a, b) => beginningWith(b, "{") - beginningWith(a, "{") || beginningWith(b, '"') - beginningWith(a, '"'),
    )[0];
}

interface Scan {
  /** The items of every array that stands in no other array. */
  readonly arrays: readonly (readonly Span[])[];
  /** The whole value, where it is an object. */
  readonly root: Span | undefined;
  readonly errors: readonly ParseError[];
}

/** Walks the text once, tolerant of errors, and notes where the items of arrays stand; what is in them is not visited. */
function scan(text: string, report: Report): Scan {
  const arrays: Span[][] = [];
  const errors: ParseError[] = [];
  const open: (Span[] | undefined)[] = [];
  let itemStart: number | undefined;
  let rootStart: number | undefined;
  let root: Span | undefined;

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
          errors.push({ error, offset, length });
        },
      },
      { disallowComments: true, allowTrailingComma: true },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report({ start: 0, end: text.length }, "syntax", TOO_DEEP);
  }
  return { arrays, root, errors };
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
    if (error.offset >= (items[item]?.start ?? Infinity)) continue;
    const { line } = source.positionAt(error.offset);
    if (line === reported) continue;
    reported = line;
    const fault = faultOf(source.text, error);
    report(fault, "syntax", fault.reason);
  }
}
