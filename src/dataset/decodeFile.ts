import { readFile } from "node:fs/promises";
import { reasonOf, StrataError } from "../protocol/errors.ts";

/** VS Code looks at this many bytes to tell text from binary. */
const HEAD_BYTES = 512;
/** A 32-bit zero or longer is data, fewer NULs in an otherwise clean text are dirt. */
const MOST_NULS_IN_A_ROW = 3;
const BYTE_ORDER_MARK = "\uFEFF";

export interface Decoded {
  readonly text: string;
  /** As VS Code's status bar names it. */
  readonly encoding: string;
}

/**
 * Reads a text file as VS Code does: UTF-8, or UTF-16 by its byte order mark or the pattern of its NUL bytes.
 * Invalid UTF-8 becomes U+FFFD; the byte order mark is no part of the text.
 * @throws StrataError `fileNotFound`, `fileNotReadable`, `fileBinary`
 */
export async function decodeFile(path: string): Promise<Decoded> {
  const bytes = await readBytes(path);
  const encoding = encodingOf(bytes);
  const offset = encoding.startsWith("UTF-8") ? binaryAt(bytes) : undefined;
  if (offset !== undefined) throw new StrataError("fileBinary", { path, offset });
  try {
    return { text: withoutMark(withoutMark(decodeBytes(bytes, encoding))), encoding };
  } catch (error) {
    throw new StrataError("fileNotReadable", { path, reason: reasonOf(error) }, { cause: error });
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") throw new StrataError("fileNotFound", { path }, { cause: error });
    throw new StrataError("fileNotReadable", { path, reason: reasonOf(error) }, { cause: error });
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "UTF-16 BE";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16 LE";
  const head = bytes.subarray(0, HEAD_BYTES);
  if (head.includes(0)) {
    if (head.every((byte, i) => (byte === 0) === (i % 2 === 1))) return "UTF-16 LE";
    if (head.every((byte, i) => (byte === 0) === (i % 2 === 0))) return "UTF-16 BE";
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? "UTF-8 with BOM" : "UTF-8";
}

/** Offset of the first NUL of a binary file; `undefined` for a text, be there a stray NUL in it or not. */
function binaryAt(bytes: Buffer): number | undefined {
  const head = bytes.subarray(0, HEAD_BYTES);
  const first = head.indexOf(0);
  return first < 0 || isTextWithStrayNuls(head) ? undefined : first;
}

function isTextWithStrayNuls(head: Buffer): boolean {
  const isControl = (byte: number) => byte < 32 && byte !== 0 && !(byte >= 9 && byte <= 13) && byte !== 27;
  if (head.some(isControl) || head.includes(Buffer.alloc(MOST_NULS_IN_A_ROW + 1))) return false;
  const nuls = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  return nuls * 2 < head.length && startsAsUtf8(head);
}

function startsAsUtf8(head: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function decodeBytes(bytes: Buffer, encoding: string): string {
  switch (encoding) {
    case "UTF-16 LE":
      return bytes.toString("utf16le");
    case "UTF-16 BE":
      return bytes
        .subarray(0, bytes.length & ~1)
        .swap16()
        .toString("utf16le");
    default:
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }
}

/** VS Code drops one mark when it decodes and one more when it makes the text model. */
function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
