import { cacheFiles, deleteCacheFiles, PICTURE, RESULT } from "./cacheFiles.ts";
import { SET_ASIDE } from "./shardFolder.ts";

/** What is lost without states being computed again. */
const MADE_AGAIN = [SET_ASIDE, PICTURE, RESULT];

/**
 * Brings the files below a cache folder down to `limit` bytes: first pictures, results and shards that were set aside, then shards,
 * the least recently used first, but none of `keep` (paths). Throws `cacheNotWritable` and `cacheNotReadable`.
 */
export async function evictShards(
  root: string,
  limit: number,
  keep: ReadonlySet<string>,
): Promise<{ bytes: number; shards: number }> {
  const files = await cacheFiles(root);
  const candidates = files
    .filter(({ path, isShard }) => (isShard ? !keep.has(path) : MADE_AGAIN.some((suffix) => path.endsWith(suffix))))
    .sort((a, b) => Number(a.isShard) - Number(b.isShard) || a.used - b.used);
  let excess = files.reduce((sum, { bytes }) => sum + bytes, -limit);
  const evicted = candidates.filter(({ bytes }) => {
    if (excess <= 0) return false;
    excess -= bytes;
    return true;
  });
  await deleteCacheFiles(root, evicted);
  return { bytes: evicted.reduce((sum, { bytes }) => sum + bytes, 0), shards: evicted.length };
}
