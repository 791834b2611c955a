import { copyFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { ActivationCache } from "../../src/activations/activationCache.ts";
import { cacheSize } from "../../src/activations/cacheSize.ts";
import type { CacheWarning } from "../../src/activations/shardFolder.ts";
import { HIDDEN, LAYERS, range, sample, sampleLayer } from "./sample.ts";
import { append, layerOf, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();
const files = (root: string) => readdirSync(join(root, "key"));

async function writeShards(cache: ActivationCache, source: string, sizes: readonly number[]): Promise<void> {
  let from = 0;
  for (const size of sizes) {
    await append(cache, sample(source, from, (from += size)));
    await cache.flush();
  }
}

async function expectAll(cache: ActivationCache, source: string, count: number): Promise<void> {
  const found = cache.lookup(sample(source, 0, count).keys);
  expect(found.every((row) => row >= 0)).toBe(true);
  for (let layer = 0; layer < LAYERS; layer++) {
    expect(await layerOf(cache, layer, found)).toEqual(sampleLayer(range(0, count), layer));
  }
  expect(found.map((row) => cache.facts(row).tokens)).toEqual(Int32Array.from(range(2, count + 2)));
}

describe("merging", () => {
  it.each([
    ["three small shards stay", [10, 20, 30], 3],
    ["many small shards become one", [1, 1, 200, 30, 4, 5, 60, 256], 1],
    ["a large shard stays", [1500, 10, 10, 10, 10], 2],
    ["no shard grows beyond 2 048 rows", range(0, 12).map(() => 250), 2],
  ])("%s", async (_, sizes, shards) => {
    const root = newRoot();
    const cache = await open(root);
    await writeShards(cache, "a", sizes);
    const total = sizes.reduce((sum, size) => sum + size);
    const before = cache.lookup(sample("a", 0, total).keys);
    await cache.merge();
    expect(files(root).length).toBe(shards);
    expect(cache.lookup(sample("a", 0, total).keys)).toEqual(before);
    await expectAll(cache, "a", total);
    await expectAll(await open(root), "a", total);
  });

  it("happens by itself when nothing is written for some seconds", async () => {
    const root = newRoot();
    await writeShards(await open(root), "a", [10, 10, 10, 10]);
    await vi.waitFor(() => expect(files(root).length).toBe(1), { timeout: 10_000, interval: 20 });
  });

  it("keeps rows that two shards have once", async () => {
    const root = newRoot();
    const [one, other] = [await open(root), await open(root)];
    await writeShards(one, "a", [30, 30]);
    await writeShards(other, "a", [45, 5, 5]);
    await one.refresh();
    await one.merge();
    expect(files(root).length).toBe(1);
    await expectAll(one, "a", 60);
    await expectAll(await open(root), "a", 60);
    expect((await cacheSize(root)).records).toBe(60);
    expect(one.pathsOf()).toEqual([join(root, "key", files(root)[0] ?? "")]);
  });

  it("keeps layers that need float32 apart", async () => {
    const root = newRoot();
    const cache = await open(root);
    for (const record of range(0, 8)) {
      const rows = sample("a", record, record + 1);
      if (record % 2 === 1) rows.states[HIDDEN] = 1e5 + record;
      await append(cache, rows);
      await cache.flush();
    }
    await cache.merge();
    expect(files(root).length).toBe(2);
    const expected = sampleLayer(range(0, 8), 1);
    for (const record of [1, 3, 5, 7]) expected[record * HIDDEN] = 1e5 + record;
    const again = await open(root);
    expect(await layerOf(again, 1, again.lookup(sample("a", 0, 8).keys))).toEqual(expected);
  });

  it("gives up on a group with a damaged shard, and does the rest later", async () => {
    const root = newRoot();
    const warnings: CacheWarning[] = [];
    const cache = await open(root, warnings);
    await writeShards(cache, "a", [10, 10, 10, 10, 10]);
    const [name = ""] = files(root);
    writeFileSync(join(root, "key", name), "damaged");
    await cache.merge();
    expect(warnings.map(({ code }) => code)).toEqual(["cacheDamaged"]);
    await cache.merge();
    expect(files(root).filter((file) => file.endsWith(".safetensors")).length).toBe(1);
    expect(cache.lookup(sample("a", 0, 50).keys).filter((row) => row >= 0).length).toBe(40);
  });
});

describe("a cache whose shards another one merges", () => {
  it("goes on reading, and has them once when it looks again", async () => {
    const root = newRoot();
    const [one, other] = [await open(root), await open(root)];
    await writeShards(one, "a", [10, 10, 10, 10, 10]);
    await other.refresh();
    const rows = other.lookup(sample("a", 0, 50).keys);
    const reading = layerOf(other, 0, rows);
    await one.merge();
    expect(await reading).toEqual(sampleLayer(range(0, 50), 0));
    expect(await layerOf(other, 1, rows)).toEqual(sampleLayer(range(0, 50), 1));
    expect(other.pathsOf()).toEqual(one.pathsOf());
  });

  it("merges the same shards at the same time into the same file", async () => {
    const root = newRoot();
    const [one, other] = [await open(root), await open(root)];
    await writeShards(one, "a", [10, 10, 10, 10, 10]);
    await other.refresh();
    await Promise.all([one.merge(), other.merge()]);
    expect(files(root).length).toBe(1);
    for (const cache of [one, other, await open(root)]) await expectAll(cache, "a", 50);
  });
});

it("takes in what another cache wrote, and drops what it removed", async () => {
  const root = newRoot();
  const [one, other] = [await open(root), await open(root)];
  await writeShards(one, "a", [20]);
  expect(other.lookup(sample("a", 0, 20).keys).every((row) => row === -1)).toBe(true);
  await other.refresh();
  await expectAll(other, "a", 20);
  rmSync(one.pathsOf()[0] ?? "");
  await other.refresh();
  expect(other.lookup(sample("a", 0, 20).keys).every((row) => row === -1)).toBe(true);
});

it("finds a row's second shard when its first goes while others come", async () => {
  const root = newRoot();
  await writeShards(await open(root), "a", [20]);
  const [name = ""] = files(root);
  copyFileSync(join(root, "key", name), join(root, "key", `v1-${"f".repeat(32)}.safetensors`));
  const cache = await open(root);
  rmSync(join(root, "key", name));
  await writeShards(await open(root), "b", [50]);
  await cache.refresh();
  await expectAll(cache, "a", 20);
  await expectAll(cache, "b", 50);
});

it("removes what dead processes left unfinished, but not what others write now", async () => {
  const root = newRoot();
  await writeShards(await open(root), "a", [20]);
  const [name = ""] = files(root);
  const [old, recent] = [`${name}.1.tmp`, `${name}.2.tmp`];
  for (const file of [old, recent]) writeFileSync(join(root, "key", file), "unfinished");
  const hourAgo = new Date(Date.now() - 3600_000);
  utimesSync(join(root, "key", old), hourAgo, hourAgo);
  await open(root);
  expect(files(root).sort()).toEqual([name, recent].sort());
});
