import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { storedWidths } from "../../src/activations/storedWidths.ts";
import type { CacheWarning } from "../../src/activations/shardFolder.ts";
import { range, sample, sampleLayer, SHAPE } from "./sample.ts";
import { append, layerOf, testCache } from "./testCache.ts";

const { newRoot, open } = testCache();
const NOBODY = 65534;

/** Does something with no more rights than anybody has. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

/** A cache folder with shards of 10 records each; anybody may look for it. */
async function filled(shards: number): Promise<{ root: string; folder: string }> {
  const root = newRoot();
  chmodSync(root, 0o755);
  const cache = await open(root);
  for (const shard of range(0, shards)) {
    await append(cache, sample("a", 10 * shard, 10 * shard + 10));
    await cache.flush();
  }
  await cache.close();
  return { root, folder: join(root, "key") };
}

const known = (rows: Int32Array) => rows.reduce((count, row) => count + Number(row !== -1), 0);

it.skipIf(process.platform === "win32")("keeps what it knows where the folder cannot be listed", async () => {
  const { root, folder } = await filled(3);
  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  const { keys } = sample("a", 0, 40);
  expect(known(cache.lookup(keys))).toBe(30);

  chmodSync(folder, 0o711);
  await asNobody(async () => {
    await cache.refresh();
    await cache.refresh();
    expect(warnings.map(({ failure }) => failure)).toEqual([
      { code: "cacheNotReadable", detail: { path: folder, reason: expect.stringContaining("EACCES") as string } },
    ]);
    const rows = cache.lookup(sample("a", 0, 30).keys);
    expect(await layerOf(cache, 1, rows)).toEqual(sampleLayer(range(0, 30), 1));
  });

  chmodSync(folder, 0o755);
  const other = await open(root);
  await append(other, sample("a", 30, 40));
  await other.flush();
  await cache.refresh();
  expect(known(cache.lookup(keys))).toBe(40);
});

it.skipIf(process.platform === "win32")("tries again what could not be read", async () => {
  const { root, folder } = await filled(3);
  const [closed = ""] = readdirSync(folder);
  const warnings: CacheWarning[] = [];
  const { keys } = sample("a", 0, 30);
  chmodSync(join(folder, closed), 0);
  const cache = await asNobody(() => open(root, warnings));
  expect(known(cache.lookup(keys))).toBe(20);
  expect(warnings.map(({ code }) => code)).toEqual(["cacheNotReadable"]);
  expect(warnings[0]?.detail).toMatchObject({ path: join(folder, closed) });

  expect(await asNobody(() => storedWidths(root, "key"))).toEqual(SHAPE.widths);

  chmodSync(join(folder, closed), 0o644);
  await cache.refresh();
  const rows = cache.lookup(keys);
  expect(known(rows)).toBe(30);
  expect(await layerOf(cache, 0, rows)).toEqual(sampleLayer(range(0, 30), 0));

  // One that is known already: its records count as missing until it can be read.
  chmodSync(join(folder, closed), 0);
  await asNobody(async () => {
    await expect(layerOf(cache, 2, rows)).rejects.toMatchObject({ code: "cacheRowsLost" });
  });
  expect(known(cache.lookup(keys))).toBe(20);
  expect(warnings.map(({ code }) => code)).toEqual(["cacheNotReadable", "cacheNotReadable"]);
  chmodSync(join(folder, closed), 0o644);
  await cache.refresh();
  expect(cache.lookup(keys)).toEqual(rows);
});

it.skipIf(process.platform === "win32")("finds out of a folder that cannot be entered", async () => {
  const { root, folder } = await filled(2);
  const warnings: CacheWarning[] = [];
  const cache = await open(root, warnings);
  const rows = cache.lookup(sample("a", 0, 20).keys);
  chmodSync(folder, 0);
  await asNobody(async () => {
    await expect(layerOf(cache, 0, rows)).rejects.toMatchObject({ code: "cacheRowsLost", detail: { records: 20 } });
    expect(known(cache.lookup(sample("a", 0, 20).keys))).toBe(0);
    await expect(storedWidths(root, "key")).rejects.toMatchObject({ code: "cacheNotReadable" });
  });
  chmodSync(folder, 0o755);
  expect(await storedWidths(root, "key")).toEqual(SHAPE.widths);
});

it.skipIf(process.platform === "win32")(
  "keeps what it knows while too many files are open",
  async () => {
    const { root, folder } = await filled(3);
    const script = join(import.meta.dirname, "scarceProcess.ts");
    const child = spawn(
      "sh",
      ["-c", `ulimit -n 64 && exec "$0" --no-warnings "$@"`, process.execPath, script, root, "30"],
      {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      },
    );
    const seen: unknown[] = [];
    child.on("message", (message) => seen.push(message));
    expect(await once(child, "exit")).toEqual([0, null]);
    const sum = sampleLayer(range(0, 30), 0).reduce((total, value) => total + value, 0);
    const [first, second, third, fourth] = seen;
    expect(first).toEqual({ known: 30, read: "read", sum, warnings: [] });
    const failure = { code: "cacheNotReadable", detail: { reason: expect.stringContaining("EMFILE") as string } };
    expect(second).toMatchObject({ known: 30, read: failure });
    expect(third).toMatchObject({ known: 30, read: "read", sum });
    expect(fourth).toMatchObject({ known: 30, read: "read", sum });
    expect(readdirSync(folder).filter((name) => !name.endsWith(".safetensors"))).toEqual([]);
  },
  30_000,
);
