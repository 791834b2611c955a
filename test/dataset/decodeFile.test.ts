import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { decodeFile, type Decoded } from "../../src/dataset/decodeFile.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const folder = temporaryFolder();

function fileWith(bytes: Uint8Array | string): string {
  const file = path.join(folder, "file.txt");
  writeFileSync(file, bytes);
  return file;
}

const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000010000000100802000000", "hex");
const elf = Buffer.from("7f454c4602010100000000000000000003003e00", "hex");
const safetensors = Buffer.concat([Buffer.from("6858000000000000", "hex"), Buffer.from('{"layer.0":{"dtype":"F16"}}')]);

describe("decodeFile", () => {
  it.each([
    { title: "UTF-8", bytes: Buffer.from("héllo 😀"), text: "héllo 😀", encoding: "UTF-8" },
    { title: "a mark", bytes: Buffer.from("\uFEFFa"), text: "a", encoding: "UTF-8 with BOM" },
    {
      title: "two marks, of which VS Code drops both",
      bytes: Buffer.from("\uFEFF\uFEFFa"),
      text: "a",
      encoding: "UTF-8 with BOM",
    },
    { title: "a mark in the middle", bytes: Buffer.from("a\uFEFFb"), text: "a\uFEFFb", encoding: "UTF-8" },
    {
      title: "UTF-16 LE without mark",
      bytes: Buffer.from("plain\r\ntext", "utf16le"),
      text: "plain\r\ntext",
      encoding: "UTF-16 LE",
      guessed: true,
    },
    {
      title: "UTF-16 BE without mark",
      bytes: Buffer.from("plain\r\ntext", "utf16le").swap16(),
      text: "plain\r\ntext",
      encoding: "UTF-16 BE",
      guessed: true,
    },
    {
      title: "UTF-16 LE with a lone surrogate",
      bytes: Buffer.from("\uFEFFa\uD800b", "utf16le"),
      text: "a\uD800b",
      encoding: "UTF-16 LE",
    },
    {
      title: "UTF-16 BE cut in half a unit",
      bytes: Buffer.from("feff0061004200", "hex"),
      text: "aB",
      encoding: "UTF-16 BE",
      cut: true,
    },
    {
      title: "UTF-8 with a broken byte",
      bytes: Buffer.from("61ff62c3a9", "hex"),
      text: "a\uFFFDbé",
      encoding: "UTF-8",
      replaced: true,
    },
    {
      title: "UTF-8 cut within a character",
      bytes: Buffer.from("20e282", "hex"),
      text: " \uFFFD",
      encoding: "UTF-8",
      replaced: true,
    },
    {
      title: "UTF-32 LE with a mark",
      bytes: Buffer.from("fffe000061000000 00f60100".replace(" ", ""), "hex"),
      text: "a😀",
      encoding: "UTF-32 LE",
      replaced: true,
    },
    {
      title: "UTF-32 BE without mark, with a code point that is none",
      bytes: Buffer.from("00000074".repeat(60) + "0011000000000061", "hex"),
      text: "t".repeat(60) + "\uFFFDa",
      encoding: "UTF-32 BE",
      replaced: true,
      guessed: true,
    },
    {
      title: "UTF-16 LE of Cyrillic without mark",
      bytes: Buffer.from("текст,класс\nпривет,да", "utf16le"),
      text: "текст,класс\nпривет,да",
      encoding: "UTF-16 LE",
      guessed: true,
    },
    {
      title: "UTF-16 BE of Chinese without mark",
      bytes: Buffer.from("文本,标签\n今天天气很好，我们去公园。,好\n", "utf16le").swap16(),
      text: "文本,标签\n今天天气很好，我们去公园。,好\n",
      encoding: "UTF-16 BE",
      guessed: true,
    },
    {
      title: "GB18030 with a mark",
      bytes: Buffer.from("84319533c4e3bac3", "hex"),
      text: "你好",
      encoding: "GB18030",
      replaced: true,
    },
    {
      title: "a NUL among text",
      bytes: Buffer.from("first\0line\nsecond 😀"),
      text: "first\0line\nsecond 😀",
      encoding: "UTF-8",
    },
    {
      title: "a NUL after the head",
      bytes: Buffer.from("x".repeat(512) + "\0\0\0\0\x01"),
      text: "x".repeat(512) + "\0\0\0\0\x01",
      encoding: "UTF-8",
    },
    {
      title: "a character across the end of the head, after a NUL",
      bytes: Buffer.from("\0" + "x".repeat(510) + "é"),
      text: "\0" + "x".repeat(510) + "é",
      encoding: "UTF-8",
    },
    { title: "control characters", bytes: Buffer.from("a\x01b"), text: "a\x01b", encoding: "UTF-8" },
    { title: "nothing", bytes: Buffer.alloc(0), text: "", encoding: "UTF-8" },
  ])("reads $title", async ({ bytes, text, encoding, ...facts }) => {
    const { guessed = false, replaced = false, cut = false } = facts as Partial<Decoded>;
    expect(await decodeFile(fileWith(bytes))).toEqual({ text, encoding, guessed, replaced, cut });
  });

  it.each([
    { title: "a PNG", bytes: png, offset: 8 },
    { title: "an ELF", bytes: elf, offset: 7 },
    { title: "a safetensors file, whose head is all printable but for NULs", bytes: safetensors, offset: 2 },
    {
      title: "bytes that are half control characters",
      bytes: Buffer.from("\x80\x01\xff\x02\x90\x03", "latin1"),
      offset: 1,
    },
    { title: "zeros", bytes: Buffer.alloc(64), offset: 0 },
    { title: "a NUL among invalid UTF-8", bytes: Buffer.from("abc\0def\xff", "latin1"), offset: 3 },
  ])("refuses $title and says where it is binary", async ({ bytes, offset }) => {
    const file = fileWith(bytes);
    await expect(decodeFile(file)).rejects.toMatchObject({ code: "fileBinary", detail: { path: file, offset } });
  });

  it("refuses a file that no string holds, without reading it", async () => {
    const file = fileWith("text\n");
    truncateSync(file, 3_000_000_000);
    await expect(decodeFile(file)).rejects.toMatchObject({
      code: "fileTooLarge",
      detail: { path: file, bytes: 3_000_000_000 },
    });
    truncateSync(file, 0);
  });

  it("tells a missing file from one that cannot be read", async () => {
    const missing = path.join(folder, "missing.txt");
    const within = path.join(fileWith("a file"), "child.txt");
    const directory = path.join(folder, "directory.txt");
    const loop = path.join(folder, "loop.txt");
    mkdirSync(directory);
    symlinkSync(loop, loop);
    await expect(decodeFile(missing)).rejects.toMatchObject({ code: "fileNotFound", detail: { path: missing } });
    await expect(decodeFile(within)).rejects.toMatchObject({ code: "fileNotFound", detail: { path: within } });
    await expect(decodeFile(directory)).rejects.toMatchObject({
      code: "fileNotReadable",
      detail: { path: directory, reason: expect.stringContaining("EISDIR") as string },
    });
    await expect(decodeFile(loop)).rejects.toMatchObject({
      code: "fileNotReadable",
      detail: { path: loop, reason: expect.stringContaining("ELOOP") as string },
    });
  });
});
