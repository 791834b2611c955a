import { readdirSync, readFileSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { DigestMemory } from "../../src/files/digestMemory.ts";
import { fileDigest, KnownFiles } from "../../src/files/fileIdentity.ts";
import { tempFolder, write } from "../model/tempFolder.ts";

const MEGABYTE = 1 << 20;
/** Longer than a file counts as just written. */
const SETTLED_MS = 2200;

/** The digest of a file as a process finds it that remembers in `folder`. */
function digestIn(folder: string, file: string): string {
  const known = new KnownFiles(new DigestMemory(folder));
  known.add(file);
  return known.digestOf(file);
}

/** The one file of a memory. */
function remembered(folder: string): string {
  const [name, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return path.join(folder, name ?? "nothing is remembered");
}

describe("what is remembered of a large file", { timeout: 20_000 }, () => {
  it("spares the next process reading it, until it is replaced, whatever its times say", async () => {
    const [folder, files] = [tempFolder(), tempFolder()];
    const file = write(files, "model.onnx", Buffer.alloc(MEGABYTE, 1));
    await setTimeout(SETTLED_MS);
    const digest = digestIn(folder, file);
    expect(digest).toBe(fileDigest(file));
    // Only a memory that is read answers so.
    writeFileSync(remembered(folder), readFileSync(remembered(folder), "utf8").replace(digest, "from memory"));
    expect(digestIn(folder, file)).toBe("from memory");
    const { atime, mtime } = statSync(file);
    const other = write(files, "other.onnx", Buffer.alloc(MEGABYTE, 2));
    renameSync(other, file);
    utimesSync(file, atime, mtime);
    expect(digestIn(folder, file)).toBe(fileDigest(file));
  });

  it("is nothing where the file was just written, is small, or what is kept is damaged", async () => {
    const [folder, files] = [tempFolder(), tempFolder()];
    const file = write(files, "model.onnx", Buffer.alloc(MEGABYTE, 1));
    const small = write(files, "small.onnx", Buffer.alloc(MEGABYTE - 1, 1));
    digestIn(folder, file);
    await setTimeout(SETTLED_MS);
    digestIn(folder, small);
    expect(readdirSync(folder)).toEqual([]);
    const digest = digestIn(folder, file);
    for (const damage of ["", "{}", '["1"]', "[1, 2]", "null"]) {
      writeFileSync(remembered(folder), damage);
      expect(digestIn(folder, file), damage).toBe(digest);
    }
    truncateSync(remembered(folder), 10);
    expect(digestIn(folder, file)).toBe(digest);
  });

  it("is nothing where the content differs under the same stamp", () => {
    const [folder, files] = [tempFolder(), tempFolder()];
    const memory = new DigestMemory(folder);
    const file = write(files, "model.onnx", Buffer.alloc(3 * MEGABYTE, 1));
    const stamp = { times: "as told", inode: "1 2", bytes: 3 * MEGABYTE, newest: 0n };
    memory.remember(file, stamp, "a digest");
    expect(memory.recall(file, stamp)).toBe("a digest");
    write(files, "model.onnx", Buffer.alloc(3 * MEGABYTE, 2));
    expect(memory.recall(file, stamp)).toBeUndefined();
  });

  it("is no reason to fail where the folder cannot be written", async () => {
    const files = tempFolder();
    const file = write(files, "model.onnx", Buffer.alloc(MEGABYTE, 1));
    await setTimeout(SETTLED_MS);
    expect(digestIn(path.join(file, "below a file"), file)).toBe(fileDigest(file));
  });
});
