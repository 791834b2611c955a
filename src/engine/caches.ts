import { ActivationCache, type CacheOptions } from "../activations/activationCache.ts";
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
    const options: CacheOptions = {
      root: folder,
      key: extractor.key,
      widths: extractor.widths,
      metadata: {
        model: extractor.name,
        pooling: extractor.pooling,
        maxTokens: String(extractor.maxTokens),
      },
      onWarning: ({ failure }) => this.#warn(failure),
    };
    const opening = ActivationCache.open(options);
    this.#open.set(id, opening);
    return opening;
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
