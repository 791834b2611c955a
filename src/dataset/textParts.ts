import type { Decoded } from "./decodeFile.ts";
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
   * `[parts × 4]` start line, start character, end line, end character of parts of texts. A text that was put together
   * of several places has no places of its own: each of its parts gets the whole.
   * @param recordOf `[parts]`, ascending
   * @param offsets `[parts × 2]` UTF-16 units of the record's text where each part begins and ends
   */
  rangesOf(recordOf: Uint32Array, offsets: Uint32Array): Uint32Array {
    const { source, spans, texts, escapes, shownLength } = this.#options;
    const places = new Uint32Array(offsets.length);
    let current = -1;
    let written: Uint32Array | undefined;
    for (const [part, record] of recordOf.entries()) {
      const [start = 0, end = 0] = spans.subarray(2 * record, 2 * record + 2);
      if (record !== current) {
        current = record;
        written = writtenOffsets(source.text.slice(start, end), texts[record] ?? "", escapes);
      }
      places[2 * part] = start + (written === undefined ? 0 : (written[offsets[2 * part] ?? 0] ?? 0));
      places[2 * part + 1] = written === undefined ? end : start + (written[offsets[2 * part + 1] ?? 0] ?? 0);
    }
    return shownPlaces(source, places, shownLength);
  }
}

/**
 * `[text.length + 1]` where each unit of a text begins in what is written, and where the last ends; undefined where
 * the two do not belong together.
 */
export function writtenOffsets(written: string, text: string, escapes: Escapes): Uint32Array | undefined {
  const offsets = new Uint32Array(text.length + 1);
  let at = 0;
  for (let unit = 0; unit < text.length; unit++) {
    offsets[unit] = at;
    const length = escapeLength(written, at, text.charAt(unit), escapes);
    if (length === 0) return undefined;
    at += length;
  }
  offsets[text.length] = at;
  return at === written.length ? offsets : undefined;
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
