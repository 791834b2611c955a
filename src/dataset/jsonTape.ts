import type { Span } from "./format.ts";
import { ARRAY, CLOSED, END, JsonReader, KEY, NULL, OBJECT, STRING } from "./jsonReader.ts";

/** Names of so few fields are compared one by one. */
const FEW = 16;

const silent = (): void => undefined;

/**
 * The nodes of one JSON value, in the order of the source: what a node holds follows it. Read anew for each value, so
 * that a large file is never held as objects.
 */
export class JsonTape {
  readonly text: string;
  /** Offset of the value that was read last; -1 where none was. */
  offset = -1;
  count = 0;
  /** Whether an object that was looked at has a name twice. */
  repeated = false;
  private kinds = new Uint8Array(64);
  private starts = new Uint32Array(64);
  private ends = new Uint32Array(64);
  /** The first node behind all that a node holds. */
  private nexts = new Uint32Array(64);
  private keyStarts = new Uint32Array(64);
  private keyEnds = new Uint32Array(64);
  private escapes = new Uint8Array(64);
  private readonly keys: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** Reads the value at a place that is known to hold one. */
  read({ start, end }: Span): void {
    if (this.offset === start) return;
    this.offset = start;
    this.count = 0;
    this.repeated = false;
    const reader = new JsonReader(this.text, start, end, silent);
    const open: number[] = [];
    let keyStart = -1;
    let keyEnd = -1;
    let keyEscaped = 0;
    for (let event = reader.next(); event !== END; event = reader.next()) {
      if (event === KEY) {
        keyStart = reader.start;
        keyEnd = reader.end;
        keyEscaped = reader.escaped ? 2 : 0;
        continue;
      }
      if (event === CLOSED) {
        const node = open.pop() ?? 0;
        this.ends[node] = reader.end;
        this.nexts[node] = this.count;
        continue;
      }
      const node = this.count++;
      if (node === this.kinds.length) this.grow();
      this.kinds[node] = event;
      this.starts[node] = reader.start;
      this.ends[node] = reader.end;
      this.nexts[node] = node + 1;
      this.keyStarts[node] = keyStart;
      this.keyEnds[node] = keyEnd;
      this.escapes[node] = keyEscaped + (event === STRING && reader.escaped ? 1 : 0);
      keyStart = -1;
      if (event === OBJECT || event === ARRAY) open.push(node);
    }
  }

  private grow(): void {
    const larger = <A extends Uint8Array | Uint32Array>(from: A, to: A): A => {
      to.set(from);
      return to;
    };
    const length = this.kinds.length * 2;
    this.kinds = larger(this.kinds, new Uint8Array(length));
    this.starts = larger(this.starts, new Uint32Array(length));
    this.ends = larger(this.ends, new Uint32Array(length));
    this.nexts = larger(this.nexts, new Uint32Array(length));
    this.keyStarts = larger(this.keyStarts, new Uint32Array(length));
    this.keyEnds = larger(this.keyEnds, new Uint32Array(length));
    this.escapes = larger(this.escapes, new Uint8Array(length));
  }

  kindOf(node: number): number {
    return this.kinds[node] ?? NULL;
  }

  isScalar(node: number): boolean {
    return this.kindOf(node) >= STRING && this.kindOf(node) < NULL;
  }

  /** The content in the source: of a string what is between its quotes. */
  spanOf(node: number): Span {
    return { start: this.starts[node] ?? 0, end: this.ends[node] ?? 0 };
  }

  /** A scalar as text: a string without its escapes, a number as it is written. */
  textOf(node: number): string {
    const start = this.starts[node] ?? 0;
    const end = this.ends[node] ?? 0;
    return this.kindOf(node) === STRING
      ? decoded(this.text, start, end, ((this.escapes[node] ?? 0) & 1) === 1)
      : this.text.slice(start, end);
  }

  /** The name of a node in its object. Rows of one shape have the same names at the same nodes: they share them. */
  keyOf(node: number): string {
    const start = this.keyStarts[node] ?? 0;
    const end = this.keyEnds[node] ?? 0;
    const known = this.keys[node];
    if (known !== undefined && known.length === end - start && this.text.startsWith(known, start)) {
      if (((this.escapes[node] ?? 0) & 2) === 0) return known;
    }
    const key = decoded(this.text, start, end, ((this.escapes[node] ?? 0) & 2) === 2);
    this.keys[node] = key;
    return key;
  }

  /** The nodes right in an object or array; of a name given twice in an object the last, as for `JSON.parse`. */
  childrenOf(node: number): readonly number[] {
    const children: number[] = [];
    const kind = this.kindOf(node);
    if (kind !== OBJECT && kind !== ARRAY) return children;
    const end = this.nexts[node] ?? 0;
    for (let child = node + 1; child < end; child = this.nexts[child] ?? end) children.push(child);
    return kind === ARRAY ? children : this.lastOfEach(children);
  }

  private lastOfEach(children: readonly number[]): readonly number[] {
    if (children.length <= FEW) {
      const isOnce = (child: number, at: number): boolean => {
        const key = this.keyOf(child);
        for (let later = at + 1; later < children.length; later++) {
          if (this.keyOf(children[later] ?? 0) === key) return false;
        }
        return true;
      };
      if (children.every(isOnce)) return children;
      this.repeated = true;
      return children.filter(isOnce);
    }
    const last = new Map(children.map((child) => [this.keyOf(child), child]));
    if (last.size === children.length) return children;
    this.repeated = true;
    return [...last.values()];
  }

  /** The child of an object by its name. */
  child(node: number, key: string): number | undefined {
    if (this.kindOf(node) !== OBJECT) return undefined;
    const end = this.nexts[node] ?? 0;
    let found: number | undefined;
    for (let child = node + 1; child < end; child = this.nexts[child] ?? end) {
      if (this.keyOf(child) !== key) continue;
      if (found !== undefined) this.repeated = true;
      found = child;
    }
    return found;
  }

  /**
   * The node of a dotted name below a node that `fits`. A name may hold dots itself: the whole rest as a name goes
   * first. Each node is looked at once at most.
   * @param names of the items, where the node is an array whose items are the cells of columns
   */
  find(root: number, name: string, fits: (node: number) => boolean, names?: readonly string[]): number | undefined {
    const whole = this.child(root, name);
    if (whole !== undefined && fits(whole)) return whole;
    const open: [node: number, at: number][] = [[root, 0]];
    for (let top = open.pop(); top !== undefined; top = open.pop()) {
      const [node, at] = top;
      if (at > name.length) {
        if (fits(node)) return node;
        continue;
      }
      const isArray = this.kindOf(node) === ARRAY;
      const inner: [node: number, at: number][] = [];
      this.childrenOf(node).forEach((child, item) => {
        const key = !isArray ? this.keyOf(child) : ((node === root ? names?.[item] : undefined) ?? String(item));
        const end = at + key.length;
        if (name.startsWith(key, at) && (end === name.length || name.charAt(end) === ".")) inner.push([child, end + 1]);
      });
      inner.sort(([, a], [, b]) => Number(a > name.length) - Number(b > name.length) || b - a);
      for (const found of inner) open.push(found);
    }
    return undefined;
  }
}

function decoded(text: string, start: number, end: number, escaped: boolean): string {
  if (!escaped) return text.slice(start, end);
  const content = text.slice(start, end).replaceAll(CONTROL, unicodeEscape);
  return JSON.parse(`"${content}"`) as string;
}

const CONTROL = /[\u0000-\u001f]/g;

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
