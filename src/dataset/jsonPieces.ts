import { createScanner } from "jsonc-parser";
import type { Span } from "./format.ts";
import { skipValue } from "./jsonPath.ts";
import type { SourceText } from "./sourceText.ts";

/**
 * The items that may lie in a broken one: a bracket or quote left open swallows what follows. A line that begins as the
 * item does, indented no deeper, is taken for the start of the next.
 */
export function piecesOf(source: SourceText, item: Span): readonly Span[] {
  const first = source.positionAt(item.start);
  const last = source.positionAt(item.end);
  const starts = [item.start];
  for (let line = first.line + 1; line <= last.line; line++) {
    const { start, end } = source.lineSpan(line);
    const content = source.text.slice(start, end).trimStart();
    const indent = end - start - content.length;
    if (content.charAt(0) === source.text.charAt(item.start) && indent <= first.character) starts.push(start + indent);
  }
  return starts.map((start, i) => ({ start, end: endOfValue(source.text, start, starts[i + 1] ?? item.end) }));
}

function endOfValue(text: string, start: number, limit: number): number {
  const piece = text.slice(start, limit);
  const scanner = createScanner(piece, true);
  scanner.scan();
  skipValue(piece, scanner);
  return start + piece.slice(0, scanner.getPosition()).trimEnd().length;
}
