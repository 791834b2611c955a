import type { ProblemKind } from "../protocol/reading.ts";
import * as codes from "./jsonCharacters.ts";
import { JsonRecovery } from "./jsonRecovery.ts";

/** What a reader came to. */
export const END = 0;
export const OBJECT = 1;
export const ARRAY = 2;
/** The end of an object or array; `start` is its opening, `end` behind its closing bracket. */
export const CLOSED = 3;
export const KEY = 4;
export const STRING = 5;
export const NUMBER = 6;
export const BOOLEAN = 7;
export const NULL = 8;
/** A fault: what was open deeper than `depth` is given up, and with it the item there; reading goes on at `resumed`. */
export const BROKEN = 9;

const VALUE = 0;
const KEY_NEXT = 1;
const AFTER_VALUE = 2;
const LONGEST_QUOTE = 20;
/** Longer strings are searched for their end, which pays for them alone. */
const SHORT_STRING = 16;
const BAD_UNICODE = "\\u needs four hexadecimal digits";
const BAD_ESCAPE = "a backslash is followed by a character that cannot be escaped";

export type JsonReport = (start: number, end: number, kind: ProblemKind, reason: string) => void;

/**
 * Walks JSON token by token, without recursion: several values after one another, with or without commas, are read like
 * the items of an array. NaN and Infinity are numbers. What is clear although it is no JSON (a comma too many, one
 * missing, a comment, a tab in a string) is reported and read; after a fault reading goes on with the next item.
 */
export class JsonReader {
  /** Of the current token; of a string or key the content between the quotes. */
  start = 0;
  end = 0;
  /** Whether the string or key has escapes. */
  escaped = false;
  /** Containers that are open. */
  depth = 0;
  resumed = 0;

  private readonly text: string;
  private readonly limit: number;
  private readonly report: JsonReport;
  private readonly recovery: JsonRecovery;
  private at: number;
  private state = VALUE;
  /** Behind the last token. */
  private last: number;
  /** Offset of the last comma if it is the last token, else -1. */
  private comma = -1;
  private commaSaid = false;
  private endSaid = false;
  /** Of each open container, and of the source itself at 0: whether it is an object, its opening, its item's start. */
  private readonly inObject: boolean[] = [false];
  private readonly openings: number[] = [-1];
  private readonly items: number[] = [-1];

  constructor(text: string, start: number, end: number, report: JsonReport) {
    this.text = text;
    this.at = start;
    this.last = start;
    this.limit = end;
    this.report = report;
    this.recovery = new JsonRecovery(text, start, end);
  }

  /** Leads to the next token and tells what it is. */
  next(): number {
    for (;;) {
      const code = this.skipSpace();
      if (Number.isNaN(code)) {
        if (this.depth === 0) return this.endOfSource();
        return this.atEnd();
      }
      if (code === codes.COMMA) {
        this.readComma();
        continue;
      }
      if (codes.isClosing(code)) {
        if (this.mayClose(code)) return this.close(code);
        return this.fault(this.at, this.at + 1, this.reasonOfClosing(code));
      }
      if (this.state === AFTER_VALUE) {
        const broken = this.beforeNext(code);
        if (broken !== undefined) return broken;
      }
      return this.state === KEY_NEXT ? this.readKey(code) : this.readValue(code);
    }
  }

  private skipSpace(): number {
    const { text, limit } = this;
    let at = this.at;
    for (; at < limit; at++) {
      const code = text.charCodeAt(at);
      if (codes.isSpace(code)) continue;
      if (code !== codes.SLASH) break;
      const end = this.endOfComment(at);
      if (end === undefined) break;
      this.report(at, end, "punctuation", "JSON has no comments");
      at = end - 1;
    }
    this.at = at;
    return at < limit ? text.charCodeAt(at) : NaN;
  }

  private endOfComment(start: number): number | undefined {
    const second = this.text.charAt(start + 1);
    if (second === "/") {
      let at = start;
      while (at < this.limit && !codes.isLineBreak(this.text.charCodeAt(at))) at++;
      return at;
    }
    const end = second === "*" ? this.text.indexOf("*/", start + 2) : -1;
    return end < 0 || end + 2 > this.limit ? undefined : end + 2;
  }

  private readComma(): void {
    if (this.state !== AFTER_VALUE && !(this.depth === 0 && this.commaSaid)) {
      this.report(this.at, this.at + 1, "punctuation", "there is a comma too many");
      if (this.depth === 0) this.commaSaid = true;
    }
    this.comma = this.at;
    this.last = ++this.at;
    this.state = this.inObject[this.depth] === true ? KEY_NEXT : VALUE;
    if (this.depth === 0) this.items[0] = -1;
  }

  /** Values one after another may have commas between them, but none behind the last. */
  private endOfSource(): number {
    if (this.comma >= 0 && this.state !== AFTER_VALUE && !this.commaSaid) {
      this.report(this.comma, this.comma + 1, "punctuation", "a comma stands after a value outside of any array");
      this.commaSaid = true;
    }
    return END;
  }

  private mayClose(code: number): boolean {
    if (this.depth === 0) return false;
    const object = this.inObject[this.depth] === true;
    if (object !== (code === codes.CLOSE_BRACE)) return false;
    return !object || this.state !== VALUE;
  }

  private reasonOfClosing(code: number): string {
    if (this.depth === 0) return "a bracket closes what was not opened";
    const object = this.inObject[this.depth] === true;
    if (object === (code === codes.CLOSE_BRACE)) return "a value is missing";
    return missingClosing(object);
  }

  private close(code: number): number {
    if (this.comma >= 0 && this.state !== AFTER_VALUE) {
      const bracket = code === codes.CLOSE_BRACE ? "}" : "]";
      this.report(this.comma, this.comma + 1, "punctuation", `a comma stands before the closing ${bracket}`);
    }
    this.at++;
    return this.closed(this.at);
  }

  private closed(end: number): number {
    this.start = this.openings[this.depth] ?? 0;
    this.end = end;
    this.depth--;
    if (this.depth === 0) this.recovery.saw(this.start);
    this.afterValue(end);
    return CLOSED;
  }

  private afterValue(end: number): void {
    this.state = AFTER_VALUE;
    this.last = end;
    this.comma = -1;
    if (this.inObject[this.depth] !== true) this.items[this.depth] = -1;
  }

  /** Something follows a value without a comma: the next item of a source, a comma that is missing, or a fault. */
  private beforeNext(code: number): number | undefined {
    const object = this.inObject[this.depth] === true;
    if (this.depth > 0) {
      if (codes.isOpening(code) && this.opensLine() && this.recovery.isNext(this.items, this.depth, this.at)) {
        return this.fault(this.last, this.last, missingClosing(object));
      }
      if (code === codes.COLON || (object && code !== codes.QUOTE)) {
        return this.fault(this.at, this.endOfToken(), this.reasonOfToken("a comma is missing"));
      }
      if (this.beginsValue(code)) this.report(this.at, this.endOfToken(), "punctuation", "a comma is missing");
    }
    this.state = object ? KEY_NEXT : VALUE;
    return undefined;
  }

  /** Whether a value may begin here; what is none is a fault of its own. */
  private beginsValue(code: number): boolean {
    if (codes.isOpening(code) || code === codes.QUOTE || codes.isDigit(code) || code === codes.MINUS) return true;
    return kindOfWord(this.text.slice(this.at, Math.min(this.endOfWord(), this.at + LONGEST_QUOTE))) >= 0;
  }

  private opensLine(): boolean {
    for (let at = this.at - 1; at >= this.last; at--) if (codes.isLineBreak(this.text.charCodeAt(at))) return true;
    return false;
  }

  private readKey(code: number): number {
    if (code !== codes.QUOTE) {
      return this.fault(this.at, this.endOfToken(), this.reasonOfToken("a field name in double quotes is missing"));
    }
    const reason = this.readString();
    if (reason !== undefined) return this.fault(this.start - 1, this.end, reason);
    this.last = this.at;
    if (this.skipSpace() !== codes.COLON) return this.fault(this.at, this.endOfToken(), "a colon is missing");
    this.last = ++this.at;
    this.comma = -1;
    this.state = VALUE;
    return KEY;
  }

  private readValue(code: number): number {
    const { depth } = this;
    if (this.inObject[depth] !== true) this.items[depth] = this.at;
    if (codes.isOpening(code)) {
      this.depth = depth + 1;
      this.inObject[depth + 1] = code === codes.OPEN_BRACE;
      this.openings[depth + 1] = this.at;
      this.items[depth + 1] = -1;
      this.start = this.at;
      this.last = ++this.at;
      this.end = this.at;
      this.comma = -1;
      this.state = code === codes.OPEN_BRACE ? KEY_NEXT : VALUE;
      return code === codes.OPEN_BRACE ? OBJECT : ARRAY;
    }
    if (code === codes.QUOTE) {
      const reason = this.readString();
      if (reason !== undefined) return this.fault(this.start - 1, this.end, reason);
      this.afterValue(this.at);
      return STRING;
    }
    return this.readWord(code);
  }

  private readWord(code: number): number {
    this.start = this.at;
    this.escaped = false;
    let kind = NUMBER;
    let end = codes.isDigit(code) || code === codes.MINUS ? codes.endOfNumber(this.text, this.at) : this.at;
    if (end === this.at) {
      end = this.endOfWord();
      kind = kindOfWord(this.text.slice(this.at, Math.min(end, this.at + LONGEST_QUOTE)));
    }
    const next = this.text.charCodeAt(end);
    const ends = end === this.limit || !codes.isWord(next) || next === codes.SLASH;
    if (kind < 0 || end > this.limit || !ends) {
      return this.fault(this.at, this.endOfToken(), this.reasonOfToken("a value is missing"));
    }
    this.end = end;
    this.at = end;
    this.afterValue(end);
    return kind;
  }

  /** Reads the string that begins here; a reason where it is none. */
  private readString(): string | undefined {
    const { text, limit } = this;
    this.start = this.at + 1;
    this.escaped = false;
    let control = -1;
    let reason: string | undefined;
    for (let at = this.start; at < limit; at++) {
      const code = text.charCodeAt(at);
      if (at - this.start === SHORT_STRING && codes.isPlain(code)) {
        at = Math.min(codes.endOfPlain(text, at), limit) - 1;
        continue;
      }
      if (code === codes.QUOTE) {
        this.end = reason === undefined ? at : at + 1;
        this.at = at + 1;
        if (control >= 0)
          this.report(control, control + 1, "punctuation", "a control character in a string is not escaped");
        return reason;
      }
      if (code === codes.BACKSLASH) {
        this.escaped = true;
        const length = lengthOfEscape(text, at);
        if (length === 0) reason ??= text.charAt(at + 1) === "u" ? BAD_UNICODE : BAD_ESCAPE;
        at += Math.max(1, length - 1);
      } else if (code < 32) {
        if (codes.isLineBreak(code)) {
          this.end = at;
          return "a closing quote is missing";
        }
        if (control < 0) control = at;
        this.escaped = true;
      }
    }
    this.end = limit;
    return "a closing quote is missing";
  }

  private endOfWord(): number {
    let at = this.at;
    while (at < this.limit && codes.isWord(this.text.charCodeAt(at)) && this.text.charCodeAt(at) !== codes.SLASH) at++;
    return Math.max(at, Math.min(this.at + 1, this.limit));
  }

  private endOfToken(): number {
    const code = this.text.charCodeAt(this.at);
    if (code === codes.QUOTE) {
      const end = this.text.indexOf('"', this.at + 1);
      return end < 0 || end >= this.limit ? this.at + 1 : end + 1;
    }
    return codes.isWord(code) ? this.endOfWord() : Math.min(this.at + 1, this.limit);
  }

  private reasonOfToken(otherwise: string): string {
    const code = this.text.charCodeAt(this.at);
    if (!codes.isWord(code) || this.at >= this.limit) return otherwise;
    const word = this.text.slice(this.at, Math.min(this.endOfWord(), this.at + LONGEST_QUOTE));
    return /^[-+.]?\d/.test(word) ? `the number “${word}” is malformed` : `“${word}” is not a JSON value`;
  }

  /** The source ends, but something is open: an array ends with it, another thing is broken. */
  private atEnd(): number {
    const object = this.inObject[this.depth] === true;
    if (object || this.state !== AFTER_VALUE || this.recovery.hasNext(this.items[0] ?? -1))
      return this.fault(this.last, this.limit, missingClosing(object));
    this.sayEnd(this.limit, this.limit, "punctuation", missingClosing(false));
    return this.closed(this.limit);
  }

  private sayEnd(start: number, end: number, kind: ProblemKind, reason: string): void {
    if (!this.endSaid) this.report(start, end, kind, reason);
    this.endSaid = true;
  }

  private fault(start: number, end: number, reason: string): number {
    const { items } = this;
    if (this.depth === 0 && (items[0] ?? -1) < 0) items[0] = this.at;
    const { depth, offset, begins, swallowed } = this.recovery.after(items, this.depth, Math.max(start, this.at));
    const place = swallowed && this.last < start ? this.last : start;
    const said = swallowed && this.last < start ? missingClosing(this.inObject[this.depth] === true) : reason;
    this.start = Math.max(0, items[depth] ?? 0);
    this.depth = depth;
    this.at = Math.max(offset, this.start + 1);
    this.end = this.at;
    this.resumed = this.at;
    this.afterValue(this.at);
    if (begins) this.state = VALUE;
    if (start >= this.limit || this.at >= this.limit) this.sayEnd(place, Math.max(end, place), "syntax", said);
    else this.report(place, Math.max(end, place), "syntax", said);
    return BROKEN;
  }
}

function missingClosing(object: boolean): string {
  return object ? "a closing brace } is missing" : "a closing bracket ] is missing";
}

function kindOfWord(word: string): number {
  if (word === "true" || word === "false") return BOOLEAN;
  if (word === "null") return NULL;
  return word === "NaN" || word === "Infinity" || word === "-Infinity" ? NUMBER : -1;
}

/** Characters of the escape that begins at a backslash; 0 where it is none. */
function lengthOfEscape(text: string, at: number): number {
  const second = text.charAt(at + 1);
  if (second === "u") return /^[0-9a-f]{4}$/i.test(text.slice(at + 2, at + 6)) ? 6 : 0;
  return second !== "" && '"\\/bfnrt'.includes(second) ? 2 : 0;
}
