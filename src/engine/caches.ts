import { ActivationCache, type CacheOptions } from "../activations/activationCache.ts";
import { storedWidths } from "../activations/storedWidths.ts";
import { evictShards } from "../activations/evictShards.ts";
import type { Extractor } from "../model/extractor.ts";
import type { CacheChoice } from "../protocol/engine.ts";
import { toFailure, type Failure } from "../protocol/errors.ts";

/** The caches in use: one for every folder and extractor, shared by the runs. */
export class Caches {
  readonly #warn: (failure: Failure) => void;
  readonly #open = new Map<string, Promise<ActivationCache>>();

  constructor(warn: (failure: Failure) => void) {
    this.#warn = warn;
  }

  /** The cache of what `extractor` computes, with what other windows wrote meanwhile. */
  async open({ folder }: CacheChoice, extractor: Extractor): Promise<ActivationCache> {
    const id = JSON.stringify([folder, extractor.key]);
    const known = this.#open.get(id);
    if (known !== undefined) {
      const cache = await known;
      await cache.refresh();
      return cache;
    }
    const opening = this.#openNew(folder, extractor);
    this.#open.set(id, opening);
    // One that failed is tried again the next time.
    opening.catch(() => this.#open.delete(id));
    return opening;
  }

  async #openNew(folder: string, extractor: Extractor): Promise<ActivationCache> {
    const options: CacheOptions = {
      root: folder,
      key: extractor.key,
      widths: await this.#widths(folder, extractor),
      metadata: {
        model: extractor.name,
        pooling: extractor.pooling,
        maxTokens: String(extractor.maxTokens),
      },
      onWarning: ({ failure }) => this.#warn(failure),
    };
    return ActivationCache.open(options);
  }

  /** As the shards that are there have them; the model is only asked where there are none. */
  async #widths(folder: string, extractor: Extractor): Promise<readonly number[]> {
    return extractor.widths ?? (await storedWidths(folder, extractor.key)) ?? extractor.measure();
  }

  /** Writes what is left to write, then brings the folder below its limit. What fails is warned of. */
  async settle(cache: ActivationCache, { folder, limit }: CacheChoice): Promise<void> {
    try {
      await cache.flush();
      await evictShards(folder, limit, new Set(await this.#pathsInUse()));
    } catch (error) {
      this.#warn(toFailure(error));
    }
  }

  async #pathsInUse(): Promise<string[]> {
    const caches = await Promise.all(this.#open.values());
    return caches.flatMap((cache) => cache.paths);
  }

  /** Writes what is left to write. */
  async close(): Promise<void> {
    const caches = await Promise.all(this.#open.values());
    this.#open.clear();
    await Promise.all(caches.map((cache) => cache.close()));
  }
}
