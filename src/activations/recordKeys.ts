import { hash } from "node:crypto";
import { sharedEnds } from "./sharedEnds.ts";

/** Bytes of a record's key. */
export const KEY_BYTES = 16;
export const KEY_WORDS = KEY_BYTES / Uint32Array.BYTES_PER_ELEMENT;

/** Texts whose keys are known. */
export interface KeyedTexts {
  readonly texts: readonly string[];
  readonly keys: Uint8Array;
}

/**
 * Keys of records: `[texts × 16]`, the first 16 bytes of SHA-256 of each text's UTF-8. Equal texts have equal keys.
 * `before`: the texts before an edit; the keys of those in front of it and behind it are taken over.
 */
export function recordKeys(texts: readonly string[], before?: KeyedTexts): Uint8Array {
  const keys = Buffer.alloc(texts.length * KEY_BYTES);
  const known = before?.texts ?? [];
  const { start, end, shift } = sharedEnds(known.length, texts.length, (i, j) => known[i] === texts[j]);
  if (before !== undefined) {
    keys.set(before.keys.subarray(0, start * KEY_BYTES));
    keys.set(before.keys.subarray((end + shift) * KEY_BYTES), end * KEY_BYTES);
  }
  // The one-shot hash to a hexadecimal string is twice as fast as the one to a Buffer of its own.
  for (let i = start; i < end; i++) keys.write(hash("sha256", texts[i] ?? "", "hex"), i * KEY_BYTES, KEY_BYTES, "hex");
  return keys;
}

/** Bytes, such as keys, as 32-bit words; copied only where they do not start on a word. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** Whether the `i`th key of `a` is the `j`th of `b`, both as words. */
export function isSameKey(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  for (let word = 0; word < KEY_WORDS; word++) if (a[i * KEY_WORDS + word] !== b[j * KEY_WORDS + word]) return false;
  return true;
}
