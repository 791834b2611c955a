import type { Decoded } from "./decodeFile.ts";
import type { Joins } from "./joins.ts";
import { shownPlaces } from "./shownPlaces.ts";
import type { SourceText } from "./sourceText.ts";

/** How the source writes what it cannot write as it is. */
export interface Escapes {
  /** `\n`, `\"`, `\u00e9` as in JSON. */
  readonly json: boolean;
  /** The quote that is doubled, or stands behind a backslash, within cells; empty where there is none. */
  readonly quote: string;
  readonly backslash: boolean;
}

export interface TextPartsOptions {
  readonly source: SourceText;
  readonly texts: readonly string[];
  /** `[records × 2]` offsets of the texts in the source. */
  readonly spans: Uint32Array;
  /** How texts that are put together are, by their record. */
  readonly joins: Joins;
  readonly escapes: Escapes;
  readonly shownLength: Decoded["shownLength"];
}

/** Knows where parts of records' texts stand in the file, also where the file writes them with escapes. */
export class TextParts {
  readonly #options: TextPartsOptions;

  constructor(options: TextPartsOptions) {
    this.#options = options;
  }

  /**
   * `[parts × 4]` start line, start character, end line, end character of parts of texts. A part that reaches over
   * several of the places that a text was put together of gets them from the first to the last.
   * @param recordOf `[parts]`, ascending
   * @param offsets `[parts × 2]` UTF-16 units of the record's text where each part begins and ends
   */
  rangesOf(recordOf: Uint32Array, offsets: Uint32Array): Uint32Array {
    const { source, spans, shownLength } = this.#options;
    const places = new Uint32Array(offsets.length);
    let current = -1;
    let units: Units | undefined;
    for (const [part, record] of recordOf.entries()) {
      if (record !== current) {
        current = record;
        units = this.#unitsOf(record);
      }
      const [from = 0, to = 0] = offsets.subarray(2 * part, 2 * part + 2);
      const place = units === undefined ? spans.subarray(2 * record, 2 * record + 2) : placeOf(units, from, to);
      places.set(place, 2 * part);
    }
    return shownPlaces(source, places, shownLength);
  }

  /** Undefined where what is written and what was read do not belong together. */
  #unitsOf(record: number): Units | undefined {
    const { source, spans, texts, joins, escapes } = this.#options;
    const text = texts[record] ?? "";
    const [start = 0, end = 0] = spans.subarray(2 * record, 2 * record + 2);
    const { pieces, separator } = joins.of(record) ?? { pieces: [{ start, end }], separator: 0 };
    const begins = new Uint32Array(text.length + 1);
    const ends = new Uint32Array(text.length + 1);
    let unit = 0;
    let last = start;
    for (const [i, piece] of pieces.entries()) {
      const written = writtenOffsets(source.text.slice(piece.start, piece.end), text.slice(unit), escapes);
      if (written === undefined) return undefined;
      const places = written.map((offset) => piece.start + offset);
      begins.set(places, unit);
      // What ends where this piece begins ends in the one before.
      ends.set(places.subarray(i === 0 ? 0 : 1), i === 0 ? 0 : unit + 1);
      unit += written.length - 1;
      if (written.length > 1) last = piece.end;
      const next = pieces[i + 1];
      if (next === undefined) break;
      begins.fill(next.start, unit, unit + separator);
      ends.fill(last, unit, unit + separator + 1);
      unit += separator;
    }
    return unit === text.length ? { begins, ends } : undefined;
  }
}

/** `[text.length + 1]` where in the source the part of a text begins that begins with a unit, and ends that ends before it. */
interface Units {
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
}

/**
 * Start and end in the source, from the first to the last of what a part is made of: the later piece of a text may come
 * first. What stands between two pieces is nowhere: its place is empty.
 */
function placeOf({ begins, ends }: Units, from: number, to: number): readonly [number, number] {
  let [start, end] = [Infinity, 0];
  for (let unit = from; unit < to; unit++) {
    if (ends[unit + 1] === ends[unit]) continue;
    start = Math.min(start, begins[unit] ?? 0);
    end = Math.max(end, ends[unit + 1] ?? 0);
  }
  return start < end ? [start, end] : [ends[to] ?? 0, ends[to] ?? 0];
}

/**
 * `[units + 1]` where each unit of the beginning of a text stands in what is written, and where the last ends: as many
 * units as are written. Undefined where the two do not belong together.
 */
export function writtenOffsets(written: string, text: string, escapes: Escapes): Uint32Array | undefined {
  const offsets = new Uint32Array(written.length + 1);
  let at = 0;
  let unit = 0;
  while (at < written.length) {
    offsets[unit] = at;
    const length = escapeLength(written, at, text.charAt(unit++), escapes);
    if (length === 0) return undefined;
    at += length;
  }
  offsets[unit] = at;
  return offsets.subarray(0, unit + 1);
}

const jsonEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Units in which a sign is written at a place; 0 where another stands there. */
function escapeLength(written: string, at: number, sign: string, { json, quote, backslash }: Escapes): number {
  const here = written.charAt(at);
  const next = written.charAt(at + 1);
  if (json && here === "\\") {
    if (next !== "u") return jsonEscapes[next] === sign ? 2 : 0;
    return parseInt(written.slice(at + 2, at + 6), 16) === sign.charCodeAt(0) ? 6 : 0;
  }
  if (backslash && here === "\\" && (next === quote || next === "\\") && next === sign) return 2;
  if (quote !== "" && here === quote && next === quote && sign === quote) return 2;
  return here === sign && here !== "" ? 1 : 0;
}
