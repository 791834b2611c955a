import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import type { CacheWarning } from "../../src/activations/shardFolder.ts";
import { HIDDEN, type Sample, SHAPE } from "./sample.ts";

/** A cache folder of its own for every test of a file, and the caches opened in it. */
export function testCache() {
  const roots: string[] = [];
  const opened: ActivationCache[] = [];
  afterEach(async () => {
    for (const cache of opened.splice(0)) await cache.close();
    for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
  });
  return {
    newRoot: (): string => {
      const root = mkdtempSync(join(tmpdir(), "strata-cache-"));
      roots.push(root);
      return root;
    },
    open: async (
      root: string,
      warnings: CacheWarning[] = [],
      { key = "key", memory = Infinity }: { key?: string; memory?: number } = {},
    ): Promise<ActivationCache> => {
      const metadata = { model: "sample", pooling: "mean", tokenizer: "none", maxTokens: "256" };
      const onWarning = (warning: CacheWarning) => warnings.push(warning);
      const cache = await ActivationCache.open({ root, key, ...SHAPE, metadata, memory, onWarning });
      opened.push(cache);
      return cache;
    },
  };
}

export async function append(cache: ActivationCache, rows: Sample): Promise<void> {
  await cache.append(rows.keys, rows.states, rows.tokens, rows.truncated);
}

export async function layerOf(cache: ActivationCache, layer: number, rows: Int32Array): Promise<Float32Array> {
  const states = new Float32Array(rows.length * HIDDEN);
  await cache.readLayer(layer, rows, states);
  return states;
}
