import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cacheSize } from "../../src/activations/cacheSize.ts";
import { clearCache } from "../../src/activations/clearCache.ts";
import { evictShards } from "../../src/activations/evictShards.ts";
import { range, sample, sampleLayer } from "./sample.ts";
import { append, layerOf, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();

/** Shards of 10 records each under two keys, the first used longest ago; gives their paths. */
async function filled(root: string): Promise<string[]> {
  const paths: string[] = [];
  for (const [i, key] of ["k1", "k2", "k1"].entries()) {
    const cache = await open(root, [], { key });
    await append(cache, sample(`${i}`, 0, 10));
    await cache.flush();
    paths.push(...cache.pathsOf().filter((path) => !paths.includes(path)));
  }
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3600_000);
  for (const [i, path] of paths.entries()) utimesSync(path, hoursAgo(9 - i), hoursAgo(9 - i));
  return paths;
}

const bytesOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + statSync(path).size, 0);

it("counts bytes, records and models", async () => {
  const root = newRoot();
  expect(await cacheSize(root)).toEqual({ bytes: 0, records: 0, models: 0 });
  expect(await cacheSize(join(root, "nowhere"))).toEqual({ bytes: 0, records: 0, models: 0 });
  const paths = await filled(root);
  writeFileSync(join(root, "k1", "notes.txt"), "not counted");
  writeFileSync(`${paths[0] ?? ""}.damaged`, "12345");
  expect(await cacheSize(root)).toEqual({ bytes: bytesOf(paths) + 5, records: 30, models: 1 });
  writeFileSync(paths[2] ?? "", "1234567");
  expect(await cacheSize(root)).toEqual({ bytes: bytesOf(paths) + 5, records: 20, models: 1 });
});

it("clears everything of its own and nothing else", async () => {
  const root = newRoot();
  const paths = await filled(root);
  const cache = await open(root, [], { key: "k2" });
  writeFileSync(`${paths[0] ?? ""}.damaged`, "12345");
  writeFileSync(`${paths[0] ?? ""}.0000.tmp`, "123");
  mkdirSync(join(root, "src"));
  const foreign = [join(root, "k1", "notes.txt"), join(root, "src", "a.safetensors"), join(root, "b.txt")];
  for (const path of foreign) writeFileSync(path, "someone else's");
  const bytes = bytesOf(paths) + 8;
  expect(await clearCache(root)).toEqual({ bytes });
  expect(readdirSync(root, { recursive: true }).sort()).toEqual(
    ["b.txt", "k1", "src", join("k1", "notes.txt"), join("src", "a.safetensors")].sort(),
  );
  expect(await cacheSize(root)).toEqual({ bytes: 0, records: 0, models: 0 });

  await cache.refresh();
  expect(cache.lookup(sample("1", 0, 10).keys).every((row) => row === -1)).toBe(true);
  await append(cache, sample("1", 0, 10));
  await cache.flush();
  expect((await open(root, [], { key: "k2" })).lookup(sample("1", 0, 10).keys).every((row) => row >= 0)).toBe(true);
});

it.each([
  ["nothing while there is room", 3, [], [true, true, true]],
  ["the least recently used first", 2, [], [false, true, true]],
  ["as many as it takes", 1, [], [false, false, true]],
  ["none that is in use", 1, [0, 1], [true, true, false]],
  ["all", 0, [], [false, false, false]],
])("evicts %s", async (_, room, kept, left) => {
  const root = newRoot();
  const paths = await filled(root);
  const limit = bytesOf(paths.slice(0, room));
  const freed = bytesOf(paths.filter((_, i) => !left[i]));
  const result = await evictShards(root, limit, new Set(kept.map((i) => paths[i] ?? "")));
  expect(result).toEqual({ bytes: freed, shards: left.filter((isLeft) => !isLeft).length });
  expect(paths.map((path) => existsSync(path))).toEqual(left);
});

it.each(["damaged", "picture", "result"])("evicts a file whose name ends in .%s before any shard", async (suffix) => {
  const root = newRoot();
  const paths = await filled(root);
  const other = `${paths[2] ?? ""}.${suffix}`;
  writeFileSync(other, Buffer.alloc(100));
  await evictShards(root, bytesOf(paths) + 99, new Set());
  expect([...paths, other].map((path) => existsSync(path))).toEqual([true, true, true, false]);
});

it("notes that a shard was used when its states are read", async () => {
  const root = newRoot();
  const paths = await filled(root);
  const cache = await open(root, [], { key: "k1" });
  expect(await layerOf(cache, 1, cache.lookup(sample("0", 0, 10).keys))).toEqual(sampleLayer(range(0, 10), 1));
  const ages = paths.map((path) => Math.round((Date.now() - statSync(path).mtimeMs) / 3600_000));
  expect(ages).toEqual([0, 8, 7]);
});
