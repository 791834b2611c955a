import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Writes files into a folder, which is made; objects as JSON. Gives the folder. */
export function writeTree(folder: string, files: Readonly<Record<string, unknown>>): string {
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    const isRaw = typeof content === "string" || content instanceof Uint8Array;
    writeFileSync(place, isRaw ? content : JSON.stringify(content));
  }
  return folder;
}

/** Puts a repository into a cache of the Hugging Face hub: files are links to blobs. Gives the snapshot's folder. */
export function writeHubCache(cache: string, id: string, files: Readonly<Record<string, unknown>>): string {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const repository = path.join(cache, `models--${id.replace("/", "--")}`);
  writeTree(repository, { "refs/main": commit });
  Object.entries(files).forEach(([file, content], index) => {
    const link = path.join(repository, "snapshots", commit, file);
    writeTree(path.join(repository, "blobs"), { [`blob${index}`]: content });
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.relative(path.dirname(link), path.join(repository, "blobs", `blob${index}`)), link);
  });
  return path.join(repository, "snapshots", commit);
}
