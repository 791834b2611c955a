import type { Dialect } from "../protocol/reading.ts";
import { SignFinder } from "./signFinder.ts";

export interface CellMarks extends Pick<Dialect, "delimiter" | "quote" | "escape"> {
  /** Whether spaces around delimiters are no part of the cells. */
  readonly padded?: boolean;
}

/** How far a quoted cell may reach: over lines, or to the end of its line; `loose` allows quotes inside that are not escaped. */
export type QuoteReach = "lines" | "line" | "loose";

/** A quote that is not as the dialect has it. */
export interface QuoteFault {
  readonly offset: number;
  readonly reason: string;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const BACKSLASH = 92;
/** Longer cells are searched for their end, which pays for them alone. */
const SHORT_CELL = 24;
const LAST_ASCII = 127;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads the cells of one row at a time (RFC 4180 and what differs from it), `\n`, `\r\n` or `\r` at the end of rows. A
 * quoted cell that is not closed, or is followed by more text, is a fault and read as it stands up to the next
 * delimiter or line break.
 */
export class RowScanner {
  readonly text: string;
  /** Content of the cells of the row last read, between the quotes of a quoted one; `count` of them. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly quoted: boolean[] = [];
  count = 0;
  /** Where the row last read begins, and the offset of the line break behind it. */
  start = 0;
  end = 0;
  /** Whether a quoted cell of it reaches over lines. */
  overLines = false;
  /** Whether spaces stand outside the quotes of one of its cells. */
  spacedQuotes = false;
  faults: QuoteFault[] = [];

  private readonly marks: CellMarks;
  private readonly separator: number;
  private readonly quote: number;
  private readonly delimiters: SignFinder;
  private readonly lineFeeds: SignFinder;
  private readonly carriageReturns: SignFinder;
  private reach: QuoteReach = "lines";
  private looseEnd = 0;

  constructor(text: string, marks: CellMarks) {
    this.text = text;
    this.marks = marks;
    this.delimiters = new SignFinder(text, marks.delimiter);
    this.lineFeeds = new SignFinder(text, "\n");
    this.carriageReturns = new SignFinder(text, "\r");
    this.separator = marks.delimiter === "" ? -1 : marks.delimiter.charCodeAt(0);
    this.quote = marks.quote === "" ? -1 : marks.quote.charCodeAt(0);
  }

  /** Reads the row at `offset`, a byte order mark before it passed over; returns where the next one begins. */
  read(offset: number, reach: QuoteReach): number {
    this.count = 0;
    this.overLines = false;
    this.spacedQuotes = false;
    if (this.faults.length > 0) this.faults = [];
    this.reach = reach;
    this.looseEnd = 0;
    let next = offset;
    while (this.text.charCodeAt(next) === BYTE_ORDER_MARK) next++;
    this.start = next;
    for (;;) {
      next = this.readCell(next);
      if (next >= this.text.length || !this.isDelimiter(next)) break;
      next += this.marks.delimiter.length;
    }
    this.end = next;
    const windows = this.text.charCodeAt(next) === CARRIAGE_RETURN && this.text.charCodeAt(next + 1) === LINE_FEED;
    return next + (windows ? 2 : 1);
  }

  /** Whether the row last read holds nothing but spaces between delimiters. */
  get isBlank(): boolean {
    for (let cell = 0; cell < this.count; cell++) {
      if (this.quoted[cell] === true) return false;
      const end = this.ends[cell] ?? 0;
      for (let at = this.starts[cell] ?? 0; at < end; at++) {
        const code = this.text.charCodeAt(at);
        if (code > SPACE && (code < LAST_ASCII || this.text.slice(at, end).trim() !== "")) return false;
      }
    }
    return true;
  }

  /** The text of a cell of the row last read, escapes resolved. */
  value(cell: number): string {
    const content = this.text.slice(this.starts[cell] ?? 0, this.ends[cell] ?? 0);
    const { quote, escape } = this.marks;
    if (escape === "backslash") return content.includes("\\") ? this.withoutBackslashes(content) : content;
    return this.quoted[cell] === true && content.includes(quote) ? content.replaceAll(quote + quote, quote) : content;
  }

  /** Backslashes before anything else, as in `\n` or a path, are text. */
  private withoutBackslashes(content: string): string {
    const { delimiter, quote } = this.marks;
    return content.replaceAll(/\\(\r\n|[^])/g, (all, next: string) =>
      next === "\\" || next === quote || /^[\r\n]/.test(next) || (delimiter !== "" && delimiter.startsWith(next))
        ? next
        : all,
    );
  }

  /** Reads the cell at `offset`; returns the offset of the delimiter or line break behind it. */
  private readCell(offset: number): number {
    if (this.quote >= 0) {
      const open = this.afterSpaces(offset);
      if (this.text.charCodeAt(open) === this.quote) {
        const after = this.readQuoted(open, open === offset);
        if (after >= 0) return after;
      }
    }
    const { text, separator } = this;
    const backslash = this.marks.escape === "backslash";
    const limit = backslash ? text.length : Math.min(text.length, offset + SHORT_CELL);
    let end = offset;
    for (; end < limit; end++) {
      const code = text.charCodeAt(end);
      if (code === BACKSLASH && backslash) {
        end = this.afterEscape(end) - 1;
        continue;
      }
      if (code === LINE_FEED || code === CARRIAGE_RETURN || (code === separator && this.isDelimiter(end))) {
        this.add(offset, end, false);
        return end;
      }
    }
    if (!backslash) end = Math.min(this.delimiters.next(end), this.nextBreak(end));
    this.add(offset, end, false);
    return end;
  }

  /** Reads the quoted cell that opens at `open`; -1 where it is none. */
  private readQuoted(open: number, atStart: boolean): number {
    const close = this.closingQuote(open);
    const over = close >= 0 && this.nextBreak(open) < close;
    if (close >= 0 && !(over && this.reach !== "lines")) {
      const after = this.afterSpaces(close + 1);
      if (this.endsCell(after)) {
        this.add(open + 1, close, true);
        if (over) this.overLines = true;
        if (!atStart || after > close + 1) this.spacedQuotes = true;
        return after;
      }
    }
    const unclosed = close < 0 || over;
    if (this.reach === "loose" && !unclosed) {
      const last = this.looseQuote(close);
      if (last >= 0) {
        this.faults.push({ offset: close, reason: "a quote inside a quoted cell is not escaped" });
        this.add(open + 1, last, true);
        return this.afterSpaces(last + 1);
      }
    }
    if (atStart) {
      const reason = unclosed ? "a closing quote is missing" : "text follows after a closing quote";
      this.faults.push({ offset: unclosed ? open : close, reason });
    }
    return -1;
  }

  /**
   * The quote that closes the one at `open`, or -1. Linear over a whole file even if none is ever closed: between an
   * opening quote and where its search ends quotes only come escaped, so a cell that begins in there is closed at once.
   */
  private closingQuote(open: number): number {
    const { quote, escape } = this.marks;
    let found = this.text.indexOf(quote, open + 1);
    while (found >= 0) {
      if (escape === "backslash" && this.isEscaped(found, open)) found = this.text.indexOf(quote, found + 1);
      else if (escape === "doubled" && this.text.charCodeAt(found + 1) === this.quote) {
        found = this.text.indexOf(quote, found + 2);
      } else return found;
    }
    return -1;
  }

  private isEscaped(offset: number, open: number): boolean {
    let first = offset;
    while (first - 1 > open && this.text.charCodeAt(first - 1) === BACKSLASH) first--;
    return (offset - first) % 2 === 1;
  }

  /** The offset behind a backslash outside quotes and what it escapes: a line break only where cells reach over lines. */
  private afterEscape(offset: number): number {
    const code = this.text.charCodeAt(offset + 1);
    if (code !== LINE_FEED && code !== CARRIAGE_RETURN) return Math.min(offset + 2, this.text.length);
    if (this.reach !== "lines") return offset + 1;
    this.overLines = true;
    return offset + (this.text.startsWith("\r\n", offset + 1) ? 3 : 2);
  }

  /** The first quote from `from` to the end of the line that ends a cell, or -1. */
  private looseQuote(from: number): number {
    if (from < this.looseEnd) return -1;
    let at = from;
    for (; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === LINE_FEED || code === CARRIAGE_RETURN) break;
      if (code === this.quote && this.endsCell(this.afterSpaces(at + 1))) return at;
    }
    this.looseEnd = at;
    return -1;
  }

  private nextBreak(offset: number): number {
    return Math.min(this.lineFeeds.next(offset), this.carriageReturns.next(offset));
  }

  private afterSpaces(offset: number): number {
    let at = offset;
    if (this.separator !== SPACE) while (this.text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  private isDelimiter(offset: number): boolean {
    if (this.text.charCodeAt(offset) !== this.separator) return false;
    return this.marks.delimiter.length === 1 || this.text.startsWith(this.marks.delimiter, offset);
  }

  private endsCell(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return offset >= this.text.length || code === LINE_FEED || code === CARRIAGE_RETURN || this.isDelimiter(offset);
  }

  private add(start: number, end: number, quoted: boolean): void {
    const trims = this.marks.padded === true && !quoted;
    const first = trims ? Math.min(this.afterSpaces(start), end) : start;
    let last = end;
    while (trims && last > first && this.text.charCodeAt(last - 1) === SPACE) last--;
    this.starts[this.count] = first;
    this.ends[this.count] = last;
    this.quoted[this.count] = quoted;
    this.count++;
  }
}
