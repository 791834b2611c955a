import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type CachedExtractor, type CacheLease, Caches } from "../../src/sources/caches.ts";
import type { Failure } from "../../src/protocol/errors.ts";
import { range, sample, sampleLayer, SHAPE } from "../activations/sample.ts";
import { append, layerOf } from "../activations/testCache.ts";
import { scratchFolder } from "../engine/engineProcess.ts";

const ROOMY = 1e9;
let folder = "";
let warned: Failure[] = [];
let caches: Caches;

beforeEach(() => {
  folder = path.join(scratchFolder(), "cache");
  warned = [];
  caches = new Caches((failure) => warned.push(failure));
});

afterEach(async () => {
  await caches.close();
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

function extractor(key: string, widths: readonly number[] | undefined = SHAPE.widths): CachedExtractor {
  const measure = () => Promise.resolve(SHAPE.widths);
  const identity = { key, widths, whole: undefined, name: "sample", pooling: "mean", maxTokens: 256 };
  return { identity, measure };
}

const open = (key: string, limit: number) => caches.open({ folder, limit }, extractor(key));

/** Computes 100 records of a source, as a run does; gives their rows. */
async function compute({ cache }: CacheLease, source: string): Promise<Int32Array> {
  const rows = sample(source, 0, 100);
  await append(cache, rows);
  await cache.flush();
  return cache.lookup(rows.keys);
}

const shards = (key: string) => {
  const names = readdirSync(folder).includes(key) ? readdirSync(path.join(folder, key)) : [];
  return names.map((name) => path.join(folder, key, name));
};
const bytes = () => [...shards("one"), ...shards("two")].reduce((sum, file) => sum + statSync(file).size, 0);

it("is shared by those who hold it, and opened anew once nobody does", async () => {
  const [first, second] = await Promise.all([open("one", ROOMY), open("one", ROOMY)]);
  expect(second.cache).toBe(first.cache);
  await compute(first, "a");
  await first.release();
  await first.release();
  const third = await open("one", ROOMY);
  expect(third.cache).toBe(second.cache);
  await second.release();
  await third.release();
  const fourth = await open("one", ROOMY);
  expect(fourth.cache).not.toBe(first.cache);
  expect(fourth.cache.lookup(sample("a", 0, 100).keys)).not.toContain(-1);
});

it("writes what is left when it is given back", async () => {
  const lease = await open("one", ROOMY);
  await append(lease.cache, sample("a", 0, 100));
  await lease.release();
  expect(shards("one")).toHaveLength(1);
});

it("evicts at once what no open run uses, also of a cache in use", async () => {
  const limit = 1;
  const closed = await open("two", limit);
  await closed.settle(await compute(closed, "another model"));
  const lease = await open("one", limit);
  await compute(lease, "another file");
  const used = await compute(lease, "file");
  expect(shards("two")).toHaveLength(1);
  expect(shards("one")).toHaveLength(2);

  await lease.settle(used);
  expect(shards("two")).toHaveLength(1);
  expect(shards("one")).toHaveLength(1);
  await closed.release();
  expect(shards("two")).toEqual([]);
  expect(await layerOf(lease.cache, 1, used)).toEqual(sampleLayer(range(0, 100), 1));
  await lease.release();
  expect(shards("one")).toEqual([]);
  expect(warned).toEqual([]);
});

it("keeps what fits, the least recently used going first", async () => {
  const first = await open("two", ROOMY);
  await first.settle(await compute(first, "a"));
  await first.release();
  // Files that are written within a few milliseconds may have the same time.
  for (const file of shards("two")) utimesSync(file, 1e9, 1e9);
  const one = bytes();
  const second = await open("one", 2.5 * one);
  await second.settle(await compute(second, "b"));
  await second.settle(await compute(second, "c"));
  expect([shards("one").length, shards("two").length]).toEqual([2, 0]);
  expect(bytes()).toBeLessThanOrEqual(2.5 * one);
});

it("keeps everything a run may use while it works", async () => {
  const working = await open("one", 1);
  await compute(working, "before");
  const computed = await compute(working, "now");
  const other = await open("two", 1);
  await other.settle(await compute(other, "b"));
  await other.release();
  expect(shards("one")).toHaveLength(2);
  expect(shards("two")).toEqual([]);
  await working.settle(computed);
  expect(shards("one")).toHaveLength(1);
});

it("takes the limit that was chosen last", async () => {
  const lease = await open("one", ROOMY);
  await lease.settle(await compute(lease, "a"));
  const other = await open("two", 1);
  await lease.release();
  expect(shards("one")).toEqual([]);
  await other.release();
});

it("opens a cache whose folder cannot be read, with a warning, as one that is not there", async () => {
  mkdirSync(path.join(folder, "one"), { recursive: true });
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) for (const part of [folder, path.dirname(folder)]) chmodSync(part, 0o777);
  chmodSync(path.join(folder, "one"), 0);
  if (isRoot) process.seteuid?.(65534);
  try {
    const lease = await caches.open({ folder, limit: ROOMY }, extractor("one", undefined));
    expect(lease.cache.widths).toEqual(SHAPE.widths);
    expect(new Set(warned.map(({ code }) => code))).toEqual(new Set(["cacheNotReadable"]));
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(path.join(folder, "one"), 0o777);
  }
});
