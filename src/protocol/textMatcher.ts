import { reasonOf, StrataError } from "./errors.ts";

/** Whether a text holds what is looked for. */
export type TextMatcher = (text: string) => boolean;

/** Letters, digits and marks make words. */
const WORD = /[\p{L}\p{N}\p{M}\p{Pc}]/u;
/** Scripts that write no spaces between words: where one ends only a dictionary knows. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/**
 * Looks for a query as it stands, anywhere or as whole words; how characters are composed makes no difference. Words end
 * where Unicode's do (UAX #29): between letters only in scripts without spaces, as ICU's dictionaries divide them.
 */
export function textMatcher(query: string, mode: "text" | "word", matchCase: boolean): TextMatcher {
  const wanted = query.normalize();
  const literal = wanted.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const pattern = new RegExp(literal, matchCase ? "u" : "iu");
  if (mode === "text") return (text) => pattern.test(text.normalize());
  const every = new RegExp(pattern, `${pattern.flags}g`);
  return (text) => {
    const composed = text.normalize();
    if (!pattern.test(composed)) return false;
    const boundaries = new Boundaries(composed);
    for (const { index, 0: found } of composed.matchAll(every))
      if (boundaries.at(index) && boundaries.at(index + found.length)) return true;
    return false;
  };
}

/** Characters a regular expression may have: more come from a slip of the clipboard. */
const LONGEST = 2000;

/** A regular expression as the search reads it: Unicode's characters, `^` and `$` at every line. Throws `patternWrong`. */
export function searchPattern(query: string, matchCase: boolean): RegExp {
  if (query.length > LONGEST) {
    const reason = `it has ${query.length} characters, and ${LONGEST} at most are tried`;
    throw new StrataError("patternWrong", { pattern: query, reason });
  }
  try {
    return new RegExp(query, matchCase ? "mu" : "imu");
  } catch (error) {
    const reason = reasonOf(error).replace(/^Invalid regular expression: (?:\/.*\/[a-z]*: )?/s, "");
    throw new StrataError("patternWrong", { pattern: query, reason }, { cause: error });
  }
}

/** Where words of a text begin or end. */
class Boundaries {
  readonly #text: string;
  #segments: Intl.Segments | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  at(place: number): boolean {
    const before = characterBefore(this.#text, place);
    const behind = characterAt(this.#text, place);
    if (!WORD.test(before) || !WORD.test(behind)) return true;
    if (!UNSPACED.test(before) && !UNSPACED.test(behind)) return false;
    this.#segments ??= segmenter().segment(this.#text);
    return this.#segments.containing(place)?.index === place;
  }
}

function characterAt(text: string, place: number): string {
  const code = text.codePointAt(place);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function characterBefore(text: string, place: number): string {
  const isPair = place > 1 && (text.codePointAt(place - 2) ?? 0) > 0xffff;
  return text.slice(Math.max(0, place - (isPair ? 2 : 1)), place);
}

let made: Intl.Segmenter | undefined;

function segmenter(): Intl.Segmenter {
  return (made ??= new Intl.Segmenter("en", { granularity: "word" }));
}
