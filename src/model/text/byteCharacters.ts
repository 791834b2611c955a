import type { Origins } from "./origins.ts";

/**
 * The character that stands for each byte in GPT-2's vocabularies: printable ones of Latin-1 for themselves, the others
 * from U+0100 on.
 */
const characters = ((): readonly string[] => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

/** A text as the characters of its bytes in UTF-8. */
export function byteCharacters(text: string, origins?: Origins): string {
  if (/^[!-~]*$/.test(text)) return text;
  origins?.rewrite(
    Array.from(text.matchAll(/[^\0-\x7f]/gu), ({ index, 0: character }) => ({
      start: index,
      end: index + character.length,
      units: Buffer.byteLength(character),
    })),
  );
  let written = "";
  for (const byte of Buffer.from(text, "utf8")) written += characters[byte] ?? "";
  return written;
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}
