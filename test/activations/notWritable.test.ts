import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import type { ActivationCache } from "../../src/activations/activationCache.ts";
import type { CacheWarning } from "../../src/activations/shardFolder.ts";
import { HIDDEN, LAYERS, range, type Sample, sample, sampleLayer } from "./sample.ts";
import { append, layerOf, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();
const mounted: string[] = [];
const ROW_BYTES = 2 * LAYERS * HIDDEN;
const NO_MOUNT = "needs a Linux root that may mount a file system";

/** Whether a file system of its own could be mounted there. */
function mount(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  if (spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status !== 0) return false;
  mounted.push(folder);
  return true;
}

const remount = (folder: string, options: string) => spawnSync("mount", ["-o", `remount,${options}`, folder]);

// Registered after those of `testCache`, so that it runs before the folders are removed.
afterEach(() => {
  for (const folder of mounted.splice(0)) spawnSync("umount", ["-l", folder]);
});

async function expectAll(cache: ActivationCache, count: number): Promise<void> {
  const rows = cache.lookup(sample("a", 0, count).keys);
  expect(rows.every((row) => row >= 0)).toBe(true);
  for (let layer = 0; layer < LAYERS; layer++) {
    expect(await layerOf(cache, layer, rows)).toEqual(sampleLayer(range(0, count), layer));
  }
}

it("keeps everything in memory where no folder can be made", async () => {
  const file = join(newRoot(), "file");
  writeFileSync(file, "");
  const root = join(file, "cache");
  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  expect(warnings).toEqual([]);
  await append(cache, sample("a", 0, 300));
  await vi.waitFor(() => expect(warnings.length).toBe(1), { timeout: 5000, interval: 10 });
  await append(cache, sample("a", 300, 900));
  const expected = { code: "cacheNotWritable", detail: { folder: join(root, "key") } };
  await expect(cache.flush()).rejects.toMatchObject(expected);
  await expect(cache.flush()).rejects.toMatchObject(expected);
  expect(warnings).toMatchObject([expected]);
  expect(warnings[0]?.detail).toHaveProperty("reason", expect.stringMatching(/ENOTDIR|EEXIST/));
  await expectAll(cache, 900);
  await cache.close();
  await expectAll(cache, 900);
});

it("uses a folder that can only be read", async ({ skip }) => {
  const root = join(newRoot(), "mounted");
  if (!mount(root, "size=4m")) skip(NO_MOUNT);
  const writing = await open(root);
  for (const part of range(0, 4)) {
    await append(writing, sample("a", 10 * part, 10 * part + 10));
    await writing.flush();
  }
  await writing.close();
  remount(root, "ro");

  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  await expectAll(cache, 40);
  expect(warnings).toEqual([]);
  await expect(cache.merge()).rejects.toMatchObject({ code: "cacheNotWritable" });
  await append(cache, sample("a", 40, 50));
  await expect(cache.flush()).rejects.toMatchObject({ code: "cacheNotWritable" });
  expect(warnings.map(({ code }) => code)).toEqual(["cacheNotWritable"]);
  expect(warnings[0]?.detail).toHaveProperty("reason", expect.stringContaining("EROFS"));
  await expectAll(cache, 50);
});

it("loses nothing on a full disk, and writes it once there is room", async ({ skip }) => {
  const root = join(newRoot(), "mounted");
  if (!mount(root, "size=256k")) skip(NO_MOUNT);
  const filler = join(root, "filler");
  writeFileSync(filler, Buffer.alloc(128 * 1024));
  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  await append(cache, sample("a", 0, 1500));
  await expect(cache.flush()).rejects.toMatchObject({ code: "cacheNotWritable" });
  expect(warnings[0]?.detail).toHaveProperty("reason", expect.stringContaining("ENOSPC"));
  await expectAll(cache, 1500);
  expect(readdirSync(join(root, "key")).filter((name) => !name.endsWith(".safetensors"))).toEqual([]);

  rmSync(filler);
  await cache.flush();
  await expectAll(cache, 1500);
  await expectAll(await open(root, warnings), 1500);
  expect(warnings.length).toBe(1);
});

it("saves again by itself after a write failed, and goes on saving", async ({ skip }) => {
  const root = join(newRoot(), "mounted");
  if (!mount(root, "size=256k")) skip(NO_MOUNT);
  const filler = join(root, "filler");
  writeFileSync(filler, Buffer.alloc(240 * 1024));
  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  const saved = async () => (await open(root)).lookup(sample("a", 0, 500).keys).filter((row) => row >= 0).length;
  await append(cache, sample("a", 0, 300));
  expect(warnings.map(({ code }) => code)).toEqual(["cacheNotWritable"]);
  expect(await saved()).toBe(0);

  rmSync(filler);
  await vi.waitFor(async () => expect(await saved()).toBe(300), { timeout: 5000, interval: 20 });
  await append(cache, sample("a", 300, 500));
  expect(await saved()).toBe(500);
  expect(warnings).toHaveLength(1);
});

it("says when no more may wait in memory, and still has all it took", async ({ skip }) => {
  const root = join(newRoot(), "mounted");
  if (!mount(root, "size=256k")) skip(NO_MOUNT);
  const filler = join(root, "filler");
  writeFileSync(filler, Buffer.alloc(240 * 1024));
  const cache = await open(root, [], { memory: 500 * ROW_BYTES });
  const take = ({ keys, states, tokens, truncated }: Sample) => cache.append(keys, states, tokens, truncated);
  expect(await take(sample("a", 0, 400))).toBe(true);
  expect(await take(sample("a", 400, 800))).toBe(false);
  await expectAll(cache, 800);
  rmSync(filler);
  expect(await take(sample("a", 800, 900))).toBe(true);
  await expectAll(await open(root), 800);
  await expectAll(cache, 900);
});

it("goes on when its folder is removed under it", async () => {
  const root = newRoot();
  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  await append(cache, sample("a", 0, 20));
  await cache.flush();
  rmSync(dirname(cache.pathsOf()[0] ?? ""), { recursive: true });
  const rows = cache.lookup(sample("a", 0, 20).keys);
  await expect(layerOf(cache, 0, rows)).rejects.toMatchObject({ code: "cacheRowsLost", detail: { records: 20 } });
  expect(cache.lookup(sample("a", 0, 20).keys).every((row) => row === -1)).toBe(true);
  await append(cache, sample("a", 0, 20));
  await cache.flush();
  expect(cache.lookup(sample("a", 0, 20).keys)).toEqual(rows);
  await expectAll(await open(root), 20);
  expect(warnings).toEqual([]);
});
