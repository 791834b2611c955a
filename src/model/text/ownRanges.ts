import { Origins, replaced } from "./origins.ts";
import type { EncodedTexts } from "./tokenizer.ts";

/** How a tokenizer gets texts. */
export interface Reading {
  /** Stands before every text. */
  readonly prompt: string;
  /** Whether the model's authors turn texts into lower case first. */
  readonly lowerCase: boolean;
}

/** A text as the tokenizer gets it. */
export function asRead(text: string, { prompt, lowerCase }: Reading): string {
  const whole = prompt + text;
  return lowerCase ? whole.toLowerCase() : whole;
}

/**
 * `[ids × 2]` where each token stands in the text itself, in UTF-16 units, not in what the tokenizer got; 0 and 0 of a
 * token without a character of the text.
 */
export function ownRanges({ ranges, offsets }: EncodedTexts, texts: readonly string[], reading: Reading): Uint32Array {
  if (reading.prompt === "" && !reading.lowerCase) return ranges;
  const own = new Uint32Array(ranges.length);
  const { length } = reading.prompt;
  for (const [index, text] of texts.entries()) {
    const lowered = reading.lowerCase ? loweredOrigins(reading.prompt + text) : undefined;
    for (let id = offsets[index] ?? 0; id < (offsets[index + 1] ?? 0); id++) {
      const read = { start: ranges[2 * id] ?? 0, end: ranges[2 * id + 1] ?? 0 };
      const { start, end } = lowered?.range(read.start, read.end) ?? read;
      if (end <= length) continue;
      own[2 * id] = Math.max(0, start - length);
      own[2 * id + 1] = end - length;
    }
  }
  return own;
}

/** Where each unit of a text in lower case comes from; undefined where none moved: only İ has more units then. */
function loweredOrigins(text: string): Origins | undefined {
  if (!text.includes("İ")) return undefined;
  const origins = Origins.of(text, 0);
  replaced(text, /İ/g, "i\u0307", origins);
  return origins;
}
