import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { patiently } from "../files/patience.ts";
import { isMissing } from "../files/systemErrors.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import { DamagedFile } from "./safetensors.ts";
import { readHeader } from "./shard.ts";
import { SHARD_NAME } from "./shardFolder.ts";

/**
 * The widths of the layers in an extractor's shards; `undefined` where there is no sound shard. Throws
 * `cacheNotReadable`.
 */
export async function storedWidths(root: string, key: string): Promise<readonly number[] | undefined> {
  const failures: StrataError[] = [];
  const folder = join(root, key);
  const names = await orFailure(failures, folder, () => readdir(folder));
  for (const name of names?.filter((file) => SHARD_NAME.test(file)) ?? []) {
    const path = join(folder, name);
    const widths = await orFailure(failures, path, () => widthsIn(path));
    if (widths !== undefined) return widths;
  }
  if (failures[0] !== undefined) throw failures[0];
  return undefined;
}

async function orFailure<T>(failures: StrataError[], path: string, reading: () => Promise<T>): Promise<T | undefined> {
  try {
    return await patiently(reading);
  } catch (error) {
    // Opening the cache sets a damaged one aside and says so.
    if (!(error instanceof DamagedFile || isMissing(error)))
      failures.push(new StrataError("cacheNotReadable", { path, reason: reasonOf(error) }, { cause: error }));
    return undefined;
  }
}

async function widthsIn(path: string): Promise<readonly number[] | undefined> {
  const file = await open(path, "r");
  try {
    const { header } = readHeader(file.fd, (await file.stat()).size);
    const layers = header.tensors.filter(({ name }) => name.startsWith("layer."));
    return layers.length === 0 ? undefined : layers.map(({ shape }) => shape[1] ?? 0);
  } finally {
    await file.close();
  }
}
