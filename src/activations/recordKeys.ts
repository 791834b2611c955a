import { hash } from "node:crypto";

/** Bytes of a record's key. */
export const KEY_BYTES = 16;

/** Keys of records: `[texts × 16]`, the first 16 bytes of SHA-256 of each text's UTF-8. Equal texts have equal keys. */
export function recordKeys(texts: readonly string[]): Uint8Array {
  const keys = Buffer.alloc(texts.length * KEY_BYTES);
  // The one-shot hash to a hexadecimal string is twice as fast as the one to a Buffer of its own.
  texts.forEach((text, i) => keys.write(hash("sha256", text, "hex"), i * KEY_BYTES, KEY_BYTES, "hex"));
  return keys;
}

/** Bytes, such as keys, as 32-bit words; copied only where they do not start on a word. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
