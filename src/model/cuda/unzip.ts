import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { openPromise } from "yauzl";

/**
 * Unpacks some files of an archive: `files` says for their paths in it what each is called in `folder`. Nothing else is
 * written, wherever the archive's names lead. Resolves to the paths that were not
 * there. Rejects with yauzl's error for what is no archive, the file system's, and where the signal aborts.
 */
export async function unzip(
  archive: string,
  files: ReadonlyMap<string, string>,
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const missing = new Map(files);
  const zip = await openPromise(archive);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = missing.get(entry.fileName);
      if (name === undefined) continue;
      missing.delete(entry.fileName);
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path.join(folder, name)), { signal });
    }
  } finally {
    zip.close();
  }
  return [...missing.keys()];
}
