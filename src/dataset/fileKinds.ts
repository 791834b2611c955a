import type { FileKind } from "../protocol/errors.ts";

/** Enough for every mark below and the names of the first entries of a zip archive. */
export const KIND_BYTES = 4096;

interface Mark {
  readonly kind: FileKind;
  /** One character per byte. */
  readonly mark: string;
  readonly at?: number;
  /** The mark could begin a text, too: control characters behind it tell the two apart. */
  readonly printable?: true;
}

const MARKS: readonly Mark[] = [
  { kind: "gzip", mark: "\x1f\x8b\x08" },
  { kind: "bzip2", mark: "BZh", printable: true },
  { kind: "xz", mark: "\xfd7zXZ\0" },
  { kind: "zstd", mark: "\x28\xb5\x2f\xfd" },
  { kind: "lz4", mark: "\x04\x22\x4d\x18" },
  { kind: "7z", mark: "7z\xbc\xaf\x27\x1c" },
  { kind: "rar", mark: "Rar!\x1a\x07" },
  { kind: "tar", mark: "ustar", at: 257 },
  { kind: "parquet", mark: "PAR1", printable: true },
  { kind: "arrow", mark: "ARROW1\0\0" },
  { kind: "arrow", mark: "\xff\xff\xff\xff" },
  { kind: "feather", mark: "FEA1", printable: true },
  { kind: "orc", mark: "ORC", printable: true },
  { kind: "avro", mark: "Obj\x01" },
  { kind: "hdf5", mark: "\x89HDF\r\n\x1a\n" },
  { kind: "numpy", mark: "\x93NUMPY" },
  { kind: "pickle", mark: "\x80\x02" },
  { kind: "pickle", mark: "\x80\x03" },
  { kind: "pickle", mark: "\x80\x04\x95" },
  { kind: "pickle", mark: "\x80\x05\x95" },
  { kind: "sqlite", mark: "SQLite format 3\0" },
  { kind: "pdf", mark: "%PDF-" },
  { kind: "office", mark: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" },
  { kind: "zip", mark: "PK\x03\x04" },
  { kind: "zip", mark: "PK\x05\x06" },
];

/** What tells the kinds of zip archives apart: the names of their entries. */
const ENTRIES: readonly (readonly [FileKind, RegExp])[] = [
  ["excel", /xl\/(?:workbook|worksheets|_rels|styles|theme|sharedStrings)/],
  ["word", /word\/(?:document|_rels|styles|theme|settings)/],
  ["excel", /opendocument\.spreadsheet/],
  ["word", /opendocument\.text/],
  ["numpy", /\.npy/],
];

/** The file name tells what the entries of an archive do not: they may stand too far back. */
const EXTENSIONS: readonly (readonly [FileKind, RegExp])[] = [
  ["excel", /\.(?:xlsx|xlsm|ods)$/i],
  ["word", /\.(?:docx|odt)$/i],
];

/**
 * What a file is that is no text, by its first bytes, whatever its name; `undefined` where they say nothing.
 * @param head the first bytes, `KIND_BYTES` or all
 */
export function fileKindOf(path: string, head: Buffer): FileKind | undefined {
  const text = head.toString("latin1");
  const found = MARKS.find(
    ({ mark, at = 0, printable }) => text.startsWith(mark, at) && (printable === undefined || hasControls(text)),
  );
  if (found?.kind === "office") return /\.xls/i.test(path) ? "excel" : "office";
  if (found?.kind !== "zip") return found?.kind;
  const entries = ENTRIES.find(([, pattern]) => pattern.test(text));
  return (entries ?? EXTENSIONS.find(([, pattern]) => pattern.test(path)))?.[0] ?? "zip";
}

function hasControls(text: string): boolean {
  return /[\0-\x08\x0e-\x1a]/.test(text);
}

/** The pointer that stands in place of a file that git-lfs has not fetched. */
export function isLfsPointer(head: Buffer): boolean {
  return head.toString("latin1").startsWith("version https://git-lfs.github.com/spec/");
}
