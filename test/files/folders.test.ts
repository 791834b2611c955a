import { statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder, makeFolderNow } from "../../src/files/folders.ts";
import { tempFolder, write } from "../model/tempFolder.ts";

const makers = [
  ["waiting", makeFolder],
  ["at once", (folder: string) => Promise.resolve().then(() => makeFolderNow(folder))],
] as const;

describe.each(makers)("a folder that is made %s", (_, make) => {
  it("is there with those above it, and stays as it is where it was", async () => {
    const folder = path.join(tempFolder(), "a", "b", "c");
    await make(folder);
    write(folder, "kept.txt", "kept");
    await make(folder);
    expect(statSync(path.join(folder, "kept.txt")).size).toBe(4);
    await Promise.all([make(path.join(folder, "d", "e")), make(path.join(folder, "d", "e"))]);
    expect(statSync(path.join(folder, "d", "e")).isDirectory()).toBe(true);
  });

  it("is refused below a file, and where the file system has no place for it", async () => {
    const file = write(tempFolder(), "a file", "");
    await expect(make(path.join(file, "b", "c"))).rejects.toThrow(/ENOTDIR|ENOENT/);
    if (process.platform === "linux") await expect(make("/proc/nothing/here")).rejects.toThrow("ENOENT");
  });
});
