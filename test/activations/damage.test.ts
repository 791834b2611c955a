import { copyFileSync, readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CacheWarning } from "../../src/activations/shardFolder.ts";
import { LAYERS, range, sample, sampleLayer } from "./sample.ts";
import { append, layerOf, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();
const rows = sample("a", 0, 50);
const others = sample("b", 0, 50);

/** A folder with one shard of the rows and, separately, one of others; gives the first one's path. */
async function twoShards(): Promise<{ root: string; path: string }> {
  const root = newRoot();
  const cache = await open(root);
  await append(cache, rows);
  await cache.flush();
  const [name = ""] = readdirSync(join(root, "key"));
  await append(cache, others);
  await cache.flush();
  return { root, path: join(root, "key", name) };
}

function flip(path: string, at: (header: { data: number; json: string }) => number): void {
  const bytes = readFileSync(path);
  const data = 8 + Number(bytes.readBigUInt64LE());
  const position = at({ data, json: bytes.subarray(8, data).toString("latin1") });
  bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
  writeFileSync(path, bytes);
}

const size = (path: string) => readFileSync(path).length;
const tensorEnd = (json: string, name: string) =>
  (JSON.parse(json) as Record<string, { data_offsets: [number, number] }>)[name]?.data_offsets[1] ?? NaN;

/** What can happen to a shard, and what is said of it when it is opened. */
const seenOnOpening: [string, (path: string) => void, string][] = [
  ["is empty", (path) => truncateSync(path, 0), "it is 0 bytes long"],
  ["ends in its length", (path) => truncateSync(path, 5), "it is 5 bytes long"],
  ["ends in its header", (path) => truncateSync(path, 100), "its header of"],
  ["ends in its data", (path) => truncateSync(path, 3000), "it has 3000 of"],
  ["lacks the last byte", (path) => truncateSync(path, size(path) - 1), " bytes"],
  ["has a byte too many", (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.of(0)])), " bytes"],
  ["has a wrong header length", (path) => flip(path, () => 0), "its header is not JSON"],
  ["has an absurd header length", (path) => flip(path, () => 7), "is cut off"],
  ["has broken JSON", (path) => flip(path, () => 8), "its header is not JSON"],
  ["has a wrong type", (path) => flip(path, ({ json }) => 8 + json.indexOf("F16")), "its tensors are not those"],
  [
    "has a wrong offset",
    (path) => flip(path, ({ json }) => 8 + json.indexOf("data_offsets") + 18),
    "its tensors are not",
  ],
  ["has a wrong origin", (path) => flip(path, ({ json }) => 8 + json.indexOf("sample")), "checksum of its header"],
  ["has a wrong token count", (path) => flip(path, ({ data, json }) => data + tensorEnd(json, "tokens") - 4), "token"],
  ["has a wrong key", (path) => flip(path, ({ data, json }) => data + tensorEnd(json, "keys") - 1), "of its keys"],
  ["has a wrong mark", (path) => flip(path, () => size(path) - 1), "truncation marks"],
  ["is something else", (path) => writeFileSync(path, "{}".repeat(500)), "is cut off"],
];

describe("a shard that", () => {
  it.each(seenOnOpening)("%s is set aside when it is opened", async (_, damage, reason) => {
    const { root, path } = await twoShards();
    damage(path);
    const warnings: CacheWarning[] = [];
    const cache = await open(root, warnings);
    expect(warnings.map(({ code, detail }) => ({ code, ...detail }))).toEqual([
      { code: "cacheDamaged", path, reason: expect.stringContaining(reason) as string },
    ]);
    expect(readdirSync(join(root, "key")).filter((name) => name.endsWith(".damaged")).length).toBe(1);
    expect(cache.lookup(rows.keys).every((row) => row === -1)).toBe(true);
    expect(await layerOf(cache, 1, cache.lookup(others.keys))).toEqual(sampleLayer(range(0, 50), 1));
    await recovers(root, cache);
  });

  it.each(range(0, LAYERS))("has a wrong value in layer %i is set aside when that layer is read", async (layer) => {
    const { root, path } = await twoShards();
    flip(path, ({ data, json }) => data + tensorEnd(json, `layer.${layer}`) - 7);
    const warnings: CacheWarning[] = [];
    const cache = await open(root, warnings);
    const found = cache.lookup(rows.keys);
    const sound = (layer + 1) % LAYERS;
    expect(await layerOf(cache, sound, found)).toEqual(sampleLayer(range(0, 50), sound));
    expect(warnings).toEqual([]);
    await expect(layerOf(cache, layer, found.subarray(3, 5))).rejects.toMatchObject({
      code: "cacheRowsLost",
      detail: { records: 2 },
    });
    expect(warnings.map(({ detail }) => detail)).toEqual([
      { path, reason: `the checksum of its layer.${layer} differs` },
    ]);
    expect(cache.lookup(rows.keys).every((row) => row === -1)).toBe(true);
    await recovers(root, cache);
  });

  /** What was damaged can be added again, and is then found by all. */
  async function recovers(root: string, cache: Awaited<ReturnType<typeof open>>): Promise<void> {
    await append(cache, rows);
    await cache.flush();
    const warnings: CacheWarning[] = [];
    for (const again of [cache, await open(root, warnings)]) {
      expect(await layerOf(again, 2, again.lookup(rows.keys))).toEqual(sampleLayer(range(0, 50), 2));
    }
    expect(warnings).toEqual([]);
  }
});

it("reads a row from another shard that has it when its own is damaged", async () => {
  const { root, path } = await twoShards();
  copyFileSync(path, path.replace(/v1-./, "v1-f").replace(/.\.safe/, "0.safe"));
  flip(path, ({ data }) => data);
  const cache = await open(root);
  expect(await layerOf(cache, 0, cache.lookup(rows.keys))).toEqual(sampleLayer(range(0, 50), 0));
});

it("refuses the shards of another shape", async () => {
  const { root, path } = await twoShards();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.toString("latin1").replaceAll("[50,16]", "[25,32]"), "latin1");
  const warnings: CacheWarning[] = [];
  await open(root, warnings);
  expect(warnings.map(({ detail }) => "reason" in detail && detail.reason)).toEqual([
    `its tensors are not those of 50 rows of layers of 16, 16, 16`,
  ]);
});

it("leaves alone what is not its own", async () => {
  const { root, path } = await twoShards();
  const foreign = ["notes.txt", "model.safetensors", "v2-0123456789abcdef0123456789abcdef.safetensors", ".DS_Store"];
  for (const name of foreign) writeFileSync(join(root, "key", name), "not a shard");
  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  expect(await layerOf(cache, 1, cache.lookup(rows.keys))).toEqual(sampleLayer(range(0, 50), 1));
  expect(warnings).toEqual([]);
  for (const name of foreign) expect(readFileSync(join(path, "..", name), "utf8")).toBe("not a shard");
});
