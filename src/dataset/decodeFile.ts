import { isUtf8 } from "node:buffer";
import { encodingId, encodingLabel, encodings } from "../protocol/encodings.ts";
import type { ShownEncoding } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import { countUtf8 } from "./encodingSample.ts";
import { readBytes } from "./readBytes.ts";
import { decodeWide, wideEncodingOf, type WideEncoding } from "./wideText.ts";

/** Text is told from binary by this many bytes. */
const HEAD_BYTES = 512;
/** A 32-bit zero or longer is data, fewer NULs in an otherwise clean text are dirt. */
const MOST_NULS_IN_A_ROW = 3;
/** Share of control characters above which bytes that are no Unicode are no text either. */
const MOST_CONTROLS = 0.1;
const BYTE_ORDER_MARK = "\uFEFF";

/** Byte order marks as Latin-1; UTF-32's begins as UTF-16's does. */
const MARKS: readonly (readonly [string, string])[] = [
  ["\xff\xfe\0\0", "utf32le"],
  ["\0\0\xfe\xff", "utf32be"],
  ["\xfe\xff", "utf16be"],
  ["\xff\xfe", "utf16le"],
  ["\xef\xbb\xbf", "utf8bom"],
  ["\x84\x31\x95\x33", "gb18030"],
];
const UNIT_BYTES: Readonly<Record<string, number>> = { utf16le: 2, utf16be: 2, utf32le: 4, utf32be: 4 };

export interface Decoded {
  readonly text: string;
  /** As VS Code's status bar names it. */
  readonly encoding: string;
  /** Neither chosen nor marked, and not UTF-8: the encoding that fits best. */
  readonly guessed: boolean;
  /** Whether bytes that are no character may have become U+FFFD. */
  readonly replaced: boolean;
  /** The file ends within a character, which is left out. */
  readonly cut: boolean;
  /** The length, in the text that the editor shows, of the beginning of a line; left out where it is the same. */
  readonly shownLength?: (beginning: string) => number;
}

/** How a file is to be decoded, by names that `encodingId` knows. */
export interface DecodeOptions {
  /** The user's choice for this file: wins over all. */
  readonly chosen?: string | undefined;
  /** Where it is settled it is right, unless there is a byte order mark. */
  readonly shown?: ShownEncoding | undefined;
}

/**
 * Reads a text file: in the chosen encoding, by its byte order mark, as the editor takes it, as UTF-8 or UTF-16/32
 * where the bytes are that, else in the encoding that fits them best. Bytes that are no character become U+FFFD; the byte
 * order mark is no part of the text.
 * @throws StrataError as `readBytes`, `fileBinary`, `encodingUnknown`
 */
export async function decodeFile(path: string, { chosen, shown }: DecodeOptions = {}): Promise<Decoded> {
  const wanted = chosen === undefined ? undefined : knownId(chosen);
  const bytes = await readBytes(path);
  const given = wanted ?? markOf(bytes) ?? (shown?.settled === true ? knownId(shown.encoding) : undefined);
  const id = given ?? (await findEncoding(path, bytes));
  const mark = markOf(bytes);
  const isUnicode = id.startsWith("utf16") || (id.startsWith("utf8") && isUtf8(bytes));
  const cut = bytes.length % (UNIT_BYTES[id] ?? 1) !== 0;
  const text = withoutMark(withoutMark(await decodeBytes(path, bytes, id)));
  release(bytes);
  return {
    text,
    replaced: !isUnicode,
    encoding: encodingLabel(id === "utf8" && mark === "utf8bom" ? "utf8bom" : id),
    guessed: given === undefined && id !== "utf8",
    cut,
    ...(shown !== undefined && mark === undefined ? await shownAs(id, knownId(shown.encoding)) : {}),
  };
}

/** Gives the memory of a large file back at once; a collection may not come before the records need as much again. */
function release({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Text of two or four bytes per character no editor shows as another: where it does not find that out, it shows nothing. */
async function shownAs(id: string, shown: string): Promise<Pick<Decoded, "shownLength">> {
  const from = withoutBom(id);
  const to = withoutBom(shown);
  if (from === to || isWide(from)) return {};
  const { lengthShown } = await import("./legacyText.ts");
  return { shownLength: (beginning) => lengthShown(beginning, from, to) };
}

function knownId(name: string): string {
  const id = encodingId(name);
  if (id !== undefined) return id;
  throw new StrataError("encodingUnknown", { encoding: name, known: encodings.map((known) => known.id).join(", ") });
}

function markOf(bytes: Buffer): string | undefined {
  const head = bytes.toString("latin1", 0, 4);
  return MARKS.find(([mark]) => head.startsWith(mark))?.[1];
}

async function findEncoding(path: string, bytes: Buffer): Promise<string> {
  const head = bytes.subarray(0, HEAD_BYTES);
  const nul = head.indexOf(0);
  if (nul >= 0 && !isTextWithStrayNuls(head)) {
    const wide = wideEncodingOf(bytes);
    if (wide !== undefined) return wide;
    throw new StrataError("fileBinary", { path, offset: nul });
  }
  if (isUtf8(bytes) || isMostlyUtf8(bytes)) return "utf8";
  const control = head.findIndex(isControl);
  if (head.filter(isControl).length > head.length * MOST_CONTROLS)
    throw new StrataError("fileBinary", { path, offset: control });
  const { detectLegacy } = await import("./legacyText.ts");
  return detectLegacy(bytes);
}

/** A damaged or cut file is no other encoding: there, runs of whole UTF-8 sequences are rare. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const { utf8, others } = countUtf8(bytes);
  return utf8 >= others;
}

function isTextWithStrayNuls(head: Buffer): boolean {
  if (head.some((byte) => byte !== 0 && isControl(byte))) return false;
  if (head.includes(Buffer.alloc(MOST_NULS_IN_A_ROW + 1))) return false;
  const nuls = head.filter((byte) => byte === 0).length;
  return nuls * 4 < head.length && startsAsUtf8(head);
}

function isControl(byte: number): boolean {
  return byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27;
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

async function decodeBytes(path: string, bytes: Buffer, id: string): Promise<string> {
  try {
    if (id === "utf8" || id === "utf8bom") return bytes.toString("utf8");
    if (isWide(id)) return decodeWide(bytes, id);
    const { decodeLegacy } = await import("./legacyText.ts");
    return decodeLegacy(bytes, id);
  } catch (error) {
    if (!isTooLong(error)) throw error;
    throw new StrataError("fileTooLarge", { path, bytes: bytes.length }, { cause: error });
  }
}

function isWide(id: string): id is WideEncoding {
  return id in UNIT_BYTES;
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STRING_TOO_LONG";
}

function withoutBom(id: string): string {
  return id === "utf8bom" ? "utf8" : id;
}

/** VS Code drops one mark when it decodes and one more when it makes the text model. */
function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
