import type { Report, Span } from "./format.ts";
import { ARRAY, CLOSED, END, JsonReader, NUMBER, OBJECT, STRING } from "./jsonReader.ts";
import { unescaped } from "./jsonShape.ts";

/** Something in a file of pictures that cannot be read, and where. */
export class PictureFault extends Error {
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

/** Goes through JSON value by value: each is visited, or passed over whole. Throws `PictureFault` where it is broken. */
export class JsonWalk {
  readonly text: string;
  readonly #reader: JsonReader;
  #event = END;
  /** Behind the object or array that was gone through last. */
  closedAt = 0;

  constructor(text: string, report: Report) {
    this.text = text;
    this.#reader = new JsonReader(text, 0, text.length, (start, end, kind, reason) => {
      if (kind === "syntax") throw new PictureFault(start, reason);
      report({ start, end }, kind, reason);
    });
    this.#next();
  }

  /** Whether the value to be read next is an object, or an array. */
  isAt(kind: typeof OBJECT | typeof ARRAY): boolean {
    return this.#event === kind;
  }

  /** The place of the value to be read next; of a string what is between its quotes. */
  get span(): Span {
    return { start: this.#reader.start, end: this.#reader.end };
  }

  /** A scalar as text, and the reader behind it; `undefined` for anything else, which is passed over. */
  scalar(): string | undefined {
    const event = this.#event;
    const { start, end, escaped } = this.#reader;
    if (event === OBJECT || event === ARRAY) {
      this.skip();
      return undefined;
    }
    const written = this.text.slice(start, end);
    this.#next();
    if (event === STRING) return escaped ? unescaped(written) : written;
    return event === NUMBER ? written : undefined;
  }

  /** A number; NaN for anything else. */
  number(): number {
    const isNumber = this.#event === NUMBER;
    const written = this.scalar();
    return isNumber && written !== undefined ? Number(written) : NaN;
  }

  /** The names of an object's members, or the numbers of an array's items, one by one: who gets one reads its value. */
  *members(): Generator<string, void> {
    const isObject = this.#event === OBJECT;
    this.#next();
    for (let item = 0; this.#event !== CLOSED; item++) {
      if (!isObject) {
        yield String(item);
        continue;
      }
      const { start, end, escaped } = this.#reader;
      const name = this.text.slice(start, end);
      this.#next();
      yield escaped ? unescaped(name) : name;
    }
    this.closedAt = this.#reader.end;
    this.#next();
  }

  /** Passes over a value; gives its place. */
  skip(): Span {
    const { start } = this.#reader;
    let open = 0;
    let end = start;
    do {
      if (this.#event === OBJECT || this.#event === ARRAY) open++;
      if (this.#event === CLOSED) open--;
      ({ end } = this.#reader);
      this.#next();
    } while (open > 0);
    return { start, end };
  }

  #next(): void {
    this.#event = this.#reader.next();
  }
}
