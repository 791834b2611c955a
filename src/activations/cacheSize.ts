import { closeSync, openSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { isMissing } from "../files/systemErrors.ts";
import { cacheFiles } from "./cacheFiles.ts";
import { DamagedFile, type SafetensorsHeader } from "./safetensors.ts";
import { readHeader } from "./shard.ts";

/** What a cache folder holds. Throws `cacheNotReadable`. */
export async function cacheSize(root: string): Promise<{ bytes: number; records: number; models: number }> {
  const files = await cacheFiles(root);
  const models = new Set<string>();
  let records = 0;
  for (const { path, bytes } of files.filter(({ isShard }) => isShard)) {
    await setImmediate();
    const header = headerOf(path, bytes);
    records += header?.tensors.find(({ name }) => name === "tokens")?.shape[0] ?? 0;
    const model = header?.metadata["model"];
    if (model !== undefined) models.add(model);
  }
  return { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), records, models: models.size };
}

/** `undefined` for a shard that is damaged or gone: it counts with its bytes only. */
function headerOf(path: string, bytes: number): SafetensorsHeader | undefined {
  try {
    const file = openSync(path, "r");
    try {
      return readHeader(file, bytes).header;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof DamagedFile || isMissing(error)) return undefined;
    throw error;
  }
}
