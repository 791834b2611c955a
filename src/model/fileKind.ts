import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { StrataError } from "../protocol/errors.ts";
import type { FoundFile, WantedFile } from "../protocol/modelErrors.ts";

const HEAD_BYTES = 512;
const TAIL_BYTES = 64;

/** Where a local header of a zip archive has the length of its first name, and the name. */
const ZIP_NAME_LENGTH = 26;
const ZIP_NAME = 30;

/** Bytes before the header of a safetensors file: its length. */
const SAFETENSORS_LENGTH = 8;

/** How files begin that stand in a model's place. */
const beginnings: readonly (readonly [FoundFile, RegExp])[] = [
  ["lfsPointer", /^version https:\/\/git-lfs\.github\.com\/spec\/|^\/annex\/objects\//],
  ["gguf", /^(GGUF|ggjt|tjgg|ggml|lmgg)/],
  ["hdf5", /^\x89HDF\r\n/],
  ["tflite", /^[^]{4}TFL3/],
  ["ort", /^[^]{4}ORTM/],
  ["pytorch", /^\x80[\x02-\x05]/],
  ["archive", /^(\x1f\x8b|\xfd7zXZ|7z\xbc\xaf|\x28\xb5\x2f\xfd|Rar!|BZh|[^]{257}ustar)/],
  ["webPage", /^(\xef\xbb\xbf)?\s*<(!doctype|html|head|\?xml)/i],
];

/** What a file is by its first bytes, where it is one of the things that often stand in a model's place. */
export function fileKind(path: string): FoundFile | undefined {
  const { head, size } = edges(path);
  if (size === 0) return "empty";
  const text = head.toString("latin1");
  const known = beginnings.find(([, pattern]) => pattern.test(text))?.[0];
  if (known !== undefined) return known;
  if (text.startsWith("PK\x03\x04")) {
    const length = head.length > ZIP_NAME ? head.readUInt16LE(ZIP_NAME_LENGTH) : 0;
    return text.slice(ZIP_NAME, ZIP_NAME + length).endsWith("/data.pkl") ? "pytorch" : "archive";
  }
  if (isText(text)) return "text";
  if (text.startsWith('{"', SAFETENSORS_LENGTH) && head.readBigUInt64LE(0) < BigInt(size)) return "safetensors";
  return undefined;
}

/** Whether bytes, one a character, hold no control characters but blanks. */
function isText(bytes: string): boolean {
  return bytes !== "" && !/[^\t\n\f\r\x20-\x7e\x80-\xff]/.test(bytes);
}

/** The failure of a file that is not what it should be; `found` where its bytes do not tell. */
export function wrongFile(path: string, wanted: WantedFile, found: FoundFile, cause?: unknown): StrataError {
  return new StrataError("fileWrong", { path, wanted, found: fileKind(path) ?? found }, { cause });
}

/** Throws `fileWrong` where a JSON file is another thing, or ends too early. Only its first and last bytes are read. */
export function checkJsonFile(path: string): void {
  const kind = fileKind(path);
  const { head, tail } = edges(path);
  const first = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart()
    .at(0);
  const close = first === "{" ? "}" : first === "[" ? "]" : undefined;
  if (kind !== undefined && (kind !== "text" || close === undefined)) throw wrongFile(path, "json", kind);
  if (close !== undefined && tail.toString("latin1").trimEnd().at(-1) !== close)
    throw new StrataError("fileWrong", { path, wanted: "json", found: "cut" });
}

/** Whether a file begins as ONNX models do: with the version of their format. */
export function beginsAsOnnx(path: string): boolean {
  return edges(path).head[0] === 0x08;
}

/** The first and last bytes of a file. Throws the file system's error. */
function edges(path: string): { head: Buffer; tail: Buffer; size: number } {
  const descriptor = openSync(path, "r");
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { head: Buffer.alloc(0), tail: Buffer.alloc(0), size: NaN };
    const { size } = stats;
    const read = (bytes: number, from: number) => {
      const buffer = Buffer.alloc(Math.min(bytes, size));
      return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, Math.max(0, from)));
    };
    return { head: read(HEAD_BYTES, 0), tail: read(TAIL_BYTES, size - TAIL_BYTES), size };
  } finally {
    closeSync(descriptor);
  }
}
