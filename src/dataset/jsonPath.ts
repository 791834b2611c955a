import type { JSONScanner } from "jsonc-parser";
import type { FieldVisitor, Span } from "./format.ts";

export type Scalar = string | number | boolean;

/** Deeper levels and later items of arrays are no fields of their own; vectors and long lists would drown the rest. */
const DEEPEST = 8;
const ITEMS = 8;

export function isScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Calls `visit` for the scalars within a JSON value, nested ones by dotted path (`messages.0.content`). */
export function visitScalars(value: unknown, visit: FieldVisitor, prefix = "", depth = 0): void {
  if (typeof value !== "object" || value === null || depth === DEEPEST) return;
  if (Array.isArray(value) && value.length > ITEMS && value.every((item) => typeof item === "number")) return;
  let items = 0;
  for (const [key, child] of Object.entries(value) as [string, unknown][]) {
    if (Array.isArray(value) && items++ === ITEMS) return;
    if (isScalar(child)) visit(prefix + key, typeof child as "string" | "number" | "boolean", String(child));
    else visitScalars(child, visit, `${prefix}${key}.`, depth + 1);
  }
}

/** The keys that lead to the scalar of a dotted name. A key may hold dots itself: the whole name as a key goes first. */
export function pathOf(value: unknown, name: string): readonly string[] | undefined {
  if (isScalar(childOf(value, name))) return [name];
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const head = name.slice(0, dot);
    const rest = pathOf(childOf(value, head), name.slice(dot + 1));
    if (rest !== undefined) return [head, ...rest];
  }
  return undefined;
}

/** The child of an object or array by its own key. */
export function childOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Array.isArray(value) && key === "length" ? undefined : (value as Readonly<Record<string, unknown>>)[key];
}

/**
 * The content of the scalar at `path` in the valid JSON value that begins at `offset` of the scanner's text: a string's
 * between its quotes. Of a key given twice the last counts, as for `JSON.parse`.
 */
export function locate(text: string, scanner: JSONScanner, offset: number, path: readonly string[]): Span | undefined {
  scanner.setPosition(offset);
  scanner.scan();
  return locateHere(text, scanner, path, 0);
}

/** The scanner stands at the first token of a value and is left at its last. */
function locateHere(text: string, scanner: JSONScanner, path: readonly string[], at: number): Span | undefined {
  const opening = tokenStart(text, scanner);
  const key = path[at];
  if (key === undefined || (opening !== "{" && opening !== "[")) {
    const content = key === undefined ? contentOf(text, scanner) : undefined;
    skipValue(text, scanner);
    return content;
  }
  let found: Span | undefined;
  for (let item = 0; ; item++) {
    scanner.scan();
    if (isClosing(tokenStart(text, scanner))) return found;
    const name = opening === "{" ? scanner.getTokenValue() : String(item);
    if (opening === "{") {
      scanner.scan();
      scanner.scan();
    }
    if (name === key) found = locateHere(text, scanner, path, at + 1);
    else skipValue(text, scanner);
    scanner.scan();
    if (isClosing(tokenStart(text, scanner))) return found;
  }
}

/**
 * Leads the scanner from the first token of a value to its last, or to the end of the text. Without recursion, because a
 * value may be nested deeper than the stack.
 */
export function skipValue(text: string, scanner: JSONScanner): void {
  let open = 0;
  for (;;) {
    const first = tokenStart(text, scanner);
    if (first === "{" || first === "[") open++;
    else if (isClosing(first)) open--;
    if (open <= 0) return;
    scanner.scan();
  }
}

/** The end of the text counts as closing, so that no loop passes it. */
function isClosing(first: string): boolean {
  return first === "}" || first === "]" || first === "";
}

function tokenStart(text: string, scanner: JSONScanner): string {
  return text.charAt(scanner.getTokenOffset());
}

function contentOf(text: string, scanner: JSONScanner): Span {
  const start = scanner.getTokenOffset();
  const end = start + scanner.getTokenLength();
  return text.charAt(start) === '"' ? { start: start + 1, end: end - 1 } : { start, end };
}
