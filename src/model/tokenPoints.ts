import { StrataError } from "../protocol/errors.ts";
import type { EncodedWindow } from "./encodeWindow.ts";
import type { EncodedTexts } from "./text/tokenizer.ts";
import type { FailedText } from "./textFaults.ts";

/** The tokens of some texts that stand for characters of them. */
export interface FoundTokens {
  /** `[texts + 1]` where each text's tokens begin in `ranges`, and where the last ones end. */
  readonly offsets: Uint32Array;
  /** `[tokens × 2]` UTF-16 units of the text where each begins and ends. */
  readonly ranges: Uint32Array;
  /** `[texts]` 1 where a text is longer than the model reads: what is cut off has no tokens. */
  readonly truncated: Uint8Array;
  /** Texts that cannot be read; they have no tokens here. */
  readonly failed: readonly FailedText[];
}

/** Texts tokenized at a time. */
const TEXTS_AT_ONCE = 1024;

/** The tokens with characters of some texts, encoded part by part. Throws what `encode` throws, and `cancelled`. */
export async function findTokens(
  texts: readonly string[],
  encode: (texts: readonly string[]) => Promise<EncodedWindow>,
  signal: AbortSignal | undefined,
): Promise<FoundTokens> {
  const offsets = new Uint32Array(texts.length + 1);
  const truncated = new Uint8Array(texts.length);
  const failed: FailedText[] = [];
  const parts: Uint32Array[] = [];
  for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
    if (signal?.aborted) throw new StrataError("cancelled", { what: "tokenizing" });
    const some = texts.slice(start, start + TEXTS_AT_ONCE);
    const { encoded, failed: ofPart } = await encode(some);
    const failing = new Set(ofPart.map(({ row }) => row));
    const rows = Uint32Array.from(some.keys()).filter((row) => !failing.has(row));
    const { counts, ranges } = batchPoints(encoded, rows, 0);
    rows.forEach((row, index) => (offsets[start + row + 1] = counts[index] ?? 0));
    parts.push(ranges);
    truncated.set(encoded.truncated, start);
    for (const failure of ofPart) failed.push({ ...failure, row: start + failure.row });
  }
  for (let text = 0; text < texts.length; text++) offsets[text + 1] = (offsets[text + 1] ?? 0) + (offsets[text] ?? 0);
  const ranges = new Uint32Array(2 * (offsets[texts.length] ?? 0));
  let end = 0;
  for (const part of parts) {
    ranges.set(part, end);
    end += part.length;
  }
  return { offsets, ranges, truncated, failed };
}

/** Bytes of states that a batch may hold; a text alone may have more. */
const MOST_BYTES = 1 << 27;

/** Tokens of a batch whose states, of layers of these widths, are no more than 128 MB. */
export function mostTokens(widths: readonly number[]): number {
  const size = widths.reduce((sum, width) => sum + width, 0);
  return Math.max(1, Math.floor(MOST_BYTES / (Float32Array.BYTES_PER_ELEMENT * Math.max(1, size))));
}

/** The tokens of a batch that are points. */
export interface BatchPoints {
  /** `[rows]` points of each text. */
  readonly counts: Uint32Array;
  /** `[points × 2]` */
  readonly ranges: Uint32Array;
  /** `[points]` place among the batch's `rows × tokens`. */
  readonly places: Uint32Array;
}

/**
 * The tokens with characters, of the texts that `members` names in `encoded`, as a batch of texts of `tokens` tokens has
 * them.
 */
export function batchPoints({ offsets, ranges }: EncodedTexts, members: Uint32Array, tokens: number): BatchPoints {
  const counts = new Uint32Array(members.length);
  const places: number[] = [];
  const own: number[] = [];
  for (const [row, member] of members.entries()) {
    const first = offsets[member] ?? 0;
    const before = places.length;
    for (let id = first; id < (offsets[member + 1] ?? 0); id++) {
      const [start = 0, end = 0] = [ranges[2 * id], ranges[2 * id + 1]];
      if (start >= end) continue;
      places.push(row * tokens + id - first);
      own.push(start, end);
    }
    counts[row] = places.length - before;
  }
  return { counts, ranges: Uint32Array.from(own), places: Uint32Array.from(places) };
}

/** `[points × width of all layers]`, of each layer's `[rows × tokens × width]`. */
export function statesAt(
  places: Uint32Array,
  layers: readonly Float32Array[],
  widths: readonly number[],
): Float32Array {
  const size = widths.reduce((sum, width) => sum + width, 0);
  const states = new Float32Array(places.length * size);
  let to = 0;
  for (const [layer, width] of widths.entries()) {
    const all = layers[layer] ?? new Float32Array();
    places.forEach((place, point) => {
      states.set(all.subarray(place * width, (place + 1) * width), point * size + to);
    });
    to += width;
  }
  return states;
}
