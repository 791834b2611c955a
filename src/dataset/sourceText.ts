import type { Span } from "./format.ts";
import { GrowingArray } from "./growingArray.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** A place as VS Code counts: line and UTF-16 character, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Decoded text with the lines of VS Code's text model: broken by `\r\n`, `\n` and a lone `\r`, by nothing else. */
export class SourceText {
  readonly text: string;
  readonly lineStarts: Uint32Array;

  constructor(text: string) {
    this.text = text;
    this.lineStarts = findLineStarts(text);
  }

  get lineCount(): number {
    return this.lineStarts.length;
  }

  /** The line without its line break. */
  lineSpan(line: number): Span {
    const start = this.lineStarts[line] ?? this.text.length;
    const next = this.lineStarts[line + 1];
    if (next === undefined) return { start, end: this.text.length };
    const windows = this.text.charCodeAt(next - 1) === LINE_FEED && this.text.charCodeAt(next - 2) === CARRIAGE_RETURN;
    return { start, end: windows && next - 2 >= start ? next - 2 : next - 1 };
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.lineStarts[low] ?? 0) };
  }
}

function findLineStarts(text: string): Uint32Array {
  const starts = new GrowingArray();
  starts.push(0);
  const next = (sign: string, offset: number) => {
    const found = text.indexOf(sign, offset);
    return found < 0 ? text.length : found;
  };
  let feed = next("\n", 0);
  let carriage = next("\r", 0);
  for (let line = Math.min(feed, carriage); line < text.length; line = Math.min(feed, carriage)) {
    const windows = carriage === line && text.charCodeAt(line + 1) === LINE_FEED;
    if (carriage === line) carriage = next("\r", line + 1);
    if (feed === line || windows) feed = next("\n", feed + 1);
    starts.push(windows ? line + 2 : line + 1);
  }
  return starts.items;
}
