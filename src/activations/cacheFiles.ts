import type { Dirent } from "node:fs";
import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing } from "../files/systemErrors.ts";
import { StrataError, reasonOf } from "../protocol/errors.ts";

/** Shards of any format, those set aside, pictures, results, and unfinished files: all that may ever be deleted below a cache folder. */
const OURS = /^v\d+-[0-9a-f]{32}\.safetensors(?<suffix>\..+)?$/;

/** Files looked at at the same time. */
const ASKED_AT_ONCE = 64;

/** What the names of stored pictures, of tasks' results and of fitted projections end with. */
export const PICTURE = ".picture";
export const RESULT = ".result";
export const REDUCER = ".reducer";

/** Where the picture or result called `name`, 32 hexadecimal digits, of an extractor's records is kept. */
export function resultPath(root: string, key: string, name: string, suffix: string): string {
  return join(root, key, `v1-${name}.safetensors${suffix}`);
}

export interface CacheFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last used, in ms. */
  readonly used: number;
  /** Otherwise set aside, a picture, a result or unfinished. */
  readonly isShard: boolean;
}

/** The files of every extractor below a cache folder; what others put there is left out. Throws `cacheNotReadable`. */
export async function cacheFiles(root: string): Promise<CacheFile[]> {
  const files: CacheFile[] = [];
  for (const folder of (await entries(root)).filter((entry) => entry.isDirectory())) {
    const names = (await entries(join(root, folder.name))).map(({ name }) => name).filter((name) => OURS.test(name));
    for (let i = 0; i < names.length; i += ASKED_AT_ONCE) {
      const asked = names.slice(i, i + ASKED_AT_ONCE).map((name) => cacheFile(join(root, folder.name), name));
      for (const file of await Promise.all(asked)) if (file !== undefined) files.push(file);
    }
  }
  return files;
}

/** Undefined where it is gone. */
async function cacheFile(folder: string, name: string): Promise<CacheFile | undefined> {
  const path = join(folder, name);
  const found = await unlessMissing(stat(path));
  const isShard = OURS.exec(name)?.groups?.["suffix"] === undefined;
  return found && { path, bytes: found.size, used: found.mtimeMs, isShard };
}

/** Deletes files, and their folders where nothing else is in them. Throws `cacheNotWritable`. */
export async function deleteCacheFiles(root: string, files: readonly CacheFile[]): Promise<void> {
  try {
    for (const { path } of files) await rm(path, { force: true });
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
      if ((await entries(folder)).length === 0) await unlessMissing(rmdir(folder));
    }
  } catch (error) {
    throw new StrataError("cacheNotWritable", { folder: root, reason: reasonOf(error) }, { cause: error });
  }
}

async function entries(folder: string): Promise<Dirent[]> {
  try {
    return (await unlessMissing(readdir(folder, { withFileTypes: true }))) ?? [];
  } catch (error) {
    throw new StrataError("cacheNotReadable", { path: folder, reason: reasonOf(error) }, { cause: error });
  }
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
