/** Bytes to judge by. */
const SAMPLE = 4096;
/** Shares of the characters of a text: what it does not have, and has at least. */
const MOST_STRANGE = 0.02;
const LEAST_COMMON = 0.02;
/** In a very short text chance alone makes one common. */
const LEAST_COUNT = 3;

export type WideEncoding = "utf16le" | "utf16be" | "utf32le" | "utf32be";

/**
 * UTF-16 or UTF-32 without a byte order mark: the reading in which nearly all characters are assigned, and spaces, line
 * breaks and other common ones are among them. `undefined` where there is none.
 */
export function wideEncodingOf(bytes: Buffer): WideEncoding | undefined {
  const encodings = ["utf32le", "utf32be", "utf16le", "utf16be"] as const;
  const judged = encodings.map((encoding) => ({ encoding, ...judge(decodeWide(bytes.subarray(0, SAMPLE), encoding)) }));
  const best = judged
    .filter(({ strange, common }) => strange <= MOST_STRANGE && common >= LEAST_COMMON)
    .toSorted((a, b) => b.common - a.common)[0];
  return best?.encoding;
}

/** Half a character at the end is left out, code points that are none become U+FFFD. */
export function decodeWide(bytes: Buffer, encoding: WideEncoding): string {
  switch (encoding) {
    case "utf16le":
      return bytes.toString("utf16le");
    case "utf16be":
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString("utf16le");
    case "utf32le":
      return decode32(bytes, (offset) => bytes.readUInt32LE(offset));
    case "utf32be":
      return decode32(bytes, (offset) => bytes.readUInt32BE(offset));
  }
}

function decode32(bytes: Buffer, read: (offset: number) => number): string {
  const units = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const code = read(offset);
    const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (valid && code > 0xffff) {
      length = units.writeUInt16LE(0xd800 + ((code - 0x10000) >> 10), length);
      length = units.writeUInt16LE(0xdc00 + (code & 0x3ff), length);
    } else {
      length = units.writeUInt16LE(valid ? code : 0xfffd, length);
    }
  }
  return units.toString("utf16le", 0, length);
}

/** The shares of characters that no text has, and of those that most texts have. */
function judge(text: string): { strange: number; common: number } {
  const characters = Math.max(1, text.length);
  const strange = text.match(/[\uFFFD\uFFFE]|(?![\t\n\f\r])[\p{Cc}\p{Cn}\p{Co}\p{Cs}]/gu)?.length ?? 0;
  const common = text.match(/[\t\n\r -~\u3000-\u3002\uFF0C]/gu)?.length ?? 0;
  return { strange: strange / characters, common: common < LEAST_COUNT ? 0 : common / characters };
}
