import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { recordKeys } from "../../src/activations/recordKeys.ts";
import { HIDDEN, LAYERS, SHAPE, range, sample, sampleLayer } from "./sample.ts";
import { append, layerOf, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();
const shards = (root: string) => readdirSync(join(root, "key")).filter((name) => name.endsWith(".safetensors"));

describe("round trip", () => {
  const rows = sample("a", 0, 700);

  async function everywhere(): Promise<[string, ActivationCache][]> {
    const root = newRoot();
    const fresh = await open(root);
    const memory = ActivationCache.inMemory(SHAPE);
    for (const cache of [fresh, memory]) await append(cache, rows);
    await fresh.flush();
    return [
      ["written", fresh],
      ["opened", await open(root)],
      ["in memory", memory],
    ];
  }

  it("gives every value, token count and truncation back", async () => {
    for (const [where, cache] of await everywhere()) {
      const found = cache.lookup(rows.keys);
      for (let layer = 0; layer < LAYERS; layer++) {
        expect(await layerOf(cache, layer, found), where).toEqual(sampleLayer(range(0, 700), layer));
      }
      expect(found.map((row) => cache.facts(row).tokens)).toEqual(new Int32Array(rows.tokens));
      expect(found.map((row) => Number(cache.facts(row).truncated))).toEqual(new Int32Array(rows.truncated));
    }
  });

  it("reads rows in any order, several times, once all is checked and before", async () => {
    const asked = [699, 3, 3, 0, 256, 255, 699, 511];
    for (const [where, cache] of await everywhere()) {
      const found = cache.lookup(sample("a", 0, 700).keys);
      const some = Int32Array.from(asked, (record) => found[record] ?? -1);
      for (const state of ["unchecked", "checked"]) {
        expect(await layerOf(cache, 2, some), `${where}, ${state}`).toEqual(sampleLayer(asked, 2));
      }
      expect(await layerOf(cache, 0, new Int32Array())).toEqual(new Float32Array());
    }
  });

  it("reads records in order, in chunks and singly", async () => {
    for (const [where, cache] of await everywhere()) {
      const backwards = range(0, 700).reverse();
      const found = cache.lookup(rows.keys);
      const states = cache.states(Int32Array.from(backwards, (record) => found[record] ?? -1));
      expect([states.records, states.widths]).toEqual([700, SHAPE.widths]);
      for (const [from, to] of [
        [0, 300],
        [300, 600],
        [600, 700],
        [0, 700],
        [5, 6],
        [0, 0],
      ] as const) {
        expect(await states.read(1, from, to), where).toEqual(sampleLayer(backwards.slice(from, to), 1));
      }
    }
  });

  it("knows what it does not have", async () => {
    for (const [, cache] of await everywhere()) {
      const found = cache.lookup(recordKeys(["a 0", "nothing", "a 699"]));
      expect(found[1]).toBe(-1);
      expect(found[0]).toBeGreaterThanOrEqual(0);
      expect(cache.lookup(new Uint8Array()).length).toBe(0);
      await expect(cache.readLayer(0, found, new Float32Array(3 * HIDDEN))).rejects.toMatchObject({
        code: "cacheRowsLost",
        detail: { records: 1 },
      });
    }
  });

  it("keeps a record once, and its row number", async () => {
    const root = newRoot();
    const cache = await open(root);
    await append(cache, sample("a", 0, 10));
    const before = cache.lookup(sample("a", 0, 10).keys);
    await cache.flush();
    await append(cache, sample("a", 5, 15));
    await append(cache, sample("a", 5, 15));
    await cache.flush();
    expect(cache.lookup(sample("a", 0, 10).keys)).toEqual(before);
    expect(await layerOf(cache, 1, cache.lookup(sample("a", 0, 15).keys))).toEqual(sampleLayer(range(0, 15), 1));
    const bytes = (await open(root)).lookup(sample("a", 0, 15).keys);
    expect(new Set(bytes).size).toBe(15);
  });
});

it("refuses rows of the wrong size", async () => {
  const cache = ActivationCache.inMemory(SHAPE);
  const { keys, states, tokens, truncated } = sample("a", 0, 2);
  await expect(cache.append(keys, states.subarray(1), tokens, truncated)).rejects.toThrow("2 rows with 32 bytes");
});

describe("values that float16 cannot hold", () => {
  it("are kept as float32, the others of their layer still rounded", async () => {
    const root = newRoot();
    const cache = await open(root);
    const rows = sample("a", 0, 3);
    const massive = LAYERS * HIDDEN + HIDDEN;
    rows.states.set([1e6, -70_000, 1 / 3, Infinity, NaN], massive);
    rows.states.set([1 / 3], 0);
    await append(cache, rows);
    const expected = sampleLayer([0, 1, 2], 1);
    expected.set([1e6, -70_000, 0.333251953125, Infinity, NaN], HIDDEN);
    for (const where of [cache, cache, await flushed(cache, root)]) {
      const found = where.lookup(rows.keys);
      expect(await layerOf(where, 1, found)).toEqual(expected);
      expect((await layerOf(where, 0, found))[0]).toBe(0.333251953125);
      expect((await layerOf(where, 2, found)).at(-1)).toBe(sampleLayer([2], 2).at(-1));
    }
  });

  async function flushed(cache: ActivationCache, root: string): Promise<ActivationCache> {
    await cache.flush();
    return open(root);
  }
});

describe("writing behind", () => {
  it("has every batch on the disk when the next one may start", async () => {
    const root = newRoot();
    const cache = await open(root);
    for (let from = 0; from < 100; from += 20) {
      await append(cache, sample("a", from, from + 20));
      const other = await open(root);
      expect(other.lookup(sample("a", 0, from + 20).keys).every((row) => row >= 0)).toBe(true);
    }
  });

  it("puts what piles up into few shards", async () => {
    const root = newRoot();
    const cache = await open(root);
    await append(cache, sample("a", 0, 6000));
    await cache.flush();
    expect(shards(root).length).toBeLessThanOrEqual(4);
    expect((await open(root)).lookup(sample("a", 0, 6000).keys).every((row) => row >= 0)).toBe(true);
  });

  it("writes what is left on closing", async () => {
    const root = newRoot();
    const cache = await open(root);
    await append(cache, sample("a", 0, 5));
    await cache.close();
    expect((await open(root)).lookup(sample("a", 0, 5).keys).every((row) => row >= 0)).toBe(true);
  });
});
