import { cacheFiles, deleteCacheFiles } from "./cacheFiles.ts";

/**
 * Deletes everything the product ever wrote below a cache folder, and nothing else. Processes that use it go on and
 * compute again what they miss. Throws `cacheNotWritable` and `cacheNotReadable`.
 */
export async function clearCache(root: string): Promise<{ bytes: number }> {
  const files = await cacheFiles(root);
  await deleteCacheFiles(root, files);
  return { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
