import { randomUUID } from "node:crypto";
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder, makeFolderNow } from "./folders.ts";

/** What the name of an unfinished file ends with. */
export const UNFINISHED = ".tmp";

/** Bytes of a file, one piece behind the other. */
type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Writes a file that is there whole or not at all, also after a crash: under a name of its own, synced, renamed, and
 * the folder synced. Creates the folder. Rejects with the file system's error, and leaves nothing behind then.
 */
export async function writeFileWhole(path: string, pieces: () => Pieces): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  await putInPlace(path, async (unfinished) => {
    const file = await open(unfinished, "wx");
    try {
      await file.writeFile(pieces());
      await file.datasync();
    } finally {
      await file.close();
    }
  });
  await syncFolder(folder);
}

/**
 * Has a file written under another name and puts it in its place when it is whole. Rejects with what `write` rejects
 * with, and leaves nothing behind then.
 */
export async function putInPlace(path: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  try {
    await write(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    // What went wrong first is what counts; whatever stays behind is removed on a later opening.
    await Promise.allSettled([rm(unfinished, { force: true })]);
    throw error;
  }
}

/** Writes a small text file: see `writeFileWhole`. */
export function writeTextWhole(path: string, text: string): Promise<void> {
  return writeFileWhole(path, () => [Buffer.from(text)]);
}

/**
 * Writes a file before it returns. It is there whole or not at all whatever happens to this process; it is not synced,
 * so when the machine itself stops, readers must be able to tell a damaged one. Throws the file system's error.
 */
export function writeFileNow(path: string, pieces: Iterable<Uint8Array>): void {
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  makeFolderNow(dirname(path));
  try {
    const file = openSync(unfinished, "wx");
    try {
      for (const piece of pieces) writeFileSync(file, piece);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot sync a folder and does not need to: NTFS logs renames.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
