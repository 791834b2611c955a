import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { writeFileNow, writeFileWhole, writeTextWhole } from "../../src/files/wholeWrites.ts";

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "strata-files-"));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) {
    spawnSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true });
  }
});

type Write = (file: string, bytes: Buffer) => Promise<void>;

async function* inTwo(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 2);
  yield await Promise.resolve(bytes.subarray(2));
}

const writers: Readonly<Record<string, Write>> = {
  writeFileWhole: (file, bytes) => writeFileWhole(file, () => inTwo(bytes)),
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to reject, as the others do
  writeFileNow: async (file, bytes) => writeFileNow(file, [bytes.subarray(0, 2), bytes.subarray(2)]),
  writeTextWhole: (file, bytes) => writeTextWhole(file, bytes.toString()),
};

it.each(Object.entries(writers))(
  "%s makes the folder, replaces what was there, and leaves nothing else",
  async (_, write) => {
    const folder = path.join(newFolder(), "new", "folder");
    const file = path.join(folder, "file");
    await write(file, Buffer.from("a first text that is long"));
    await write(file, Buffer.from("äö"));
    expect(readFileSync(file, "utf8")).toBe("äö");
    expect(readdirSync(folder)).toEqual(["file"]);
  },
);

it.for(Object.entries(writers))("%s leaves a file as it was where the disk is full", async ([, write], { skip }) => {
  const folder = newFolder();
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  if (status !== 0) skip("needs a Linux root that may mount a file system");
  const file = path.join(folder, "file");
  await write(file, Buffer.from("before"));
  await expect(write(file, Buffer.alloc(100_000, "x"))).rejects.toMatchObject({ code: "ENOSPC" });
  expect(readFileSync(file, "utf8")).toBe("before");
  expect(readdirSync(folder)).toEqual(["file"]);
});

it.each(Object.entries(writers))("%s leaves nothing behind where the file cannot be replaced", async (_, write) => {
  const folder = newFolder();
  mkdirSync(path.join(folder, "file", "inside"), { recursive: true });
  await expect(write(path.join(folder, "file"), Buffer.from("after"))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(readdirSync(folder)).toEqual(["file"]);
});
