import { createHash } from "node:crypto";
import { truncateSync, writeSync, openSync, closeSync } from "node:fs";
import { expect, it } from "vitest";
import { fileDigest } from "../../src/files/fileIdentity.ts";
import { tempFolder, write } from "../model/tempFolder.ts";

const folder = tempFolder();

function poke(file: string, position: number, byte: number): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, Uint8Array.of(byte), 0, 1, position);
  closeSync(descriptor);
}

it("is SHA-256 over size and content, wherever the file lies", () => {
  const content = Buffer.alloc(3_000_001, "weights");
  const expected = createHash("sha256").update("3000001").update(content).digest("hex");
  expect(fileDigest(write(folder, "a.onnx", content))).toBe(expected);
  expect(fileDigest(write(folder, "b.onnx", content))).toBe(expected);
});

it.each([0, 1_500_000, 3_000_000])("changes with byte %i", (position) => {
  const file = write(folder, "c.onnx", Buffer.alloc(3_000_001));
  const before = fileDigest(file);
  poke(file, position, 1);
  expect(fileDigest(file)).not.toBe(before);
});

it("samples every mebibyte of a huge file, and takes its size", () => {
  const file = write(folder, "huge.onnx", "");
  truncateSync(file, 400 << 20);
  const before = fileDigest(file);
  poke(file, (377 << 20) + 100, 1);
  const changed = fileDigest(file);
  expect(changed).not.toBe(before);
  truncateSync(file, (400 << 20) + 1);
  expect(fileDigest(file)).not.toBe(changed);
});
