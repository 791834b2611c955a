/** From `start` to before `end`, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A part of a text that was written anew: where it stood, and how many UTF-16 units stand in its place. */
export interface Rewritten extends Range {
  readonly units: number;
}

/**
 * Where each UTF-16 unit of a text comes from, in the text it was before a tokenizer's parts wrote it anew. As the
 * alignments of Hugging Face's `NormalizedString`: every unit has the range of a whole character.
 */
export class Origins {
  #starts: Int32Array;
  #ends: Int32Array;

  private constructor(starts: Int32Array, ends: Int32Array) {
    this.#starts = starts;
    this.#ends = ends;
  }

  /** Of a text as it is written, which stands at `base` in the whole one. */
  static of(text: string, base: number): Origins {
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    for (let start = 0; start < text.length;) {
      const end = start + characterUnits(text, start);
      for (let unit = start; unit < end; unit++) {
        starts[unit] = base + start;
        ends[unit] = base + end;
      }
      start = end;
    }
    return new Origins(starts, ends);
  }

  /** What stands in a part's place comes from the part's last character. Parts come in order and do not overlap. */
  rewrite(parts: readonly Rewritten[]): void {
    if (parts.length === 0) return;
    const more = parts.reduce((sum, { start, end, units }) => sum + units - (end - start), 0);
    const starts = new Int32Array(this.#starts.length + more);
    const ends = new Int32Array(starts.length);
    let read = 0;
    let written = 0;
    const keep = (until: number) => {
      starts.set(this.#starts.subarray(read, until), written);
      ends.set(this.#ends.subarray(read, until), written);
      written += until - read;
    };
    for (const { start, end, units } of parts) {
      keep(start);
      starts.fill(this.#starts[end - 1] ?? 0, written, written + units);
      ends.fill(this.#ends[end - 1] ?? 0, written, written + units);
      written += units;
      read = end;
    }
    keep(this.#starts.length);
    this.#starts = starts;
    this.#ends = ends;
  }

  /** Of a part of the text. */
  part(start: number, end: number): Origins {
    return new Origins(this.#starts.subarray(start, end), this.#ends.subarray(start, end));
  }

  /** Where the part from `start` to `end` comes from; 0 and 0 for an empty part. */
  range(start: number, end: number): Range {
    if (start >= end) return { start: 0, end: 0 };
    return { start: this.#starts[start] ?? 0, end: this.#ends[end - 1] ?? 0 };
  }
}

/** UTF-16 units of the character at `start`. */
export function characterUnits(text: string, start: number): number {
  return (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
}

/** A text in which `template`, in the syntax of `String.replace`, stands for each match of a pattern (flag `g`). */
export function replaced(text: string, pattern: RegExp, template: string, origins?: Origins): string {
  origins?.rewrite(
    Array.from(text.matchAll(pattern), ({ index, 0: match }) => ({
      start: index,
      end: index + match.length,
      units: match.replace(/^[^]*$/, template).length,
    })),
  );
  return text.replace(pattern, template);
}

/** What `replaced` writes as it is. */
export function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** `before` and a text that is not empty. */
export function prefixed(text: string, before: string, origins?: Origins): string {
  const end = characterUnits(text, 0);
  origins?.rewrite([{ start: 0, end, units: before.length + end }]);
  return before + text;
}
