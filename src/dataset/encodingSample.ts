/** Much more than a guess needs. */
const MOST_BYTES = 1 << 16;
const MOST_RUNS = 10_000;
/** Whole sequences for each broken one in a run that is UTF-8 all the same. */
const FEW_BROKEN = 3;
/** Words before and after one that is not ASCII. */
const NEIGHBOURS = 2;

const isBreak = (byte: number): boolean =>
  byte <= 0x20 || byte === 0x22 || byte === 0x2c || byte === 0x3a || byte === 0x3b;

/** What of a file tells its encoding. */
export interface EncodingSample {
  /** Words that are not ASCII, each once. */
  readonly words: readonly Buffer[];
  /** The same words in their order, with the ones beside them: language without the ASCII around it. */
  readonly text: Buffer;
}

/**
 * The first words of a file that are not ASCII. They are broken at bytes that no encoding uses as a part of a character:
 * blanks, quotes, commas, colons, semicolons.
 */
export function encodingSample(bytes: Buffer): EncodingSample {
  const words = new Map<string, Buffer>();
  const text: Buffer[] = [];
  let before: Buffer[] = [];
  let after = 0;
  let size = 0;
  const take = (word: Buffer): void => {
    text.push(word, SPACE);
    size += word.length + 1;
  };
  for (let start = 0; start < bytes.length && size < MOST_BYTES; start++) {
    const end = wordEnd(bytes, start);
    if (end === start) continue;
    const word = bytes.subarray(start, Math.min(end, start + MOST_BYTES));
    if (word.some((byte) => byte > 0x7f)) {
      before.forEach(take);
      words.set(word.toString("latin1"), word);
      take(word);
      before = [];
      after = NEIGHBOURS;
    } else if (after > 0) {
      take(word);
      after--;
    } else {
      before = [...before.slice(1 - NEIGHBOURS), word];
    }
    start = end;
  }
  return { words: [...words.values()], text: Buffer.concat(text) };
}

const SPACE = Buffer.from(" ");

function wordEnd(bytes: Buffer, start: number): number {
  let end = start;
  while (end < bytes.length && !isBreak(bytes[end] ?? 0)) end++;
  return end;
}

/**
 * How many runs of bytes beyond ASCII are UTF-8, or were before a few of their bytes were damaged or cut, and how many
 * are not: of the first 10 000. Bytes of other encodings are whole UTF-8 sequences by chance, but not a run of them.
 */
export function countUtf8(bytes: Buffer): { readonly utf8: number; readonly others: number } {
  let utf8 = 0;
  let others = 0;
  let whole = 0;
  let broken = 0;
  for (let i = 0; i <= bytes.length && utf8 + others < MOST_RUNS; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) {
      if (whole >= broken * FEW_BROKEN && whole > 0) utf8++;
      else if (broken > 0) others++;
      whole = 0;
      broken = 0;
      continue;
    }
    const more = byte < 0xc2 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : byte < 0xf5 ? 3 : 0;
    let found = 0;
    while (found < more && ((bytes[i + 1 + found] ?? 0) & 0xc0) === 0x80) found++;
    const isCut = found > 0 && i + 1 + found === bytes.length;
    if (more > 0 && (found === more || isCut)) whole++;
    else broken++;
    i += found;
  }
  return { utf8, others };
}
