import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeFile } from "../../src/dataset/decodeFile.ts";
import { failureMessage } from "../../src/strings.ts";
import { StrataError } from "../../src/protocol/errors.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const folder = temporaryFolder();
const latin = (text: string): Buffer => Buffer.from(text, "latin1");
const table = "text,label\nThe soup was warm,calm\n";

function fileWith(bytes: Uint8Array, name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** The local header of a zip archive's entry, and its content. */
function zipEntry(name: string, content = "<xml/>"): Buffer {
  const header = Buffer.alloc(30);
  header.write("PK\x03\x04", "latin1");
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, latin(name + content)]);
}

/** What SQLite itself writes. */
function sqliteFile(): Buffer {
  const file = path.join(folder, "made.sqlite");
  const database = new DatabaseSync(file);
  database.exec("create table texts (text)");
  database.close();
  return readFileSync(file);
}

const kinds: readonly (readonly [string, string, Buffer])[] = [
  ["gzip", "data.csv", gzipSync(table)],
  ["zstd", "data.jsonl.zst", zstdCompressSync(Buffer.from(table))],
  ["bzip2", "data.bz2", latin("BZh91AY&SY\x00\x01\x02\x83")],
  ["xz", "data.xz", latin("\xfd7zXZ\0\0\x04")],
  ["7z", "data.7z", latin("7z\xbc\xaf\x27\x1c\0\x04")],
  ["zip", "data.zip", zipEntry("data.csv", table)],
  ["excel", "table.xlsx", Buffer.concat([zipEntry("[Content_Types].xml"), zipEntry("xl/workbook.xml")])],
  ["excel", "table.xlsx", zipEntry("[Content_Types].xml", "x".repeat(5000))],
  ["word", "text.docx", Buffer.concat([zipEntry("[Content_Types].xml"), zipEntry("word/document.xml")])],
  ["word", "text.csv", Buffer.concat([zipEntry("[Content_Types].xml"), zipEntry("word/document.xml")])],
  ["numpy", "arrays.npz", zipEntry("arr_0.npy")],
  ["excel", "old.xls", latin("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0")],
  ["office", "old", latin("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0")],
  ["parquet", "data.csv", latin("PAR1\x15\x04\x15\x10\0PAR1")],
  ["arrow", "data.arrow", latin("ARROW1\0\0\xff\xff\xff\xff")],
  ["arrow", "stream.arrow", latin("\xff\xff\xff\xff\x10\0\0\0")],
  ["feather", "data.feather", latin("FEA1\0\0\0\0")],
  ["orc", "data.orc", latin("ORC\x0a\x06\x12\x04\x08")],
  ["avro", "data.avro", latin("Obj\x01\x04\x16avro.schema")],
  ["hdf5", "data.h5", latin("\x89HDF\r\n\x1a\n\0\0")],
  ["numpy", "data.npy", latin("\x93NUMPY\x01\0v\0{'descr'")],
  ["pickle", "data.pkl", latin("\x80\x04\x95\x1a\0\0\0\0\0\0\0}")],
  ["pickle", "data.pkl", latin("\x80\x03}q\0X\x04\0\0\0text")],
  ["pdf", "data.pdf", latin("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")],
  ["sqlite", "data.db", sqliteFile()],
  ["tar", "data.tar", latin("data.csv".padEnd(257, "\0") + "ustar\x0000")],
];

it.each(kinds)("knows %s in %s and says what to do", async (kind, name, bytes) => {
  const file = fileWith(bytes, name);
  const failure: unknown = await decodeFile(file).catch((error: unknown) => error);
  if (!(failure instanceof StrataError)) throw new Error("it was read");
  expect(failure.failure).toEqual({ code: "fileKind", detail: { path: file, kind } });
  const { explanation, remedy } = failureMessage(failure.failure);
  expect(explanation).toMatch(/ is (?:an? .+|.+ data)\.$/);
  expect(remedy).toMatch(/^(?:Unpack|Export|Save) /);
});

describe("texts that begin like another kind of file", () => {
  it.each([
    "BZh is no word",
    "PAR1 of the course\nis short",
    "ORCHARDS\nbloom",
    "FEA1 and more",
    "Obj\nsubj",
    "PK\nis a code",
  ])("%s", async (text) => {
    expect(await decodeFile(fileWith(Buffer.from(text), "a.txt"))).toMatchObject({ text, encoding: "UTF-8" });
  });
});

it("knows the pointer that git-lfs leaves", async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"ab".repeat(32)}\nsize 12345\n`;
  const file = fileWith(Buffer.from(pointer), "data.jsonl");
  await expect(decodeFile(file)).rejects.toMatchObject({ code: "filePointer", detail: { path: file } });
});
