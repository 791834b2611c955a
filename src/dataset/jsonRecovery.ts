import {
  isClosing,
  isLineBreak,
  isOpening,
  isSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  BACKSLASH,
  COMMA,
} from "./jsonCharacters.ts";

/** Work of all recoveries of one source, in characters for each of its own: keeps reading linear whatever is broken. */
const WORK_PER_CHARACTER = 16;

/** Where reading goes on after a fault. */
export interface Resumption {
  /** The container in which it goes on: how many are open around it. */
  readonly depth: number;
  readonly offset: number;
  /** Whether an item begins there, so that no comma is expected before it. */
  readonly begins: boolean;
  /** Whether the fault reaches over lines that belong to later items. */
  readonly swallowed: boolean;
}

/** Finds where the next item begins after one that is broken. A broken one may seem to hold all that follows. */
export class JsonRecovery {
  private readonly text: string;
  private readonly end: number;
  private work: number;
  /** How the values of the source begin that were read so far: lines that begin so are rather the next one. */
  private usual = 0;

  constructor(text: string, start: number, end: number) {
    this.text = text;
    this.end = end;
    this.work = WORK_PER_CHARACTER * (end - start) + 1000;
  }

  /**
   * @param items of each open container the start of the item that is being read in it, -1 where it has none
   * @param fault where the fault was seen
   */
  after(items: readonly number[], depth: number, fault: number): Resumption {
    const inner = this.innermost(items, depth);
    const start = items[inner] ?? fault;
    const limit = this.nextLikeIt(start, inner);
    const closed = this.endOfItem(start, limit ?? this.end, fault);
    if (closed !== undefined) return { depth: inner, offset: closed, begins: false, swallowed: false };
    for (let outer = inner; outer >= 0 && this.work > 0; outer--, this.work--) {
      const item = items[outer] ?? -1;
      const offset = outer === inner ? limit : item < 0 ? undefined : this.nextLikeIt(item, outer);
      if (offset === undefined) continue;
      this.work -= Math.max(0, fault - offset);
      return { depth: outer, offset, begins: true, swallowed: offset <= fault };
    }
    const next = this.nextObject(fault);
    if (next !== undefined) return { depth: inner, offset: next, begins: true, swallowed: false };
    return { depth: 0, offset: this.end, begins: true, swallowed: false };
  }

  private innermost(items: readonly number[], depth: number): number {
    let inner = depth;
    while (inner > 0 && (items[inner] ?? -1) < 0) {
      inner--;
      this.work--;
    }
    return inner;
  }

  /** Whether a line begins as an item around it did that is still being read. */
  isNext(items: readonly number[], depth: number, offset: number): boolean {
    for (let outer = depth; outer >= 0 && this.work > 0; outer--, this.work--) {
      if (this.beginsLike(items[outer] ?? -1, offset, outer)) return true;
    }
    return false;
  }

  /** Takes down a value of the source that was read whole. */
  saw(start: number): void {
    this.usual = this.text.charCodeAt(start);
  }

  /** Whether the line of an offset begins there as an item does that is being read, indented no deeper. */
  private beginsLike(start: number, offset: number, depth: number): boolean {
    if (start < 0 || !this.isAlike(start, this.text.charCodeAt(offset), depth)) return false;
    const indent = this.indentOf(start);
    const own = this.indentOf(offset);
    return indent !== undefined && own !== undefined && own <= indent;
  }

  /** Whether a value of the source that does not close has lines that begin as the next one would. */
  hasNext(start: number): boolean {
    return start >= 0 && this.nextLikeIt(start, 0) !== undefined;
  }

  /** Characters before an offset on its line; `undefined` where there is more than whitespace. */
  private indentOf(offset: number): number | undefined {
    let at = offset - 1;
    while (at >= 0 && this.work > 0) {
      const code = this.text.charCodeAt(at);
      if (isLineBreak(code)) break;
      this.work--;
      if (!isSpace(code)) return undefined;
      at--;
    }
    return offset - 1 - at;
  }

  /** The first later line that begins as the item does. */
  private nextLikeIt(start: number, depth: number): number | undefined {
    const indent = this.indentOf(start);
    if (indent === undefined) return undefined;
    let line = -1;
    for (let at = start; at < this.end && this.work > 0; at++, this.work--) {
      const code = this.text.charCodeAt(at);
      if (isLineBreak(code)) line = at + 1;
      else if (line >= 0 && !isSpace(code)) {
        if (this.isAlike(start, code, depth) && at - line <= indent) return at;
        line = -1;
      }
    }
    return undefined;
  }

  /** The end of a broken item whose brackets match, or of a word; beyond the fault, before the limit. */
  private endOfItem(start: number, limit: number, fault: number): number | undefined {
    if (!isOpening(this.text.charCodeAt(start))) return this.endOfWord(start, limit, fault);
    const open: number[] = [];
    for (let at = start; at < limit && this.work > 0; at++, this.work--) {
      const code = this.text.charCodeAt(at);
      if (code === QUOTE) {
        at = this.endOfString(at, limit);
        if (at < 0) return undefined;
      } else if (isOpening(code)) open.push(code);
      else if (isClosing(code)) {
        if (open.pop() !== code - 2) return undefined;
        if (open.length === 0) return at >= fault ? at + 1 : undefined;
      }
    }
    return undefined;
  }

  private endOfString(start: number, limit: number): number {
    for (let at = start + 1; at < limit; at++, this.work--) {
      const code = this.text.charCodeAt(at);
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) return at;
      else if (isLineBreak(code)) return -1;
    }
    return -1;
  }

  private endOfWord(start: number, limit: number, fault: number): number | undefined {
    if (this.text.charCodeAt(start) === QUOTE && this.endOfString(start, limit) < 0) {
      for (let at = start; at < limit; at++, this.work--) if (isLineBreak(this.text.charCodeAt(at))) return at;
      return undefined;
    }
    for (let at = Math.max(start, fault) + 1; at < limit; at++, this.work--) {
      const code = this.text.charCodeAt(at);
      if (isLineBreak(code) || isOpening(code) || isClosing(code) || code === COMMA) return at;
    }
    return limit;
  }

  /** In a file of one line: the next object after a comma. */
  private nextObject(fault: number): number | undefined {
    if (this.work <= 0) return undefined;
    const pattern = /\}\s*,\s*(?=\{)/g;
    pattern.lastIndex = fault;
    const found = pattern.exec(this.text);
    if (found === null || pattern.lastIndex >= this.end) {
      this.work -= this.end - fault;
      return undefined;
    }
    this.work -= pattern.lastIndex - fault;
    return pattern.lastIndex;
  }

  /** An array after an object is the next item; an object after the bracket of an array is rather in it. */
  private isAlike(start: number, other: number, depth: number): boolean {
    const first = this.text.charCodeAt(start);
    if (first === other || (first === OPEN_BRACE && other === OPEN_BRACKET)) return true;
    return depth === 0 && other === this.usual && isOpening(other);
  }
}
