import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../files/systemErrors.ts";
import { DamagedFile } from "./safetensors.ts";
import { readHeader } from "./shard.ts";
import { SHARD_NAME } from "./shardFolder.ts";

/** The widths of the layers in an extractor's shards; `undefined` where there is no shard that can be read. */
export async function storedWidths(root: string, key: string): Promise<readonly number[] | undefined> {
  const folder = join(root, key);
  try {
    for (const name of (await readdir(folder)).filter((file) => SHARD_NAME.test(file))) {
      const widths = await widthsIn(join(folder, name));
      if (widths !== undefined) return widths;
    }
    return undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function widthsIn(path: string): Promise<readonly number[] | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const { header } = await readHeader(file, (await file.stat()).size);
      const layers = header.tensors.filter(({ name }) => name.startsWith("layer."));
      return layers.length === 0 ? undefined : layers.map(({ shape }) => shape[1] ?? 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    // Opening the cache sets it aside and says so.
    if (error instanceof DamagedFile || isMissing(error)) return undefined;
    throw error;
  }
}
